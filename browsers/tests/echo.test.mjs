// The echo call in real browsers: audio, video and data come back.
import test from 'node:test';
import assert from 'node:assert/strict';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const CODECS = { chromium: ['vp8', 'vp9', 'h264', 'av1'], firefox: ['vp8', 'vp9', 'h264'] };
const CASES = Object.entries(CODECS).flatMap(([browser, codecs]) =>
  ['http', 'ws'].flatMap((transport) => codecs.map((codec) => ({ browser, transport, codec }))));

/** Whether this build really encodes a codec: a call between two PeerConnections of one page. */
const encodes = (page, codec) => page.evaluate(async (name) => {
  const all = RTCRtpSender.getCapabilities('video').codecs;
  const wanted = all.filter((c) => c.mimeType.toLowerCase() === `video/${name}`);
  if (wanted.length === 0) return false;
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate);
  const transceiver = a.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly' });
  transceiver.setCodecPreferences(wanted);
  await a.setLocalDescription(await a.createOffer());
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
  let frames = 0;
  for (let i = 0; i < 40 && frames < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    (await b.getStats()).forEach((s) => {
      if (s.type === 'inbound-rtp') frames = s.framesDecoded || 0;
    });
  }
  stream.getTracks().forEach((track) => track.stop());
  a.close();
  b.close();
  return frames >= 5;
}, codec);

test('echo', async (t) => {
  const server = await startCardea({ core: 'general: { debug_level = 5 }\n' });
  const pages = await servePages();
  const browsers = new Map();
  t.after(async () => {
    for (const browser of browsers.values()) await browser.close();
    await pages.stop();
    await server.stop();
  });
  for (const c of CASES) {
    await t.test(`${c.browser} over ${c.transport} with ${c.codec}`, async (one) => {
      if (!browsers.has(c.browser)) browsers.set(c.browser, await launch(c.browser));
      const page = await openPage(browsers.get(c.browser), pages.url);
      try {
        if (c.browser === 'firefox' && c.codec !== 'vp8' && !(await encodes(page, c.codec))) {
          one.skip(`this Firefox does not encode ${c.codec}, not even for itself`);
          return;
        }
        const url = c.transport === 'ws' ? server.wsUrl : server.httpUrl;
        const call = await page.evaluate(
          (u, codec) => startEcho(u, { codec, data: true }), url, c.codec);
        await eventually('connected', () =>
          page.evaluate((i) => echoStats(i).then((s) => s.state === 'connected'), call));
        const first = await eventually('video and sound', () =>
          page.evaluate(async (i) => {
            const s = await echoStats(i);
            return s.video.frames > 10 && s.audio.energy > 0 && s;
          }, call), 20_000);
        const later = await eventually('more frames', () =>
          page.evaluate(async (i, n) => {
            const s = await echoStats(i);
            return s.video.frames > n + 10 && s;
          }, call, first.video.frames));
        assert.match(later.video.codec.toLowerCase(), new RegExp(c.codec));
        // Chromium says what was agreed on; of Firefox only our own log can tell.
        if (c.browser === 'chromium') assert.match(later.transport.srtp, /GCM/);
        const agreed = [...server.log().matchAll(/call is up .*srtp=(\w+)/g)].at(-1);
        assert.equal(agreed[1], 'AEAD_AES_128_GCM');
        await eventually('data channel', () =>
          page.evaluate((i) => calls[i].channel.readyState === 'open', call));
        await page.evaluate((i) => calls[i].channel.send('salve'), call);
        const message = await eventually('data message', () =>
          page.evaluate((i) => calls[i].messages[0], call));
        assert.equal(message, 'Janus EchoTest here! You wrote: salve');
        const events = await page.evaluate((i) => echoEvents(i).map((e) => e.janus), call);
        assert.ok(events.includes('webrtcup'));
        assert.ok(events.includes('media'));
        await page.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), call);
      } finally {
        await page.close();
      }
    });
  }
});

test('audio with redundancy (RED) comes back', async (t) => {
  const server = await startCardea();
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const bytesPerPacket = async (red) => {
    const call = await page.evaluate((u, r) => startEcho(u, { red: r, video: false }), server.wsUrl, red);
    const stats = await eventually('sound', () => page.evaluate(async (i) => {
      const s = await echoStats(i);
      return s.audio.energy > 0 && s.audio.packets > 100 && s;
    }, call), 20_000);
    const answer = await page.evaluate((i) => calls[i].answer, call);
    assert.equal(/a=rtpmap:\d+ red\/48000\/2/.test(answer), red);
    await page.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), call);
    return stats.audio.bytes / stats.audio.packets;
  };
  // The browser's statistics name the codec inside; that every packet carries two is seen by size.
  const plain = await bytesPerPacket(false);
  const redundant = await bytesPerPacket(true);
  assert.ok(redundant > 1.4 * plain, `${redundant} bytes a packet with RED, ${plain} without`);
});
