// Recordings of a room: .mjr for Janus's tools, and files that play at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:http';

import path from 'node:path';
import { openPage, eventually } from '../lib/browser.mjs';
import { ROOM, setUp, enter, seesAndHears } from '../lib/members.mjs';

const SECRET = 'adminpwd';
const SECONDS = 6;
const MAX_OFFSET_SECONDS = 0.04;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function probe(file) {
  const text = execFileSync('ffprobe', ['-v', 'error', '-count_packets', '-show_entries',
    'format=duration:stream=codec_name,codec_type,nb_read_packets,width', '-of', 'json', file]);
  const report = JSON.parse(text);
  return { duration: Number(report.format.duration), streams: report.streams };
}

/** Times at which the picture turns white, and at which the tone begins. */
function claps(file) {
  const run = (args) => spawnSync('ffmpeg', ['-hide_banner', '-nostdin', '-copyts', '-i', file, ...args, '-f', 'null', '-'],
    { encoding: 'utf8', maxBuffer: 1 << 26 }).stderr;
  const flashes = [];
  let dark = true;
  const frames = run(['-map', '0:v', '-vf', 'signalstats,metadata=mode=print:key=lavfi.signalstats.YAVG']);
  let time = 0;
  for (const line of frames.split('\n')) {
    const at = line.match(/pts_time:([\d.]+)/);
    if (at) time = Number(at[1]);
    const level = line.match(/YAVG=([\d.]+)/);
    if (!level) continue;
    const lit = Number(level[1]) > 120;
    if (lit && dark) flashes.push(time);
    dark = !lit;
  }
  const sound = run(['-map', '0:a', '-af', 'silencedetect=noise=-20dB:d=0.2']);
  const beeps = [...sound.matchAll(/silence_end: ([\d.]+)/g)].map((m) => Number(m[1]));
  return { flashes, beeps };
}

/** How far sound lags behind the picture, in the middle of all claps. */
function offset(file) {
  const { flashes, beeps } = claps(file);
  const offsets = flashes.flatMap((flash) => {
    const near = beeps.map((beep) => beep - flash).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    return near !== undefined && Math.abs(near) < 0.5 ? [near] : [];
  }).sort((a, b) => a - b);
  assert.ok(offsets.length >= 3, `claps in ${file}: ${JSON.stringify({ flashes, beeps })}`);
  return offsets[Math.floor(offsets.length / 2)];
}

