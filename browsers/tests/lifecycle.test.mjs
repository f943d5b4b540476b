// ICE restart, renegotiation, every way to hang up, and nothing left afterwards.
import test from 'node:test';
import assert from 'node:assert/strict';
import { startCardea, processCensus } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

async function setUp(t, settings) {
  const server = await startCardea(settings);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  return { server, pages, browser };
}

const flowing = (page, call, kind = 'video', limit) =>
  eventually(`${kind} flows`, () => page.evaluate(async (i, k) => {
    const s = await echoStats(i);
    return k === 'video' ? s.video.frames > 10 : s.audio.packets > 10;
  }, call, kind), limit ?? 20_000);

const growing = async (page, call) => {
  const before = await page.evaluate((i) => echoStats(i).then((s) => s.video.frames), call);
  await eventually('frames grow', () =>
    page.evaluate(async (i, n) => (await echoStats(i)).video.frames > n + 10, call, before));
};

test('ICE restart keeps the media flowing', async (t) => {
  const { server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u), server.wsUrl);
  await flowing(page, call);
  const before = await page.evaluate((i) => calls[i].answer.match(/a=ice-ufrag:(\S+)/)[1], call);
  await page.evaluate((i) => calls[i].negotiate({ audio: true }, { iceRestart: true }), call);
  const after = await page.evaluate((i) => calls[i].answer.match(/a=ice-ufrag:(\S+)/)[1], call);
  assert.notEqual(after, before);
  await growing(page, call);
  assert.equal(await page.evaluate((i) => calls[i].pc.connectionState, call), 'connected');
});

test('ICE restarts whose answers come late keep the media flowing', async (t) => {
  // Until the answer is there, Chromium checks from its new candidates with the old credentials.
  const { server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u), server.wsUrl);
  await flowing(page, call);
  for (const signallingMs of [150, 400, 150]) {
    await page.evaluate((i, ms) => calls[i].negotiate({ audio: true }, { iceRestart: true }, ms), call, signallingMs);
    await growing(page, call);
  }
  assert.equal(await page.evaluate((i) => calls[i].pc.connectionState, call), 'connected');
});

test('a renegotiation adds a video track and removes it again', async (t) => {
  const { server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { video: false }), server.wsUrl);
  await flowing(page, call, 'audio');
  await page.evaluate(async (i) => {
    const c = calls[i];
    const extra = await navigator.mediaDevices.getUserMedia({ video: true });
    c.sender = c.pc.addTrack(extra.getVideoTracks()[0], extra);
    await c.negotiate({ video: true });
  }, call);
  await flowing(page, call);
  await page.evaluate(async (i) => {
    const c = calls[i];
    c.pc.getTransceivers().find((x) => x.sender === c.sender).stop();
    await c.negotiate({ video: false });
  }, call);
  const mlines = await page.evaluate((i) => calls[i].answer.match(/^m=\S+ \d+/gm), call);
  assert.deepEqual(mlines.map((l) => l.replace(/ [1-9]\d*/, ' on')), ['m=audio on', 'm=video 0']);
  const heard = await page.evaluate((i) => echoStats(i).then((s) => s.audio.packets), call);
  await eventually('sound goes on', () =>
    page.evaluate(async (i, n) => (await echoStats(i)).audio.packets > n + 20, call, heard));
});

test('hang-up from each side is told to the other', async (t) => {
  const { server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u), server.wsUrl);
  await flowing(page, call);
  // The browser closes: a DTLS alert, then the hangup event.
  await page.evaluate((i) => calls[i].hangup(), call);
  const hangup = await eventually('hangup event', () =>
    page.evaluate((i) => echoEvents(i).find((e) => e.janus === 'hangup'), call));
  assert.equal(hangup.reason, 'DTLS alert');
  const done = await page.evaluate((i) =>
    echoEvents(i).some((e) => e.plugindata && e.plugindata.data.result === 'done'), call);
  assert.ok(done, 'the plugin said done');
  // The API closes: the browser sees the transport close.
  const second = await page.evaluate((u) => startEcho(u), server.wsUrl);
  await flowing(page, second);
  await page.evaluate((i) =>
    calls[i].client.request({ janus: 'hangup', handle_id: calls[i].handle }), second);
  await eventually('transport closed', () => page.evaluate(async (i) => {
    const s = await echoStats(i);
    return ['closed', 'failed', 'disconnected'].includes(s.state) || s.transport.state === 'closed';
  }, second));
  const reason = await eventually('hangup event', () =>
    page.evaluate((i) => (echoEvents(i).find((e) => e.janus === 'hangup') || {}).reason, second));
  assert.equal(reason, 'Janus API');
});

test('a page closed without a word is forgotten after the session timeout', async (t) => {
  const { server, pages, browser } = await setUp(t, { core: 'general: { session_timeout = 3 }\n' });
  const before = processCensus(server.pid);
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u), server.httpUrl);
  await flowing(page, call);
  const session = await page.evaluate((i) => calls[i].client.session, call);
  await page.close();
  await eventually('session gone', async () => {
    const response = await fetch(`${server.httpUrl}/${session}`, {
      method: 'POST',
      body: JSON.stringify({ janus: 'attach', plugin: 'none', transaction: 'x' }),
    });
    return (await response.json()).error.code === 458;
  }, 20_000, 5_000);
  await eventually('descriptors back', () => processCensus(server.pid).files <= before.files + 4, 15_000);
});

test('two hundred sessions leave nothing behind', { timeout: 300_000 }, async (t) => {
  const { server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const one = async () => {
    const call = await page.evaluate((u) => startEcho(u, { data: true, size: { width: 320, height: 240 } }), server.wsUrl);
    await eventually('connected', () =>
      page.evaluate((i) => calls[i].pc.connectionState === 'connected', call), 20_000, 20);
    await page.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), call);
  };
  for (let i = 0; i < 5; i++) await one();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = processCensus(server.pid);
  for (let round = 0; round < 50; round++) await Promise.all([one(), one(), one(), one()]);
  await eventually('threads and descriptors are back where they were', () => {
    const now = processCensus(server.pid);
    return now.threads <= before.threads + 3 && now.files <= before.files + 3;
  }, 60_000, 1000);
  await new Promise((resolve) => setTimeout(resolve, 2500)); // loops publish once a second
  await server.stop();
  assert.match(server.log(), /shutting down sessions=0 peers=0 packets=0 faults=0/);
});
