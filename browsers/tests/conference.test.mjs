// The conference page in real browsers: a room full of people, as they would use it.
// Runs inside a network namespace of its own (testkit/namespace), whose packet filter it changes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { eventually, launch } from '../lib/browser.mjs';
import { startRooms } from '../lib/rooms.mjs';
import { PHONE, Seat, allSeeAndHear, launchQuiet } from '../lib/seats.mjs';
import { speaking } from '../lib/voice.mjs';

const ROOMS = `general: { }
room-1234: { description = "Demo Room", publishers = 6, bitrate = 0, secret = "adminpwd" }
room-4321: { description = "Board room", publishers = 6, pin = "sesame", notify_joining = true,
  audiolevel_event = true, audio_active_packets = 25, audio_level_average = 60 }
room-5678: { description = "Tiny", publishers = 1 }
`;

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function start(t, args) {
  const server = await startRooms(ROOMS);
  const browser = await launchQuiet(args);
  t.after(async () => {
    await browser.close();
    await server.stop();
  });
  return { server, browser, sit: (name, options = {}) => Seat.join(browser, server, { name, ...options }) };
}

/** A request to the VideoRoom over HTTP, as an administrator's script would send it. */
async function administer(server, body) {
  const post = async (path, message) => (await fetch(server.httpUrl + path, {
    method: 'POST', body: JSON.stringify({ transaction: 'admin', ...message }),
  })).json();
  const session = (await post('', { janus: 'create' })).data.id;
  const handle = (await post(`/${session}`, { janus: 'attach', plugin: 'janus.plugin.videoroom' })).data.id;
  const { plugindata } = await post(`/${session}/${handle}`, { janus: 'message', body });
  await post(`/${session}`, { janus: 'destroy' });
  return plugindata.data;
}

/** Lets nothing through between the browsers and the server, until the function it returns is called. */
function cut(server) {
  const nft = (text) => execFileSync('nft', [text]);
  nft('add table inet conference');
  nft('add chain inet conference out { type filter hook output priority 0; }');
  nft('add rule inet conference out meta l4proto udp drop');
  nft(`add rule inet conference out tcp dport ${server.wsPort} drop`);
  nft(`add rule inet conference out tcp sport ${server.wsPort} drop`);
  return () => nft('delete table inet conference');
}

