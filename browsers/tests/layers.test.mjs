// Every viewer its own layers: simulcast and SVC, each switch clean.
import test from 'node:test';
import assert from 'node:assert/strict';
import { eventually } from '../lib/browser.mjs';
import { setUp, enter } from '../lib/members.mjs';

const MAX_FREEZE_SECONDS = 1;
/** A computer busy with encoding is no thin link: bandwidth.test.mjs is about those. */
const NOT_ESTIMATED = { subscriber_bwe: false };
const HD = { width: 1280, height: 720 };

const picture = async (viewer, id) => ((await viewer.stats())[id] || { video: [] }).video[0] || {};

/** Asks for a layer and waits for its size; how long the longest time without a new frame was. */
async function switchTo(viewer, id, request, width) {
  const mid = (await viewer.streams()).find((s) => s.type === 'video').mid;
  await viewer.ask({ request: 'configure', streams: [{ mid, ...request }] });
  let frames = (await picture(viewer, id)).frames;
  let since = Date.now();
  let longest = 0;
  await eventually(`width ${width} after ${JSON.stringify(request)}`, async () => {
    const now = await picture(viewer, id);
    if (now.frames > frames) {
      frames = now.frames;
      since = Date.now();
    }
    longest = Math.max(longest, Date.now() - since);
    return now.width === width;
  }, 20_000, 100);
  return longest / 1000;
}

/** Nothing was missing in what the viewer got, and its decoder never complained. */
async function assertClean(viewer, id, before) {
  const now = await picture(viewer, id);
  assert.equal(now.lost, before.lost, 'packets lost');
  assert.equal(now.nacks, before.nacks, 'NACKs: the viewer saw a gap');
  assert.equal(now.plis, before.plis, 'PLIs: the viewer\'s decoder lacked something');
}

const kinds = [
  { name: 'VP8 simulcast', options: { codec: 'vp8', simulcast: true }, key: 'substream', event: 'substream' },
  { name: 'H.264 simulcast', options: { codec: 'h264', simulcast: true }, key: 'substream', event: 'substream' },
  { name: 'VP9 SVC', options: { codec: 'vp9', svc: 'L3T3' }, key: 'spatial_layer', event: 'spatial_layer', newer: true },
  { name: 'AV1 SVC', options: { codec: 'av1', svc: 'L3T3' }, key: 'spatial_layer', event: 'spatial_layer', newer: true },
];

for (const { name, options, key, event, newer } of kinds) {
  if (newer && process.env.JANUS_INSTEAD) continue;
  test(`${name}: one viewer switches through all layers, another stays`, async (t) => {
    const place = await setUp(t, { room: { videocodec: 'vp8,h264,vp9,av1', ...NOT_ESTIMATED } });
    const browser = await place.open();
    const ann = await enter(browser, place, { ...options, audio: false, size: HD });
    const bob = await enter(browser, place, { publish: false });
    const cat = await enter(browser, place, { publish: false });
    for (const viewer of [bob, cat]) {
      await eventually('the top layer', async () => (await picture(viewer, ann.id)).width === HD.width, 60_000);
    }
    const still = await picture(cat, ann.id);
    let before = await picture(bob, ann.id);
    for (const [layer, width] of [[0, 320], [1, 640], [2, 1280], [0, 320], [2, 1280]]) {
      const gap = await switchTo(bob, ann.id, { [key]: layer }, width);
      assert.ok(gap < MAX_FREEZE_SECONDS, `frozen ${gap} s at ${key} ${layer}`);
      assert.ok((await bob.subscriberEvents()).some((e) => e[event] === layer), `told of ${event} ${layer}`);
    }
    await assertClean(bob, ann.id, before);
    assert.equal((await picture(cat, ann.id)).width, HD.width);
    await assertClean(cat, ann.id, still);

    // A layer that is there already is told again at once.
    const told = (await bob.subscriberEvents()).filter((e) => e[event] === 2).length;
    before = await picture(bob, ann.id);
    await switchTo(bob, ann.id, { [key]: 2 }, HD.width);
    await eventually('told again', async () =>
      (await bob.subscriberEvents()).filter((e) => e[event] === 2).length > told);
  });
}

test('a switch between publishers goes on without a gap', async (t) => {
  const place = await setUp(t, { room: NOT_ESTIMATED });
  const browser = await place.open();
  const ann = await enter(browser, place, { drawing: { width: 320, height: 240 }, watch: false });
  const bob = await enter(browser, place, { publish: false });
  await eventually('ann is seen', async () => (await picture(bob, ann.id)).frames > 10, 30_000);
  await bob.evaluate((i) => { members[i].options.watch = false; });
  const cat = await enter(browser, place, { drawing: { width: 640, height: 480 }, watch: false });
  await eventually('bob hears that cat publishes', async () => (await bob.events()).some((e) =>
    e.publishers && e.publishers.some((p) => p.id === cat.id)));
  const mid = (await bob.streams()).find((s) => s.type === 'video').mid;
  const seen = async () => {
    const video = await bob.evaluate(async (i, m) => {
      const t = members[i].down.pc.getTransceivers().find((x) => x.mid === m);
      let found = {};
      (await t.receiver.getStats()).forEach((r) => { if (r.type === 'inbound-rtp') found = r; });
      return { frames: found.framesDecoded, width: found.frameWidth, lost: found.packetsLost, nacks: found.nackCount };
    }, mid);
    return video;
  };
  const before = await seen();
  for (const [feed, width] of [[cat.id, 640], [ann.id, 320], [cat.id, 640]]) {
    const reply = await bob.ask({ request: 'switch', streams: [{ feed, mid: '0', sub_mid: mid }] });
    assert.equal(reply.switched, 'ok', JSON.stringify(reply));
    assert.equal(reply.changes, 1);
    await eventually(`the picture of ${feed}`, async () => (await seen()).width === width, 15_000);
    const at = (await seen()).frames;
    await eventually('it goes on', async () => (await seen()).frames > at + 10);
  }
  const after = await seen();
  assert.equal(after.lost, before.lost);
  assert.equal(after.nacks, before.nacks);
});

test('pause and start of a subscription', async (t) => {
  const place = await setUp(t, { room: NOT_ESTIMATED });
  const browser = await place.open();
  const ann = await enter(browser, place, { size: { width: 320, height: 240 } });
  const bob = await enter(browser, place, { publish: false });
  await eventually('ann is seen', async () => (await picture(bob, ann.id)).frames > 10, 30_000);
  assert.equal((await bob.ask({ request: 'pause' })).paused, 'ok');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = await picture(bob, ann.id);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal((await picture(bob, ann.id)).packets, before.packets);
  assert.equal((await bob.ask({ request: 'start' })).started, 'ok');
  await eventually('ann is seen again', async () => (await picture(bob, ann.id)).frames > before.frames + 10);
  const after = await picture(bob, ann.id);
  assert.equal(after.lost, before.lost);
  assert.equal(after.nacks, before.nacks);
});
