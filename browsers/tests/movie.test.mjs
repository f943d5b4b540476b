// RTP that ffmpeg encodes, recorded into files that play at once, judged by ffprobe and ffmpeg.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const CLASSES = [`${ROOT}/packaging/target/cardea/lib/*`, `${ROOT}/testkit/target/classes`].join(':');
const SECONDS = 7;
const RATE = 30;
const LISTENS_LONGER = 3;
const SYNC_LIMIT_MS = 40;
let nextPort = 21_000;

// A white flash and a beep at every full second.
const FLASHES = `color=black:s=320x240:r=${RATE},drawbox=c=white:t=fill:enable='lt(mod(t\\,1)\\,0.1)'`;
const BEEPS = "aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.1)':s=48000";
const ENCODERS = {
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-b:v', '500k'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k', '-strict', 'experimental'],
  h264: ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-tune', 'zerolatency'],
  h265: ['-c:v', 'libx265', '-preset', 'ultrafast', '-tune', 'zerolatency', '-x265-params', 'log-level=error'],
};

function java() {
  return process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';
}

function until(stream, word) {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes(word)) resolve(text);
    });
    stream.on('end', () => resolve(text));
  });
}

/** Sends a call of some seconds to a recorder, and says what it printed. */
async function record(name, codec, { delay = 0, loss = 0, killAfter = 0, audio = 'opus' } = {}) {
  const base = nextPort;
  nextPort += 4;
  const args = ['-cp', CLASSES, 'io.cardea.testkit.MovieFromRtp', name, audio, base, codec, base + 2, delay, loss,
    SECONDS + LISTENS_LONGER].map(String);
  const recorder = spawn(java(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => recorder.on('exit', resolve));
  let printed = '';
  recorder.stdout.on('data', (chunk) => (printed += chunk));
  recorder.stderr.on('data', (chunk) => (printed += chunk));
  await until(recorder.stdout, 'recording');
  const sender = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-re', '-f', 'lavfi', '-i', FLASHES,
    '-re', '-f', 'lavfi', '-i', BEEPS,
    '-map', '0:v', '-t', SECONDS, '-pix_fmt', 'yuv420p', ...ENCODERS[codec], '-g', 2 * RATE, '-f', 'rtp',
    '-payload_type', 96, `rtp://127.0.0.1:${base + 2}?pkt_size=1200`,
    '-map', '1:a', '-t', SECONDS, '-c:a', 'libopus', '-b:a', '32k', '-f', 'rtp',
    '-payload_type', 111, `rtp://127.0.0.1:${base}`].map(String), { stdio: 'ignore' });
  if (killAfter > 0) setTimeout(() => recorder.kill('SIGKILL'), killAfter * 1000);
  await ended;
  sender.kill();
  return printed;
}

function probe(file) {
  return JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries',
    'format=duration:stream=codec_name,codec_type,width,height,nb_read_frames', '-of', 'json', file]));
}

function stream(report, type) {
  return report.streams.find((s) => s.codec_type === type);
}

function decodesWithoutComplaint(file) {
  const run = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-f', 'null', '-'], { encoding: 'utf8' });
  assert.equal(run.stderr, '', 'what ffmpeg has to say');
  assert.equal(run.status, 0);
}

/** Milliseconds at which the picture turns white. */
function flashes(file) {
  const raw = execFileSync('ffprobe', ['-v', 'error', '-f', 'lavfi', '-i',
    `movie=${file},signalstats`, '-show_entries', 'frame=pts_time:frame_tags=lavfi.signalstats.YAVG', '-of', 'csv=p=0']);
  const found = [];
  let white = false;
  for (const line of raw.toString().trim().split('\n')) {
    const [time, luma] = line.split(',').map(Number);
    if (luma > 120 && !white) found.push(time * 1000);
    white = luma > 120;
  }
  return found;
}