test('people meet, mute, share, choose layers and leave', async (t) => {
  const { sit } = await start(t);
  const ana = await sit('Ana');
  assert.equal(await ana.text('alone').then((s) => s.length > 0), true);
  const bob = await sit('Bob');
  await allSeeAndHear([ana, bob]);

  await t.test('who comes late gets everybody', async () => {
    const cleo = await sit('Cleo');
    await allSeeAndHear([ana, bob, cleo]);
    await cleo.press('leave');
    await eventually('Cleo is gone', async () => !(await ana.of('Cleo')) && !(await bob.of('Cleo')));
    assert.equal((await cleo.now()).phase, 'lobby');
  });

  await t.test('a muted microphone is silent and marked, and comes back', async () => {
    await bob.press('mic');
    await eventually('marked', async () => (await ana.of('Bob')).tile.muted);
    await sleep(1_500);
    const { audio } = await ana.of('Bob');
    await sleep(2_500);
    const grown = (await ana.of('Bob')).audio.audioEnergy - audio.audioEnergy;
    // What the receiver makes up where packets are late is not quite silence; speech has a thousand times that.
    assert.ok(grown < 1e-3, `energy grew by ${grown} while muted`);
    await bob.press('mic');
    await eventually('no longer marked', async () => !(await ana.of('Bob')).tile.muted);
    await ana.seesAndHears('Bob');
  });

  await t.test('a camera that is off leaves letters, and comes back', async () => {
    await bob.press('cam');
    await eventually('letters', async () => !(await ana.of('Bob')).tile.visible);
    assert.equal((await ana.of('Bob')).tile.frozen, 0, 'off is not frozen');
    await bob.press('cam');
    await ana.seesAndHears('Bob');
  });

  await t.test('a viewer chooses a layer, for one tile and for oneself', async () => {
    await eventually('the high layer first', async () => (await ana.of('Bob')).video.height === 720, 30_000);
    await ana.choose('Bob', 'Low');
    await eventually('the low layer', async () => {
      const { video } = await ana.of('Bob');
      return video.layer === 0 && video.height === 180;
    }, 30_000);
    assert.equal((await bob.of('Ana')).video.layer, 2);
    await ana.choose('Bob', 'Medium');
    await eventually('the medium layer', async () => (await ana.of('Bob')).video.height === 360, 30_000);
    await ana.choose('Bob', 'No picture, only sound');
    await eventually('no picture', async () => (await ana.of('Bob')).video.rate === 0);
    const paused = await ana.of('Bob');
    assert.equal(paused.tile.visible, false);
    await sleep(2_500);
    const later = await ana.of('Bob');
    assert.equal(later.video.framesDecoded, paused.video.framesDecoded);
    assert.equal(later.tile.frozen, 0, 'paused is not frozen');
    assert.ok(later.audio.audioEnergy > paused.audio.audioEnergy, 'still heard');
    await ana.choose('Bob', 'Best the network carries');
    await eventually('the high layer again', async () => (await ana.of('Bob')).video.height === 720, 30_000);
  });

  await t.test('bandwidth is shown, per tile and in all', async () => {
    const { numbers, received } = await ana.now();
    assert.ok(numbers.received > 20_000);
    const sum = received.reduce((total, s) => total + s.rate, 0);
    assert.ok(Math.abs(sum - numbers.received) < 0.3 * numbers.received, `${sum} of ${numbers.received}`);
    assert.match(await ana.text('bandwidth'), /bit\/s/);
  });

  await t.test('a screen is shared in a tile of its own, twice', async () => {
    for (const time of ['first', 'second']) {
      await bob.press('share');
      await eventually(`the screen, ${time} time`, async () => {
        const { screen, screenTile } = await ana.of('Bob');
        return screen?.framesDecoded > 0 && screenTile?.visible;
      }, 30_000).catch((error) => ana.explain(error));
      await bob.press('share');
      await eventually('no screen', async () => !(await ana.of('Bob')).screenTile);
    }
    await ana.seesAndHears('Bob');
  });

  await t.test('chat arrives as text, with an unread mark', async () => {
    await bob.write('salve');
    await ana.readsFrom('Bob', 'salve');
    assert.equal(await ana.text('unread'), '1');
    const nasty = '<img src=x onerror="window.hit = true">';
    await bob.write(nasty);
    await ana.write('et tu');
    await bob.readsFrom('Ana', 'et tu');
    assert.equal((await ana.now()).unread, 0);
    assert.ok((await ana.text('chat-log')).includes(nasty));
    assert.equal(await ana.page.evaluate(() => window.hit ?? document.querySelector('#chat-log img')), null);
  });

  await t.test('who closes the page without a word disappears', async () => {
    await bob.page.close();
    await eventually('Bob is gone', async () => !(await ana.of('Bob')), 30_000);
    assert.equal((await ana.now()).tiles.length, 1);
  });
  assert.deepEqual(ana.errors, []);
});

test('a name cannot be markup', async (t) => {
  const { sit } = await start(t);
  const ana = await sit('Ana');
  const name = '<b onclick=x>Bob';
  await sit(name);
  await ana.seesAndHears(name);
  await ana.press('people-open');
  await eventually('the name', async () => (await ana.text('people')).includes(name));
  assert.equal(await ana.page.$('#people b, .seat b'), null);
});

test('the speaker view shows who talks', async (t) => {
  const { sit } = await start(t, speaking());
  const place = { room: 4321, pin: 'sesame' };
  const ana = await sit('Ana', place);
  const bob = await sit('Bob', place);
  const cleo = await sit('Cleo', place);
  await allSeeAndHear([ana, bob, cleo]);
  await ana.press('view');
  const large = async () => (await ana.now()).tiles.find((tile) => tile.large)?.name;
  await cleo.press('mic');
  await eventually('Bob is large', async () => (await large()) === 'Bob', 20_000).catch((e) => ana.explain(e));
  await bob.press('mic');
  await cleo.press('mic');
  await eventually('Cleo is large', async () => (await large()) === 'Cleo', 20_000).catch((e) => ana.explain(e));
  await ana.choose('Bob', 'Keep large');
  await eventually('Bob is kept large', async () => (await large()) === 'Bob');
});

test('who only listens hears, sees and writes', async (t) => {
  const { sit } = await start(t);
  const ana = await sit('Ana');
  const eve = await sit('Eve', { mode: 'listen' });
  await eve.seesAndHears('Ana');
  assert.equal((await ana.now()).tiles.length, 1, 'a listener has no tile');
  await eve.write('I am here');
  await ana.readsFrom('Eve', 'I am here');
  const mia = await sit('Mia', { mode: 'microphone' });
  await eventually('Mia is heard', async () => (await ana.of('Mia'))?.audio?.audioEnergy > 0, 20_000);
  assert.equal((await ana.of('Mia')).tile.visible, false);
  await mia.press('cam');
  await ana.seesAndHears('Mia');
});

