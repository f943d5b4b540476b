// A plugin written outside the tree, compiled against the spi jar alone, serves a browser.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, cpSync, rmSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function buildMirror(folder) {
  const java = (tool) => path.join(process.env.JAVA_HOME, 'bin', tool);
  const lib = path.join(ROOT, 'packaging/target/cardea/lib');
  const spi = path.join(lib, readdirSync(lib).find((name) => name.startsWith('cardea-spi')));
  const example = path.join(ROOT, 'docs/examples/mirror');
  const out = path.join(folder, 'out');
  execFileSync(java('javac'), ['--release', '25', '-cp', spi, '-d', out,
    path.join(example, 'src/org/example/Mirror.java')]);
  cpSync(path.join(example, 'META-INF'), path.join(out, 'META-INF'), { recursive: true });
  execFileSync(java('jar'), ['cf', path.join(folder, 'mirror.jar'), '-C', out, '.']);
  rmSync(out, { recursive: true });
}

test('the example plugin serves a browser', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-plugins-'));
  buildMirror(folder);
  const server = await startCardea({ args: ['--plugins-folder', folder] });
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const info = await (await fetch(`${server.httpUrl}/info`)).json();
  assert.equal(info.plugins['org.example.mirror'].name, 'Mirror');
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate(
    (u) => startEcho(u, { plugin: 'org.example.mirror', data: true }), server.wsUrl);
  await eventually('video and sound', () => page.evaluate(async (i) => {
    const s = await echoStats(i);
    return s.video.frames > 10 && s.audio.energy > 0;
  }, call), 20_000);
  await eventually('data channel', () =>
    page.evaluate((i) => calls[i].channel.readyState === 'open', call));
  await page.evaluate((i) => calls[i].channel.send('salve'), call);
  const message = await eventually('data', () => page.evaluate((i) => calls[i].messages[0], call));
  assert.equal(message, 'SALVE');
});