/** Milliseconds at which the sound begins. */
function beeps(file) {
  const pcm = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-map', '0:a', '-ac', '1', '-ar', '48000',
    '-af', 'aresample=async=1:first_pts=0', '-f', 's16le', '-'], { maxBuffer: 1 << 26 });
  const found = [];
  let quietSince = 0;
  for (let i = 0; i + 1 < pcm.length; i += 2) {
    const at = i / 96;
    if (Math.abs(pcm.readInt16LE(i)) < 6_000) continue;
    if (found.length === 0 || at - quietSince > 300) found.push(at);
    quietSince = at;
  }
  return found;
}

function worstOffset(file) {
  const seen = flashes(file);
  const heard = beeps(file);
  assert.ok(seen.length >= SECONDS - 2, `${seen.length} flashes`);
  const offsets = seen.map((flash) => {
    const nearest = heard.reduce((best, beep) => (Math.abs(beep - flash) < Math.abs(best - flash) ? beep : best), Infinity);
    return nearest - flash;
  });
  return offsets.reduce((worst, offset) => (Math.abs(offset) > Math.abs(worst) ? offset : worst), 0);
}

function workFolder(t, { size } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-movie-'));
  if (size) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  t.after(() => {
    if (size) execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const extension = (codec) => (codec.startsWith('h') ? 'mp4' : 'webm');

for (const codec of Object.keys(ENCODERS)) {
  test(`a recorded call plays in sync though its video comes late (${codec})`, async (t) => {
    const file = path.join(workFolder(t), `call.${extension(codec)}`);
    await record(file.slice(0, file.lastIndexOf('.')), codec, { delay: 250 });

    const report = probe(file);
    assert.equal(stream(report, 'video').width, 320);
    assert.equal(Number(stream(report, 'video').nb_read_frames), SECONDS * RATE);
    assert.ok(Math.abs(report.format.duration - SECONDS) < 0.3, `lasts ${report.format.duration}`);
    decodesWithoutComplaint(file);
    const offset = worstOffset(file);
    t.diagnostic(`worst offset ${offset.toFixed(1)} ms`);
    assert.ok(Math.abs(offset) <= SYNC_LIMIT_MS, `offset ${offset} ms`);
    const late = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-ss', '5', '-i', file, '-frames:v', '1', '-f', 'null', '-']);
    assert.equal(late.status, 0, 'seeks');
  });
}

for (const codec of ['vp8', 'h264']) {
  test(`a loss leaves no broken picture (${codec})`, async (t) => {
    const file = path.join(workFolder(t), `call.${extension(codec)}`);
    await record(file.slice(0, file.lastIndexOf('.')), codec, { loss: 3 });

    decodesWithoutComplaint(file);
    assert.ok(Number(stream(probe(file), 'video').nb_read_frames) > RATE);
  });

  test(`what a killed process leaves plays (${codec})`, async (t) => {
    const file = path.join(workFolder(t), `call.${extension(codec)}`);
    await record(file.slice(0, file.lastIndexOf('.')), codec, { killAfter: 6 });

    const report = probe(file);
    const frames = Number(stream(report, 'video').nb_read_frames);
    t.diagnostic(`${frames} frames, duration ${report.format.duration}`);
    assert.ok(frames > 2.5 * RATE, `${frames} frames`);
    assert.ok(Math.abs(report.format.duration - frames / RATE) < 1.2, `lasts ${report.format.duration}`);
    decodesWithoutComplaint(file);
  });

  test(`a full disk ends the recording and leaves it playable (${codec})`, async (t) => {
    const file = path.join(workFolder(t, { size: '32k' }), `call.${extension(codec)}`);
    const printed = await record(file.slice(0, file.lastIndexOf('.')), codec);

    assert.equal(printed.match(/failed: /g)?.length, 1, printed);
    assert.match(printed, /No space left on device/);
    assert.ok(existsSync(file));
    decodesWithoutComplaint(file);
    assert.ok(Number(stream(probe(file), 'video').nb_read_frames) > 0);
  });
}

test('an audio codec that no browser plays from a file is left out', async (t) => {
  const folder = workFolder(t);
  await record(path.join(folder, 'call'), 'vp8', { audio: 'pcmu' });

  const report = probe(path.join(folder, 'call.webm'));
  assert.deepEqual(report.streams.map((s) => s.codec_name), ['vp8']);
});
