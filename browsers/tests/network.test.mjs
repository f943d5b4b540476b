// Difficult networks: only TCP, relayed through coturn, IPv6, and an ICE-lite server.
// Runs inside a network namespace of its own (testkit/namespace), whose packet filter it changes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const ADDRESS = '10.77.0.2';
const TURN_PORT = 13_478;
const TURN = { user: 'cardea', password: 'hinge' };

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');

/** Drops what the rule matches on its way out, until the function it returns is called. */
function drop(rule) {
  const nft = (text) => execFileSync('nft', [text]);
  nft('add table inet cardea');
  nft('add chain inet cardea out { type filter hook output priority 0; }');
  nft(`add rule inet cardea out ${rule} drop`);
  return () => nft('delete table inet cardea');
}

async function startCoturn() {
  const child = spawn('turnserver', [
    '-n', '--no-cli', '--no-tls', '--no-dtls', '--lt-cred-mech', '--realm', 'cardea',
    '--user', `${TURN.user}:${TURN.password}`, '--listening-ip', ADDRESS, '--relay-ip', ADDRESS,
    '--listening-port', String(TURN_PORT), '--log-file', 'stdout', '--no-software-attribute',
    '--pidfile', `/tmp/cardea-coturn-${process.pid}.pid`,
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => { log += chunk; });
  child.stderr.on('data', (chunk) => { log += chunk; });
  await eventually('coturn listens', () => {
    try {
      return execFileSync('ss', ['-lun']).includes(`:${TURN_PORT}`);
    } catch {
      return false;
    }
  });
  return { log: () => log, stop: () => child.kill('SIGTERM') };
}

async function echo(t, { core, options = {}, transport = 'ws', browser: kind = 'chromium' }) {
  const server = await startCardea({ core });
  const pages = await servePages();
  const browser = await launch(kind);
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const url = transport === 'ws' ? server.wsUrl : server.httpUrl;
  const call = await page.evaluate((u, o) => startEcho(u, o), url, options);
  const stats = await eventually('video and sound', () =>
    page.evaluate(async (i) => {
      const s = await echoStats(i);
      return s.video.frames > 20 && s.audio.energy > 0 && s;
    }, call), 30_000).catch((e) => { throw new Error(`${e.message}\n${server.log()}`); });
  const answer = await page.evaluate((i) => calls[i].answer, call);
  return { page, call, stats, answer };
}

test('only TCP passes: ICE-TCP', async (t) => {
  t.after(drop('meta l4proto udp'));
  const { stats } = await echo(t, { core: 'nat: { ice_tcp = true }\n' });
  assert.equal(stats.transport.remote.protocol, 'tcp');
});

test('the server is reached through coturn', async (t) => {
  const coturn = await startCoturn();
  t.after(() => coturn.stop());
  const { stats, answer } = await echo(t, {
    core: `nat: { turn_server = "${ADDRESS}", turn_port = ${TURN_PORT}, turn_type = "udp",
      turn_user = "${TURN.user}", turn_pwd = "${TURN.password}", allow_force_relay = true }\n`,
    options: { forceRelay: true },
  });
  assert.match(answer, /typ relay/);
  assert.doesNotMatch(answer, /typ host/);
  assert.equal(stats.transport.remote.candidateType, 'relay');
});

test('the browser is behind coturn', async (t) => {
  const coturn = await startCoturn();
  t.after(() => coturn.stop());
  const { stats } = await echo(t, {
    options: {
      ice: {
        iceTransportPolicy: 'relay',
        iceServers: [{
          urls: `turn:${ADDRESS}:${TURN_PORT}?transport=udp`,
          username: TURN.user,
          credential: TURN.password,
        }],
      },
    },
  });
  assert.equal(stats.transport.local.candidateType, 'relay');
});

test('a server-reflexive address comes from a STUN server', async (t) => {
  const coturn = await startCoturn();
  t.after(() => coturn.stop());
  const { answer } = await echo(t, {
    core: `nat: { stun_server = "${ADDRESS}", stun_port = ${TURN_PORT} }\n`,
  });
  assert.match(answer, /a=candidate/);
});

for (const kind of ['chromium', 'firefox']) {
  test(`only IPv6 passes (${kind})`, async (t) => {
    t.after(drop('ip daddr 10.77.0.0/24 meta l4proto udp'));
    const { stats } = await echo(t, { core: 'media: { ipv6 = true }\n', browser: kind });
    assert.match(stats.transport.remote.address ?? stats.transport.remote.ip, /:/);
  });

  test(`the server is ICE-lite (${kind})`, async (t) => {
    const { answer } = await echo(t, { core: 'nat: { ice_lite = true }\n', browser: kind });
    assert.match(answer, /^a=ice-lite\r$/m);
  });
}

test('a 1:1 NAT is told by its public address', async (t) => {
  const { answer } = await echo(t, {
    core: `nat: { nat_1_1_mapping = "203.0.113.7", keep_private_host = true }\n`,
  });
  assert.match(answer, /203\.0\.113\.7 \d+ typ host/);
  assert.match(answer, new RegExp(`${ADDRESS.replaceAll('.', '\\.')} \\d+ typ host`));
});

test('trickled candidates both ways', async (t) => {
  const { page, call, answer } = await echo(t, { core: 'nat: { full_trickle = true }\n' });
  assert.doesNotMatch(answer, /a=candidate/);
  const trickled = await page.evaluate((i) => echoEvents(i).filter((e) => e.janus === 'trickle'), call);
  assert.ok(trickled.some((e) => e.candidate.candidate));
  assert.ok(trickled.some((e) => e.candidate.completed));
});

test('a port range is kept to', async (t) => {
  const { answer } = await echo(t, { core: 'media: { rtp_port_range = "30000-30010" }\n' });
  const ports = [...answer.matchAll(/a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host/g)].map((m) => Number(m[1]));
  assert.ok(ports.length > 0);
  assert.ok(ports.every((p) => p >= 30_000 && p <= 30_010), String(ports));
});
