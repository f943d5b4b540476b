// Clients that are not ours, unmodified: the stock janus.js, and aiortc.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));

for (const transport of ['http', 'ws']) {
  test(`stock janus.js echoes over ${transport}`, async (t) => {
    const server = await startCardea();
    const pages = await servePages();
    const browser = await launch('chromium');
    t.after(async () => {
      await browser.close();
      await pages.stop();
      await server.stop();
    });
    const page = await openPage(browser, `${pages.url}janusjs.html`);
    await page.waitForFunction('window.ready === true');
    await page.evaluate((u) => echo(u), transport === 'ws' ? server.wsUrl : server.httpUrl);
    await eventually('frames and sound', () => page.evaluate(async () => {
      const report = await window.handle.webrtcStuff.pc.getStats();
      let frames = 0;
      let energy = 0;
      report.forEach((s) => {
        if (s.type !== 'inbound-rtp') return;
        if (s.kind === 'video') frames = s.framesDecoded;
        else energy = s.totalAudioEnergy;
      });
      return frames > 20 && energy > 0;
    }), 30_000);
    const text = await eventually('data', () => page.evaluate(() => window.received));
    assert.equal(text, 'Janus EchoTest here! You wrote: salve');
    await page.evaluate(() => new Promise((resolve) => window.handle.hangup() || resolve()));
    await eventually('cleanup', () => page.evaluate(() => window.cleanedUp));
  });
}

test('aiortc echoes over HTTP', async (t) => {
  const server = await startCardea();
  t.after(() => server.stop());
  const run = spawnSync('/usr/bin/python3', [path.join(HERE, '../lib/aiortc_echo.py'), server.httpUrl], {
    encoding: 'utf8',
    timeout: 90_000,
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  const result = JSON.parse(run.stdout.trim().split('\n').at(-1));
  assert.ok(result.frames > 10, run.stdout);
  assert.ok(result.samples > 0, run.stdout);
  assert.equal(result.message, 'Janus EchoTest here! You wrote: salve');
});
