// A room full of people: three Chromium and one Firefox, and everything they do to each other.
import test from 'node:test';
import assert from 'node:assert/strict';
import { admin } from '../lib/server.mjs';
import { eventually } from '../lib/browser.mjs';
import { ROOM, setUp, enter, seesAndHears } from '../lib/members.mjs';

const SMALL = { size: { width: 320, height: 240, frameRate: 12 }, maxBitrate: 200_000 };

const participants = async (member) => (await member.evaluate(async (i, room) => {
  const m = members[i];
  const reply = await m.client.request({
    janus: 'message', handle_id: m.handle, body: { request: 'listparticipants', room },
  });
  return reply.plugindata.data.participants;
}, ROOM));

/** For a while, each of these members goes on seeing and hearing the others. */
const undisturbed = async (all, without = []) => {
  const there = all.filter((m) => !without.includes(m));
  await Promise.all(there.map((m) => seesAndHears(m, there.filter((o) => o !== m).map((o) => o.id))));
};

test('three Chromium and one Firefox in one room', async (t) => {
  const place = await setUp(t);
  const chromium = await place.open('chromium', { chromiumArgs: ['--auto-accept-this-tab-capture'] });
  const firefox = await place.open('firefox');
  const all = [];
  for (const [browser, display] of [[chromium, 'ann'], [chromium, 'bob'], [firefox, 'fay'], [chromium, 'cat']]) {
    all.push(await enter(browser, place, { ...SMALL, display }));
  }
  const [ann, bob, fay, cat] = all;

  await t.test('everybody sees and hears everybody', () => undisturbed(all));

  await t.test('who mutes is not seen or heard, and then is again', async () => {
    const streams = (await participants(ann)).length;
    assert.equal(streams, 4);
    await bob.configure({ streams: [{ mid: '0', send: false }, { mid: '1', send: false }] });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = await ann.stats();
    // Long enough to notice, and until the others have gone on, which a busy computer may delay.
    await Promise.all([new Promise((resolve) => setTimeout(resolve, 2000)), seesAndHears(ann, [fay.id, cat.id], {}, 10_000)]);
    const after = await ann.stats();
    assert.equal(after[bob.id].video[0].frames, before[bob.id].video[0].frames);
    assert.equal(after[bob.id].audio[0].packets, before[bob.id].audio[0].packets);
    await bob.configure({ streams: [{ mid: '0', send: true }, { mid: '1', send: true }] });
    await undisturbed(all);
  });

  await t.test('a shared screen is one more stream, and goes away again', async () => {
    await cat.evaluate((i) => members[i].share());
    for (const m of [ann, bob, fay]) {
      await eventually('two pictures of cat', async () => {
        const s = (await m.stats())[cat.id];
        return s && s.video.length === 2 && s.video.every((v) => v.frames > 5);
      }, 30_000);
    }
    await cat.evaluate((i) => members[i].unshare());
    for (const m of [ann, bob, fay]) {
      await eventually('one picture of cat', async () => (await m.stats())[cat.id].video.length === 1, 20_000);
    }
    await undisturbed(all);
  });

  await t.test('ICE restarts of both directions keep everything flowing', async () => {
    await ann.evaluate((i) => members[i].negotiate({ request: 'configure' }, { iceRestart: true }));
    await ann.ask({ request: 'configure', restart: true });
    await undisturbed(all);
  });

  await t.test('a late joiner sees everybody, and leaves without disturbing anybody', async () => {
    const dan = await enter(chromium, place, { ...SMALL, display: 'dan' });
    await undisturbed([...all, dan]);
    await dan.evaluate(async (i) => {
      const m = members[i];
      await m.client.message(m.handle, { request: 'leave' });
      await m.client.close();
    });
    await eventually('everybody hears that dan left', async () => {
      const heard = await Promise.all(all.map((m) => m.events()));
      return heard.every((events) => events.some((e) => e.leaving === dan.id));
    });
    await undisturbed(all);
    await dan.page.close();
  });

  await t.test('a page closed without a word leaves the others undisturbed and its books closed', async () => {
    const before = await ann.stats();
    await bob.page.close();
    await eventually('bob is gone from the list', async () => (await participants(ann)).length === 3, 30_000);
    await undisturbed(all, [bob]);
    const after = await ann.stats();
    for (const m of [fay, cat]) {
      const frozen = after[m.id].video[0].freezeSeconds - before[m.id].video[0].freezeSeconds;
      assert.ok(frozen < 1.5, `ann sees ${m.id} frozen for ${frozen} s`);
    }
    if (!process.env.JANUS_INSTEAD) {
      await eventually('sessions of those who are left', async () =>
        (await admin(place.server.adminUrl, { janus: 'list_sessions' })).sessions.length === 3);
    }
  });

  for (const m of [ann, fay, cat]) {
    assert.deepEqual(await m.errors(), []);
    await m.evaluate((i) => members[i].client.close());
  }
  if (!process.env.JANUS_INSTEAD) {
    await eventually('no session is left', async () =>
      (await admin(place.server.adminUrl, { janus: 'list_sessions' })).sessions.length === 0);
    await place.server.stop();
    assert.match(place.server.log(), /sessions=0 peers=0 packets=0 faults=0/);
  }
});

