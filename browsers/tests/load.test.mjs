// The load generator against a server, as an operator would use it; no browser in it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCardea, startJanus } from '../lib/server.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const LIMIT_MS = 120_000;
/** Packets that may be on their way when both ends are asked, in percent. */
const MAX_DIFFERENCE = 1;

function load(...args) {
  return new Promise((resolve) => {
    execFile(path.join(ROOT, 'cardea'), ['load', ...args], { timeout: LIMIT_MS, maxBuffer: 1 << 24 },
      (error, stdout, stderr) => resolve({ code: error ? error.code ?? 1 : 0, out: stdout + stderr }));
  });
}

function folder(t) {
  const made = mkdtempSync(path.join(tmpdir(), 'cardea-load-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

/** The other address of the namespace: Janus sends nothing over loopback. */
const HERE = '10.77.0.2';

function serverFiles(where, port) {
  writeFileSync(path.join(where, 'janus.jcfg'),
    `general: { admin_secret = "tattle" }\nnat: { ice_enforce_list = "veth0" }\n`);
  writeFileSync(path.join(where, 'janus.transport.http.jcfg'),
    `general: { http = false }\nadmin: { admin_http = true, admin_port = ${port + 1}, admin_ip = "${HERE}" }\n`);
  writeFileSync(path.join(where, 'janus.transport.websockets.jcfg'),
    `general: { ws = true, ws_port = ${port}, ws_ip = "${HERE}" }\n`);
}

for (const [name, start] of [['Cardea', startCardea], ['Janus', startJanus]]) {
  test(`a broadcast to ten viewers of ${name} is counted as the server counts it`, async (t) => {
    const server = await start({
      core: `general: { admin_secret = "tattle" }\nnat: { ice_enforce_list = "veth0" }\n`
        + 'transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }\n',
    });
    t.after(() => server.stop());
    const json = path.join(folder(t), 'run.jsonl');
    const { code, out } = await load('run', server.httpUrl.replace('127.0.0.1', HERE), '--viewers', '10', '--audio',
      '--warmup', '2', '--duration', '4', '--address', HERE,
      '--admin', server.adminUrl, '--admin-secret', 'tattle', '--json', json);
    assert.equal(code, 0, out);
    const run = lines(json).find((line) => line.type === 'run');
    t.diagnostic(JSON.stringify(run));
    assert.equal(run.peers_up, 11);
    assert.equal(run.peers_failed, 0);
    assert.equal(run.lost, 0);
    // 600 kbit/s of video in packets of 1200 bytes, 25 frames a second, and 50 packets of sound
    assert.ok(run.received > 4 * 10 * 100, `${run.received} packets`);
    assert.ok(run.latency_p50_ms > 0 && run.latency_p50_ms < 200, `${run.latency_p50_ms} ms`);
    assert.ok(run.server_out > 0 && run.server_us_per_packet > 0);
    assert.ok(Math.abs(run.difference_out_percent) < MAX_DIFFERENCE, `sent: ${run.difference_out_percent} %`);
    assert.ok(Math.abs(run.difference_in_percent) < MAX_DIFFERENCE, `received: ${run.difference_in_percent} %`);
  });
}

test('two servers are started and measured in turn, and a report is written', async (t) => {
  const made = folder(t);
  serverFiles(made, 18700);
  const command = `exec '${ROOT}/cardea' -F '${made}'`;
  const html = path.join(made, 'report.html');
  const json = path.join(made, 'lines.jsonl');
  const url = `ws://${HERE}:18700`;
  const { code, out } = await load('compare', '--a', url, '--b', url, '--start-a', command, '--start-b', command,
    '--rounds', '1', '--viewers', '3', '--warmup', '1', '--duration', '2', '--html', html, '--json', json);
  assert.equal(code, 0, out);
  const all = lines(json);
  const result = all.at(-1);
  assert.equal(result.type, 'result');
  assert.equal(result.kind, 'compare');
  assert.ok(result.median_ratio.received > 0.9 && result.median_ratio.received < 1.1, JSON.stringify(result));
  assert.equal(all.filter((line) => line.type === 'run').length, 2);
  assert.match(readFileSync(html, 'utf8'), /id="charts"/);
  // Nobody is left who listens there.
  await assert.rejects(fetch(`http://${HERE}:18701/admin`));
});

test('a server that does not start, and one that is not there, end it with a reason', async (t) => {
  const made = folder(t);
  const url = `ws://${HERE}:18710`;
  const nobody = await load('run', url, '--viewers', '1', '--duration', '1');
  assert.notEqual(nobody.code, 0);
  assert.match(nobody.out, /18710/);
  const fails = await load('compare', '--a', url, '--b', url, '--start-a', 'exit 7', '--start-b', 'exit 7',
    '--rounds', '1', '--json', path.join(made, 'x'));
  assert.notEqual(fails.code, 0);
  assert.match(fails.out, /status 7/);
});

test('arguments that make no sense are refused before anything is begun', async () => {
  for (const args of [['run'], ['run', 'ftp://x'], ['run', 'ws://127.0.0.1:1', '--viewers', 'many'],
    ['run', 'ws://127.0.0.1:1', '--video', 'mpeg'], ['compare', '--a', 'ws://127.0.0.1:1'], ['dance']]) {
    const { code, out } = await load(...args);
    assert.notEqual(code, 0, args.join(' '));
    assert.ok(out.length > 20 && !/\bat io\.cardea/.test(out), `${args.join(' ')}: ${out}`);
  }
});