test('what goes wrong is said in words', async (t) => {
  const { sit, server, browser } = await start(t);
  const refused = async (options, words) => {
    const seat = await Seat.open(browser, server, { name: 'Ana', mode: 'listen', ...options });
    await seat.press('join');
    await eventually(`'${words}'`, async () => (await seat.text('lobby-notice')).match(words));
    assert.equal((await seat.now()).phase, 'lobby');
    await seat.page.close();
  };
  await refused({ room: 99 }, /no such room/);
  await refused({ room: 4321, pin: 'wrong' }, /PIN/);
  const first = await sit('Ana', { room: 5678 });
  const second = await sit('Bob', { room: 5678 });
  await eventually('full', async () => (await second.text('notice-text')).match(/full/), 20_000);
  await second.seesAndHears('Ana');
  await first.press('leave');

  const kicked = await sit('Eve', { mode: 'listen' });
  const { me } = await kicked.now();
  await administer(server, { request: 'kick', room: 1234, secret: 'adminpwd', id: me.id });
  await eventually('kicked', async () => (await kicked.text('lobby-notice')).match(/removed/));
  const last = await sit('Ana');
  await administer(server, { request: 'destroy', room: 1234, secret: 'adminpwd' });
  await eventually('closed', async () => (await last.text('lobby-notice')).match(/closed/));
});

test('a broken network is shown and healed', async (t) => {
  const { sit, server } = await start(t);
  const ana = await sit('Ana');
  const bob = await sit('Bob');
  await allSeeAndHear([ana, bob]);

  for (const [how, ms, kept] of [['for some seconds', 8_000, true], ['until the server has given the session up', 45_000, false]]) {
    await t.test(`broken ${how}`, async () => {
      const before = (await ana.now()).me.id;
      const mend = cut(server);
      try {
        await eventually('the picture is marked', async () => (await ana.of('Bob'))?.tile.frozen > 1, 10_000);
        await eventually('the banner', async () => (await ana.text('banner-text')).length > 0, 20_000);
        assert.equal((await ana.now()).standing[0], 'failed');
        await sleep(ms);
      } finally {
        mend();
      }
      await eventually('connected again', async () =>
        (await ana.now()).standing[0] === 'connected' && (await bob.now()).standing[0] === 'connected', 60_000)
        .catch((error) => ana.explain(error));
      await ana.seesAndHears('Bob', 60_000);
      await bob.seesAndHears('Ana', 60_000);
      await eventually('one tile each, no ghosts', async () => (await ana.now()).tiles.length === 2, 60_000)
        .catch((error) => ana.explain(error));
      await bob.write(`after the break, ${how}`);
      await ana.readsFrom('Bob', `after the break, ${how}`);
      const { me, journal } = await ana.now();
      assert.equal(me.id === before, kept, journal.join('\n'));
    });
  }
  assert.deepEqual([...ana.errors, ...bob.errors], []);
});

test('the call works over HTTP where WebSocket does not answer', async (t) => {
  const { sit } = await start(t);
  const ana = await sit('Ana', { query: { ws: 9 } });
  const bob = await sit('Bob', { query: { ws: 9 } });
  await allSeeAndHear([ana, bob]);
});

test('the page fits a phone', async (t) => {
  const { sit, server, browser } = await start(t);
  const lobby = await Seat.open(browser, server, { name: 'Ana', size: PHONE });
  assert.ok(await lobby.fits(), 'the lobby');
  await lobby.enter();
  await sit('Bob');
  await lobby.seesAndHears('Bob');
  assert.ok(await lobby.fits(), 'the room');
  await lobby.press('chat-open');
  const sheet = await lobby.page.$eval('#panel', (e) => e.getBoundingClientRect().toJSON());
  assert.equal(sheet.width, PHONE.width);
  assert.ok(sheet.bottom <= PHONE.height + 1);
});

test('Firefox and Chromium meet', async (t) => {
  const { sit, server } = await start(t);
  const firefox = await launch('firefox');
  t.after(() => firefox.close());
  const ana = await sit('Ana');
  const fox = await Seat.join(firefox, server, { name: 'Fox' });
  await allSeeAndHear([ana, fox]);
  await eventually('three layers of Firefox', async () => (await ana.of('Fox')).video.simulcast);
  await ana.choose('Fox', 'Low');
  await eventually('the low layer', async () => (await ana.of('Fox')).video.layer === 0, 30_000);
  await fox.write('from the den');
  await ana.readsFrom('Fox', 'from the den');
  await fox.page.close();
});