test('chat through data channels reaches everybody else, labelled with the sender', async (t) => {
  const place = await setUp(t);
  const browser = await place.open();
  const quiet = { audio: true, video: false, data: true };
  const ann = await enter(browser, place, { ...quiet, display: 'ann' });
  const bob = await enter(browser, place, { ...quiet, display: 'bob' });
  const cat = await enter(browser, place, { ...quiet, display: 'cat' });
  await eventually('channels are open', async () =>
    (await Promise.all([ann, bob, cat].map((m) => m.evaluate((i) =>
      members[i].channel.readyState === 'open' && members[i].streams.some((s) => s.type === 'data')))))
      .every(Boolean));
  const said = (m) => m.evaluate((i) => (members[i].down ? members[i].down.messages : []));
  let n = 0;
  await eventually('bob and cat read what ann writes', async () => {
    await ann.evaluate((i, text) => members[i].channel.send(text), `salve ${n++}`);
    const read = await Promise.all([bob, cat].map(said));
    return read.every((messages) => messages.some((m) => m.text.startsWith('salve') && m.label === String(ann.id)));
  }, 15_000, 500).catch(async (e) => {
    throw new Error(`${e.message}: ${JSON.stringify(await Promise.all([bob, cat].map(said)))}`);
  });
  assert.deepEqual(await said(ann), []);
});

test('a moderated, a kicked and a destroyed room tell everybody what happened', async (t) => {
  const place = await setUp(t, { room: { secret: 'adminpwd' } });
  const browser = await place.open();
  const ann = await enter(browser, place, { ...SMALL, display: 'ann' });
  const bob = await enter(browser, place, { ...SMALL, display: 'bob' });
  await seesAndHears(ann, [bob.id]);
  const manage = (body) => ann.evaluate(async (i, b) => {
    const m = members[i];
    return (await m.client.request({ janus: 'message', handle_id: m.handle, body: b })).plugindata.data;
  }, { room: ROOM, secret: 'adminpwd', ...body });

  await manage({ request: 'moderate', id: bob.id, mid: '1', mute: true });
  await eventually('both hear of the moderation', async () =>
    (await Promise.all([ann.events(), bob.events()])).every((events) =>
      events.some((e) => e.moderation === 'muted' && e.id === bob.id && e.mid === '1')));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = await ann.stats();
  await bob.configure({ streams: [{ mid: '1', send: true }] }); // does not help
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const after = await ann.stats();
  assert.equal(after[bob.id].video[0].frames, before[bob.id].video[0].frames);
  assert.ok(after[bob.id].audio[0].energy > before[bob.id].audio[0].energy);

  await manage({ request: 'kick', id: bob.id });
  await eventually('bob is told', async () =>
    (await bob.events()).some((e) => e.leaving === 'ok' && e.reason === 'kicked'));
  await eventually('ann is told', async () => (await ann.events()).some((e) => e.kicked === bob.id));
  await eventually('bob is hung up', () => bob.evaluate((i) =>
    members[i].client.events.some((e) => e.janus === 'hangup' && e.sender === members[i].handle)));

  assert.equal((await manage({ request: 'destroy' })).videoroom, 'destroyed');
  await eventually('ann is told of the end', async () => (await ann.events()).some((e) => e.videoroom === 'destroyed'));
});
