// The echo call in real browsers: audio, video and data come back.
import test from 'node:test';
import assert from 'node:assert/strict';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const CASES = [
  { browser: 'chromium', transport: 'http', codec: 'vp8' },
  { browser: 'chromium', transport: 'ws', codec: 'vp8' },
  { browser: 'chromium', transport: 'ws', codec: 'vp9' },
  { browser: 'chromium', transport: 'ws', codec: 'h264' },
  { browser: 'chromium', transport: 'ws', codec: 'av1' },
  { browser: 'firefox', transport: 'http', codec: 'vp8' },
  { browser: 'firefox', transport: 'ws', codec: 'vp8' },
];

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
    await t.test(`${c.browser} over ${c.transport} with ${c.codec}`, async () => {
      if (!browsers.has(c.browser)) browsers.set(c.browser, await launch(c.browser));
      const page = await openPage(browsers.get(c.browser), pages.url);
      try {
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
