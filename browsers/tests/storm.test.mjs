// A race storm: for a minute many clients do to the same rooms whatever can be done to rooms, then all go,
// and nothing of it is left: threads, files, sessions, rooms, peers, heap.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCardea, processCensus, admin } from '../lib/server.mjs';
import { eventually } from '../lib/browser.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const GUESTS = 40;
const SECONDS = Number(process.env.STORM_SECONDS || 60);
const SEED = Number(process.env.STORM_SEED || 1);
const SHORT = 5;
const MAX_MORE = 20;
/** Of these not one may be left over. */
const NONE_MORE = /media\.PeerSeat$|rtc\.peer\.Peer$|webrtc\.(Call|Connection)$/;
/** Pools, and notes of transactions that expire, are no leaks. */
const KEPT = /Demux\$Asker|PacketPool|Slot$|^\[L/;
const MAX_HEAP_GROWTH = 24 << 20;

const java = (name) => {
  const home = execFileSync('bash', ['-c', `. ${ROOT}/packaging/bin/jdk.sh && echo $JAVA_HOME`]).toString().trim();
  return path.join(home, 'bin', name);
};

function storm(server, seconds, seed) {
  const target = path.join(ROOT, 'conformance/target');
  const child = spawn(java('java'), ['--enable-native-access=ALL-UNNAMED', '-cp', `${target}/classes:${target}/lib/*`,
    '-Dcardea.kind=cardea', `-Dcardea.http=${server.httpUrl}`, `-Dcardea.ws=${server.wsUrl}`,
    `-Dcardea.admin=${server.adminUrl}`, `-Dcardea.admin.ws=${server.wsUrl}`,
    'io.cardea.conformance.storm.RoomStorm', String(GUESTS), String(seconds), String(seed)],
  { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { out += chunk; });
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, out })));
}

/** Instances and bytes of our own classes that are alive after a full collection. */
function alive(pid) {
  const text = execFileSync(java('jcmd'), [String(pid), 'GC.class_histogram'], { maxBuffer: 1 << 26 }).toString();
  const counts = {};
  let bytes = 0;
  for (const line of text.split('\n')) {
    const found = line.match(/^\s*\d+:\s+(\d+)\s+(\d+)\s+(\S+)/);
    if (!found) continue;
    bytes += Number(found[2]);
    if (/^io\.cardea\.(plugin\.videoroom|rtc\.peer|media|server\.(gateway|webrtc))/.test(found[3])) {
      counts[found[3]] = Number(found[1]);
    }
  }
  return { counts, bytes };
}

test(`${GUESTS} guests storm four rooms for ${SECONDS} seconds and leave nothing behind`, async (t) => {
  const server = await startCardea({ files: { 'janus.plugin.videoroom.jcfg': 'general: { }\n' } });
  t.after(() => server.stop());
  // A short one first, so that everything that is made once is there.
  const first = await storm(server, SHORT, SEED + 1000);
  assert.equal(first.code, 0, first.out);
  const sessions = async () => (await admin(server.adminUrl, { janus: 'list_sessions' })).sessions;
  const calm = () => eventually('all sessions are gone', async () => (await sessions()).length === 0, 30_000, 500);
  await calm();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const before = { ...processCensus(server.pid), ...alive(server.pid) };

  const { code, out } = await storm(server, SECONDS, SEED);
  t.diagnostic(out.split('\n').filter((line) => line.startsWith('storm')).join(' '));
  assert.equal(code, 0, out);
  await calm();
  let after;
  await eventually('threads and files are back', () => {
    after = processCensus(server.pid);
    return after.threads <= before.threads + 4 && after.files <= before.files + 4;
  }, 30_000, 1000).catch((e) => { throw new Error(`${e.message} before ${JSON.stringify(before)} after ${JSON.stringify(after)}`); });
  const left = alive(server.pid);
  const grown = Object.entries(left.counts)
    .filter(([name, count]) => !KEPT.test(name)
      && count > (NONE_MORE.test(name) ? 0 : (before.counts[name] || 0) + MAX_MORE))
    .map(([name, count]) => `${name}: ${before.counts[name] || 0} before, ${count} after`);
  assert.deepEqual(grown, []);
  t.diagnostic(`heap ${before.bytes} before, ${left.bytes} after`);
  assert.ok(left.bytes < before.bytes + MAX_HEAP_GROWTH, `heap ${before.bytes} before, ${left.bytes} after`);
  await server.stop();
  assert.match(server.log(), /sessions=0 peers=0 packets=0 faults=0/);
});