/** Plays a file in Chromium; how long it lasts, and how far it came. */
async function playInChromium(t, browser, file, seconds = 3) {
  const server = createServer((request, response) => {
    const body = readFileSync(file);
    const range = (request.headers.range || '').match(/bytes=(\d+)-(\d*)/);
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<video id="v" muted autoplay src="/file"></video>');
      return;
    }
    response.setHeader('content-type', file.endsWith('.mp4') ? 'video/mp4' : 'video/webm');
    response.setHeader('accept-ranges', 'bytes');
    if (!range) {
      response.end(body);
      return;
    }
    const first = Number(range[1]);
    const last = range[2] ? Number(range[2]) : body.length - 1;
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${first}-${last}/${body.length}`);
    response.end(body.subarray(first, last + 1));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const page = await openPage(browser, `http://localhost:${server.address().port}/`);
  const played = await eventually('the file plays', () => page.evaluate((limit) => {
    const v = document.getElementById('v');
    if (v.error) throw new Error(`${v.error.code} ${v.error.message}`);
    const q = v.getVideoPlaybackQuality();
    return v.currentTime > limit && {
      time: v.currentTime, duration: v.duration, frames: q.totalVideoFrames, corrupted: q.corruptedVideoFrames, width: v.videoWidth,
    };
  }, seconds), 20_000);
  const sought = await page.evaluate(() => new Promise((resolve) => {
    const v = document.getElementById('v');
    v.addEventListener('seeked', () => resolve(v.currentTime), { once: true });
    v.currentTime = 1;
  }));
  await page.close();
  return { ...played, sought };
}

test('audio, video and data of a publisher go through janus-pp-rec', async (t) => {
  const place = await setUp(t, { room: { secret: SECRET, videocodec: 'vp8,h264,vp9' } });
  const browser = await place.open();
  for (const codec of ['vp8', 'h264', 'vp9']) {
    const ann = await enter(browser, place, { codec, size: { width: 320, height: 240 }, data: true, display: codec });
    const base = path.join(place.server.folder, codec);
    await eventually('the channel is open', () => ann.evaluate((i) => members[i].channel.readyState === 'open'));
    await ann.configure({ record: true, filename: base });
    await pause(500);
    await ann.evaluate((i) => members[i].channel.send('salve'));
    await pause(SECONDS * 1000);
    await ann.configure({ record: false });
    await eventually('files', () => ['audio-0', 'video-1', 'data-2'].every((k) => existsSync(`${base}-${k}.mjr`)));
    await pause(500);
    const target = `${base}-video.${codec === 'h264' ? 'mp4' : 'webm'}`;
    execFileSync('janus-pp-rec', [`${base}-audio-0.mjr`, `${base}.opus`], { stdio: 'pipe' });
    execFileSync('janus-pp-rec', [`${base}-video-1.mjr`, target], { stdio: 'pipe' });
    execFileSync('janus-pp-rec', [`${base}-data-2.mjr`, `${base}.srt`], { stdio: 'pipe' });
    const audio = probe(`${base}.opus`);
    assert.equal(audio.streams[0].codec_name, 'opus');
    assert.ok(Math.abs(audio.duration - SECONDS) < 2, `audio ${audio.duration} s`);
    const video = probe(target);
    assert.equal(video.streams[0].codec_name, codec);
    assert.ok(Number(video.streams[0].nb_read_packets) > 5 * SECONDS, JSON.stringify(video));
    assert.match(readFileSync(`${base}.srt`, 'utf8'), /salve/);
    await ann.evaluate((i) => members[i].client.close());
  }
});

for (const [codec, extension] of [['vp8', 'webm'], ['vp9', 'webm'], ['h264', 'mp4']]) {
  test(`a ${codec} publisher becomes a ${extension} file that plays, in sync`, async (t) => {
    const place = await setUp(t, { room: { secret: SECRET, videocodec: codec, rec_format: 'webm' } });
    const browser = await place.open();
    const ann = await enter(browser, place, { codec, clapper: true, maxBitrate: 800_000, display: 'ann' });
    const base = path.join(place.server.folder, 'clapper');
    await pause(2000);
    await ann.configure({ record: true, filename: base });
    await pause((SECONDS + 4) * 1000);
    await ann.configure({ record: false });
    const file = await eventually('the file', () => {
      const name = readdirSync(place.server.folder).find((n) => n.startsWith('clapper') && n.endsWith(`.${extension}`));
      return name && path.join(place.server.folder, name);
    });
    await pause(1000);
    const { streams, duration } = probe(file);
    assert.deepEqual(streams.map((s) => s.codec_name).sort(), ['opus', codec].sort());
    assert.ok(Math.abs(duration - SECONDS - 4) < 2, `lasts ${duration} s`);
    const lag = offset(file);
    t.diagnostic(`sound lags ${(lag * 1000).toFixed(0)} ms behind the picture`);
    assert.ok(Math.abs(lag) < MAX_OFFSET_SECONDS, `sound lags ${lag} s`);
    const played = await playInChromium(t, browser, file);
    assert.ok(Math.abs(played.duration - duration) < 0.5 && played.frames > 20, JSON.stringify(played));
    assert.equal(played.corrupted, 0);
    assert.ok(Math.abs(played.sought - 1) < 0.1, JSON.stringify(played));
  });
}

test('a recording still plays when the server is killed in the middle', async (t) => {
  const place = await setUp(t, { room: { secret: SECRET, rec_format: 'both' } });
  const browser = await place.open();
  const ann = await enter(browser, place, { clapper: true, display: 'ann' });
  const base = path.join(place.server.folder, 'cut');
  await ann.configure({ record: true, filename: base });
  await pause((SECONDS + 2) * 1000);
  process.kill(place.server.pid, 'SIGKILL');
  await pause(500);
  const names = readdirSync(place.server.folder).filter((n) => n.startsWith('cut'));
  const webm = names.find((n) => n.endsWith('.webm'));
  assert.ok(webm, names.join());
  const file = path.join('/tmp', `cardea-cut-${process.pid}.webm`);
  copyFileSync(path.join(place.server.folder, webm), file);
  t.after(() => execFileSync('rm', ['-f', file]));
  const lag = offset(file);
  assert.ok(Math.abs(lag) < MAX_OFFSET_SECONDS, `sound lags ${lag} s`);
  const played = await playInChromium(t, browser, file);
  assert.ok(played.frames > 20, JSON.stringify(played));
  // The .mjr beside it is good up to the last frame, too.
  execFileSync('janus-pp-rec', [path.join(place.server.folder, names.find((n) => /video.*mjr$/.test(n))), '/tmp/cardea-cut.webm'],
    { stdio: 'pipe' });
  assert.ok(Number(probe('/tmp/cardea-cut.webm').streams[0].nb_read_packets) > 20);
  execFileSync('rm', ['-f', '/tmp/cardea-cut.webm']);
});

test('a full disk ends the recording with an event, and harms nothing else', async (t) => {
  const place = await setUp(t, { room: { secret: SECRET, rec_format: 'both' } });
  const small = mkdtempSync(path.join(tmpdir(), 'cardea-small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', small]);
  t.after(() => {
    spawnSync('umount', ['-l', small]);
    rmdirSync(small);
  });
  const browser = await place.open();
  const ann = await enter(browser, place, { size: { width: 640, height: 480 }, maxBitrate: 1_500_000, display: 'ann' });
  const bob = await enter(browser, place, { size: { width: 320, height: 240 }, display: 'bob' });
  await seesAndHears(bob, [ann.id]);
  await ann.configure({ record: true, filename: path.join(small, 'full') });
  await eventually('ann is told', async () => (await ann.events()).some((e) => e.recording === 'failed'), 30_000);
  await seesAndHears(bob, [ann.id]);
  await seesAndHears(ann, [bob.id]);
  assert.ok(readdirSync(small).length > 0);
  assert.ok(readdirSync(small).every((name) => statSync(path.join(small, name)).size <= 400 * 1024));
  const manage = (body) => ann.evaluate(async (i, b) => {
    const m = members[i];
    return (await m.client.request({ janus: 'message', handle_id: m.handle, body: b })).plugindata.data;
  }, { room: ROOM, secret: SECRET, ...body });
  assert.equal((await manage({ request: 'listparticipants' })).participants.length, 2);
  // Somewhere else there is room.
  await ann.configure({ record: false });
  await ann.configure({ record: true, filename: path.join(place.server.folder, 'again') });
  await pause(2000);
  await ann.configure({ record: false });
  await eventually('another file', () => existsSync(path.join(place.server.folder, 'again-video-1.mjr')));
});
