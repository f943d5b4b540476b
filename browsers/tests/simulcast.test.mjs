// Simulcast and SVC: what is asked for is what is decoded, without a long freeze.
import test from 'node:test';
import assert from 'node:assert/strict';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const MAX_FREEZE_SECONDS = 1;

async function withCall(t, options, run) {
  const server = await startCardea();
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u, o) => startEcho(u, o), server.wsUrl, options);
  const stats = () => page.evaluate((i) => echoStats(i), call);
  const configure = (body) =>
    page.evaluate((i, b) => calls[i].client.message(calls[i].handle, b), call, body);
  await eventually('first frames', async () => (await stats()).video.frames > 10, 20_000);
  await run({ page, call, stats, configure });
}

async function longestGap(stats, action, reached, what) {
  await action();
  let frames = (await stats()).video.frames;
  let since = Date.now();
  let longest = 0;
  await eventually(what, async () => {
    const now = await stats();
    if (now.video.frames > frames) {
      frames = now.video.frames;
      since = Date.now();
    }
    longest = Math.max(longest, Date.now() - since);
    return reached(now);
  }, 20_000, 100);
  return longest / 1000;
}

test('substreams of a VP8 simulcast change the decoded size', async (t) => {
  await withCall(t, { simulcast: {}, codec: 'vp8', size: { width: 1280, height: 720 } },
    async ({ stats, configure }) => {
      await eventually('top layer', async () => (await stats()).video.width === 1280, 60_000);
      for (const [substream, width] of [[0, 320], [1, 640], [2, 1280], [0, 320], [2, 1280]]) {
        const gap = await longestGap(
          stats, () => configure({ substream }), (s) => s.video.width === width,
          `substream ${substream} decoded at width ${width}`);
        assert.ok(gap < MAX_FREEZE_SECONDS, `frozen ${gap} s at substream ${substream}`);
      }
    });
});

test('temporal layers of a VP8 simulcast change the decoded rate', async (t) => {
  await withCall(t, { simulcast: { scalabilityMode: 'L1T3' }, codec: 'vp8' },
    async ({ stats, configure }) => {
      const rate = async () => {
        const a = await stats();
        await new Promise((resolve) => setTimeout(resolve, 3000));
        const b = await stats();
        return (b.video.frames - a.video.frames) / 3;
      };
      await new Promise((resolve) => setTimeout(resolve, 5000));
      const full = await rate();
      await configure({ temporal: 0 });
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const low = await rate();
      assert.ok(low < full * 0.5, `full ${full} fps, lowest temporal layer ${low} fps`);
      assert.ok(low > 1, `still ${low} fps`);
      await configure({ temporal: 2 });
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const again = await rate();
      assert.ok(again > low * 1.5, `back to ${again} fps from ${low}`);
    });
});

for (const codec of ['vp9', 'av1']) {
  test(`spatial layers of ${codec} SVC change the decoded size`, async (t) => {
    await withCall(t, { svc: 'L3T3', codec, size: { width: 1280, height: 720 } },
      async ({ stats, configure }) => {
        await eventually('top layer', async () => (await stats()).video.width === 1280, 60_000);
        for (const [layer, width] of [[0, 320], [1, 640], [2, 1280]]) {
          const gap = await longestGap(
            stats, () => configure({ spatial_layer: layer }), (s) => s.video.width === width,
            `spatial layer ${layer} decoded at width ${width}`);
          assert.ok(gap < MAX_FREEZE_SECONDS, `frozen ${gap} s at spatial layer ${layer}`);
        }
      });
  });
}
