// A viewer behind a thin link gets what the link carries, and nobody else notices.
// Runs inside a network namespace of its own (testkit/namespace).
import test from 'node:test';
import assert from 'node:assert/strict';
import { eventually } from '../lib/browser.mjs';
import { again } from '../lib/again.mjs';
import { setUp, enter } from '../lib/members.mjs';
import { shapedHost } from '../lib/shaped.mjs';

const THIN_KBIT = 300;
const WIDE_KBIT = 3_000;
const SETTLE_MS = 5_000;
const WATCH_MS = 12_000;
const CLIMB_MS = 10_000;
const MAX_FREEZE_MS = 1_000;
const TOP = 1280;

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const picture = async (viewer, id) => ((await viewer.stats())[id] || { video: [] }).video[0] || {};

/** What a publisher sends of each layer, in kbit/s. */
async function bitrates(publisher) {
  const layers = async () => new Map((await publisher.sent()).filter((s) => s.rid).map((s) => [s.rid, s.bytes]));
  const before = await layers();
  await pause(2000);
  const after = await layers();
  return Object.fromEntries([...after].map(([rid, bytes]) => [rid, Math.round((bytes - before.get(rid)) * 8 / 2000)]));
}

/** Watches a viewer for a while; notes sizes and how long it stood still at most. */
async function watch(viewer, id, ms) {
  const end = Date.now() + ms;
  let last = await picture(viewer, id);
  let since = Date.now();
  const seen = { longest: 0, widths: new Set(), bytes: last.bytes, began: Date.now() };
  while (Date.now() < end) {
    await pause(100);
    const now = await picture(viewer, id);
    if (now.frames > last.frames) {
      since = Date.now();
      last = now;
    }
    seen.longest = Math.max(seen.longest, Date.now() - since);
    seen.widths.add(now.width);
    seen.kbit = (now.bytes - seen.bytes) * 8 / (Date.now() - seen.began);
  }
  return seen;
}

/** Real encoders on a shared computer: what takes the core from them for a second is no thin link. */
const RUNS = 3;

test('a thin link gets a layer that fits, and the top one when it opens', (t) => again(t, RUNS, thinThenWide));

async function thinThenWide(t) {
  const thin = shapedHost({ kbit: THIN_KBIT, lossPercent: 2 });
  t.after(() => thin.remove());
  const place = await setUp(t, { room: { bitrate: 3_000_000 }, pagesAt: '0.0.0.0' });
  const near = await place.open('chromium');
  const far = await place.open('chromium', { namespace: thin.namespace });
  const ann = await enter(near, place, {
    noise: { width: TOP, height: 720 }, simulcast: true, codec: 'vp8', display: 'ann', watch: false,
  });
  const clear = await enter(near, place, { publish: false, display: 'clear' });
  await eventually('the clear viewer has the top layer', async () => (await picture(clear, ann.id)).width === TOP, 60_000);
  await eventually('ann sends all that it may', async () => {
    const { h, l } = await bitrates(ann);
    return h > 2 * THIN_KBIT && l < THIN_KBIT;
  }, 60_000);

  const thinUrl = { page: `http://${thin.near}:${place.pages.port}/room.html`, ws: `ws://${thin.near}:${place.server.wsPort}` };
  const viewer = await enter(far, place, { publish: false, display: 'thin', join: { bandwidth_events: true } }, thinUrl);
  await eventually('first frames on the thin link', async () => (await picture(viewer, ann.id)).frames > 0, 20_000);
  await pause(SETTLE_MS);

  const rates = await bitrates(ann);
  t.diagnostic(`ann sends ${JSON.stringify(rates)} kbit/s`);
  assert.ok(rates.h > 1.5 * THIN_KBIT && rates.l < THIN_KBIT, 'the premise: the top layer does not fit, the lowest does');
  const clearBefore = await picture(clear, ann.id);
  const clearLayers = async () => (await clear.subscriberEvents()).map((e) => e.substream).filter((s) => s !== undefined);
  const clearTold = (await clearLayers()).length;
  const settled = await watch(viewer, ann.id, WATCH_MS);
  t.diagnostic(`thin: ${settled.kbit.toFixed(0)} kbit/s, widths ${[...settled.widths]}, longest freeze ${settled.longest} ms`);
  const told = (await viewer.subscriberEvents()).filter((e) => e.bandwidth).map((e) => e.bandwidth);
  t.diagnostic(`layers told: ${(await viewer.subscriberEvents()).filter((e) => 'substream' in e || 'temporal' in e).map((e) => e.substream ?? `t${e.temporal}`).join(' ')}; estimates told: ${told.map((b) => Math.round(b / 1000)).join(' ')}`);
  assert.ok(settled.longest < MAX_FREEZE_MS, `frozen for ${settled.longest} ms`);
  assert.ok(![...settled.widths].includes(TOP), `widths ${[...settled.widths]}`);
  assert.ok(settled.kbit < THIN_KBIT, `${settled.kbit} kbit/s`);
  assert.ok(told.length > 0 && told.at(-1) < 2 * THIN_KBIT * 1000, 'the viewer is told a sane estimate');

  thin.rate(WIDE_KBIT);
  thin.loss(0);
  const opened = Date.now();
  await eventually('the top layer after the link has opened', async () => (await picture(viewer, ann.id)).width === TOP, CLIMB_MS, 100);
  t.diagnostic(`climbed in ${Date.now() - opened} ms`);

  const clearAfter = await picture(clear, ann.id);
  assert.equal(clearAfter.width, TOP);
  assert.deepEqual((await clearLayers()).slice(clearTold), [], 'the clear viewer never leaves the top layer');
  assert.ok(clearAfter.frames > clearBefore.frames + 50, 'and goes on');
  // Three encodings and two decodings on a small computer halt a picture now and then: told, not judged.
  t.diagnostic(`the clear viewer stood still for ${(clearAfter.freezeSeconds - clearBefore.freezeSeconds).toFixed(1)} s in all`);
}

test('with subscriber_bwe off everything is sent whatever the link carries', async (t) => {
  const thin = shapedHost({ kbit: WIDE_KBIT });
  t.after(() => thin.remove());
  const place = await setUp(t, { room: { bitrate: 3_000_000, subscriber_bwe: false }, pagesAt: '0.0.0.0' });
  const near = await place.open('chromium');
  const far = await place.open('chromium', { namespace: thin.namespace });
  const ann = await enter(near, place, {
    audio: false, simulcast: true, codec: 'vp8', size: { width: 640, height: 360 }, display: 'ann', watch: false,
  });
  const thinUrl = { page: `http://${thin.near}:${place.pages.port}/room.html`, ws: `ws://${thin.near}:${place.server.wsPort}` };
  const viewer = await enter(far, place, { publish: false, join: { bandwidth_events: true } }, thinUrl);
  await eventually('the top layer', async () => (await picture(viewer, ann.id)).width === 640, 30_000);
  thin.rate(100);
  await pause(4000);
  const events = await viewer.subscriberEvents();
  assert.equal(events.filter((e) => e.bandwidth).length, 0);
  assert.equal(events.filter((e) => e.substream !== undefined).at(-1).substream, 2);
});
