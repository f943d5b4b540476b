// An echo call recorded into .mjr files, which Janus's own tool converts and ffprobe accepts.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const SECONDS = 4;

function convert(mjr, target) {
  execFileSync('janus-pp-rec', [mjr, target], { stdio: 'pipe' });
  const text = execFileSync('ffprobe', [
    '-v', 'error', '-count_packets', '-show_entries', 'format=duration:stream=codec_name,nb_read_packets,width',
    '-of', 'json', target,
  ]);
  const report = JSON.parse(text);
  return { duration: Number(report.format.duration), ...report.streams[0] };
}

for (const codec of ['vp8', 'h264']) {
  test(`a recorded call plays (${codec})`, async (t) => {
    const server = await startCardea();
    const pages = await servePages();
    const browser = await launch('chromium');
    t.after(async () => {
      await browser.close();
      await pages.stop();
      await server.stop();
    });
    const page = await openPage(browser, pages.url);
    const call = await page.evaluate((u, c) => startEcho(u, { data: true, codec: c }), server.wsUrl, codec);
    const configure = (body) =>
      page.evaluate((i, b) => calls[i].client.message(calls[i].handle, b), call, body);
    await eventually('frames', () => page.evaluate((i) => echoStats(i).then((s) => s.video.frames > 10), call));
    const base = path.join(server.folder, 'call');
    await configure({ record: true, filename: base });
    await eventually('data channel', () =>
      page.evaluate((i) => calls[i].channel.readyState === 'open', call));
    await page.evaluate((i) => calls[i].channel.send('salve'), call);
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    await configure({ record: false });
    await eventually('files', () => ['audio', 'video', 'data'].every((k) => existsSync(`${base}-${k}.mjr`)));
    await new Promise((resolve) => setTimeout(resolve, 500));

    const audio = convert(`${base}-audio.mjr`, `${base}.opus`);
    assert.equal(audio.codec_name, 'opus');
    assert.ok(Math.abs(audio.duration - SECONDS) < 1.5, `audio lasts ${audio.duration}`);
    const video = convert(`${base}-video.mjr`, `${base}.${codec === 'h264' ? 'mp4' : 'webm'}`);
    assert.equal(video.codec_name, codec);
    assert.ok(Number(video.width) >= 160, `width ${video.width}`);
    assert.ok(Number(video.nb_read_packets) > 10 * SECONDS, `${video.nb_read_packets} frames`);
    execFileSync('janus-pp-rec', [`${base}-data.mjr`, `${base}.srt`], { stdio: 'pipe' });
    assert.match(execFileSync('cat', [`${base}.srt`]).toString(), /salve/);
    const header = JSON.parse(execFileSync('janus-pp-rec', ['--json', `${base}-video.mjr`]).toString());
    assert.equal(header.t, 'v');
    assert.equal(header.c, codec);
  });
}
