// Clients that ask for too much, or for what is not theirs, while a neighbour's call runs: it loses nothing, memory
// stays bounded, and every refusal is counted. Runs inside a network namespace of its own (testkit/namespace).
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { startCardea, processCensus } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');
process.env.CARDEA_JVM_OPTIONS = '-Xmx512m';

const METRICS = 17_089;
const MAX_RESIDENT_MB = 1_400;
const MAX_MORE_FILES = 32;
const MAX_FROZEN_SECONDS = 1.5;
const FRAMES = 40;
const PLUGIN = 'janus.plugin.echotest';

const residentMb = (pid) =>
  Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;

const core = (more) => `general: { admin_secret = "tattle"  event_loop_peers = 1  ${more} }
metrics: { enabled = true, port = ${METRICS} }
`;

/** The sum of a counter over the series whose labels agree. */
async function counted(name, labels = {}) {
  const text = await (await fetch(`http://127.0.0.1:${METRICS}/metrics`)).text();
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const series = text.split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)));
  assert.ok(series.length > 0 || text.includes(`# TYPE ${name}`), `no figure ${name}`);
  return series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Waits until a counter has grown by at least that much since `before`; figures are published once a second. */
const grows = (name, labels, before, least) => eventually(`${name} grows by ${least}`, async () =>
  await counted(name, labels) - before >= least, 20_000);

/** A call with the server, and `unharmed(attack)`: whatever happens, the call loses nothing. */
async function neighbour(t, settings, extra = {}) {
  const server = await startCardea(settings);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  await page.evaluate((members) => { window.janusMembers = members; }, extra);
  const call = await page.evaluate((url) => startEcho(url, { size: { width: 320, height: 240 } }), server.wsUrl);
  const look = () => page.evaluate((i) => echoStats(i), call);
  await eventually('the neighbour sees and hears', async () => {
    const s = await look();
    return s.video.frames > FRAMES && s.audio.energy > 0;
  }, 40_000);
  const small = processCensus(server.pid);
  const unharmed = async (attack) => {
    const before = await look();
    await attack();
    const after = await eventually('the neighbour goes on', async () => {
      const s = await look();
      return s.video.frames > before.video.frames + FRAMES && s;
    });
    assert.equal(after.state, 'connected');
    assert.equal(after.video.lost, before.video.lost, 'video packets lost');
    assert.equal(after.audio.lost, before.audio.lost, 'audio packets lost');
    const frozen = after.video.freezeSeconds - before.video.freezeSeconds;
    assert.ok(frozen < MAX_FROZEN_SECONDS, `frozen for ${frozen} s`);
    await eventually('files are few again', () =>
      processCensus(server.pid).files <= small.files + MAX_MORE_FILES, 40_000);
    assert.ok(residentMb(server.pid) < MAX_RESIDENT_MB, `${residentMb(server.pid)} MB`);
  };
  const session = await page.evaluate((i) => calls[i].client.session, call);
  return { server, unharmed, session };
}

/** A WebSocket that asks and collects what it is told. */
async function client(url, options = {}) {
  const socket = new WebSocket(url, 'janus-protocol', options);
  const told = [];
  const closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
  socket.on('message', (text) => told.push(JSON.parse(text)));
  socket.on('error', () => {});
  await new Promise((resolve) => { socket.on('open', resolve); socket.on('close', resolve); });
  let asked = 0;
  return {
    socket, told, closed,
    ask: (body) => socket.send(JSON.stringify({ transaction: `${asked++}`, ...body })),
    all: (n) => eventually(`${n} answers`, () => told.length >= n, 60_000),
  };
}

/** Plain connections, each given to `speak`; those that the server closes are counted. */
async function connections(n, port, speak = () => {}) {
  const state = { open: 0, closed: 0, sockets: [] };
  for (let i = 0; i < n; i += 500) {
    await Promise.all(Array.from({ length: Math.min(500, n - i) }, () => new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        state.open++;
        speak(socket);
        resolve();
      });
      socket.on('error', () => resolve());
      socket.on('close', () => { state.closed++; resolve(); });
      socket.resume();
      state.sockets.push(socket);
    })));
  }
  return state;
}

/** Sends a byte a second, for ever. */
const drip = (text) => (socket) => {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length]), 1_000);
  socket.on('close', () => clearInterval(timer));
};

test('too much of everything', async (t) => {
  const { server, unharmed } = await neighbour(t, {
    core: `${core('')}limits: { sessions = 50, handles_per_session = 20, requests_per_second = 100, sdp_size = 20000 }\n`,
  });

  await t.test('ten thousand idle sockets, and a slow loris on HTTP and WebSocket', () => unharmed(async () => {
    const refused = ['cardea_transport_http_connections_refused_total', { reason: 'too_many' }];
    const slow = ['cardea_transport_http_connections_closed_total', { reason: 'too_slow_to_ask' }];
    const shaking = ['cardea_transport_websockets_connections_closed_total', { reason: 'handshake_too_slow' }];
    const before = await Promise.all([refused, slow, shaking].map((figure) => counted(...figure)));
    const lorises = await connections(200, server.httpPort, drip('GET /janus/info HTTP/1.1\r\nX: '));
    const shakers = await connections(200, server.wsPort, drip('GET / HTTP/1.1\r\nUpgrade: '));
    const idle = await connections(10_000, server.httpPort);
    // 8192 connections of a listener; who comes then is turned away, and over WebSockets all goes on.
    await eventually('the door is shut', () => idle.closed >= 2_000);
    await grows(...refused, before[0], 2_000);
    const other = await client(server.wsUrl);
    other.ask({ janus: 'ping' });
    await other.all(1);
    other.socket.close();
    await eventually('slow handshakes are given up', () => shakers.closed === 200, 40_000);
    await eventually('slow requests are given up', () => lorises.closed === 200, 60_000);
    await grows(...slow, before[1], 200);
    await grows(...shaking, before[2], 200);
    idle.sockets.forEach((socket) => socket.destroy());
  }));

  await t.test('floods of requests', () => unharmed(async () => {
    const before = await counted('cardea_limit_refused_requests_total');
    const flooders = await Promise.all(Array.from({ length: 10 }, () => client(server.wsUrl)));
    for (const flooder of flooders) {
      for (let i = 0; i < 2_000; i++) flooder.ask({ janus: 'ping' });
    }
    await Promise.all(flooders.map((flooder) => flooder.all(2_000)));
    const told = flooders.flatMap((flooder) => flooder.told);
    const refused = told.filter((reply) => reply.error?.code === 482).length;
    assert.equal(told.filter((reply) => reply.janus === 'pong').length + refused, 20_000);
    assert.ok(refused > 5_000, `${refused} refused`);
    await grows('cardea_limit_refused_requests_total', {}, before, refused);
    flooders.forEach((flooder) => flooder.socket.close());
  }));

  await t.test('sessions, handles and descriptions without end', () => unharmed(async () => {
    const names = ['sessions', 'handles', 'sdp'].map((name) => `cardea_limit_refused_${name}_total`);
    const before = await Promise.all(names.map((name) => counted(name)));
    const greedy = await client(server.wsUrl);
    for (let i = 0; i < 80; i++) greedy.ask({ janus: 'create' });
    await greedy.all(80);
    const sessions = greedy.told.filter((reply) => reply.janus === 'success').map((reply) => reply.data.id);
    assert.equal(sessions.length, 49, 'and the neighbour\'s');
    assert.equal(greedy.told.filter((reply) => reply.error?.code === 480).length, 31);
    for (let i = 0; i < 30; i++) greedy.ask({ janus: 'attach', session_id: sessions[0], plugin: PLUGIN });
    await greedy.all(110);
    assert.equal(greedy.told.filter((reply) => reply.error?.code === 481).length, 10);
    const handle = greedy.told.find((reply) => reply.session_id === sessions[0] && reply.data).data.id;
    greedy.ask({
      janus: 'message', session_id: sessions[0], handle_id: handle, body: {},
      jsep: { type: 'offer', sdp: 'v=0\r\n'.repeat(5_000) },
    });
    await greedy.all(111);
    assert.equal(greedy.told.at(-1).error.code, 483);
    await grows(names[0], {}, before[0], 31);
    await grows(names[1], {}, before[1], 10);
    await grows(names[2], {}, before[2], 1);
    greedy.socket.close();
    await eventually('there is room again', async () => {
      const late = await client(server.wsUrl);
      late.ask({ janus: 'create' });
      await late.all(1);
      late.socket.close();
      return late.told[0].janus === 'success';
    });
  }));

  await t.test('messages too long, too deep, and no text', () => unharmed(async () => {
    const malformed = 'cardea_transport_websockets_malformed_total';
    const before = await counted(malformed);
    const deep = await client(server.wsUrl);
    deep.socket.send('['.repeat(400_000));
    deep.socket.send(`{"janus":${'{"a":'.repeat(100_000)}`);
    deep.socket.send('{"janus":"ping","transaction":"t"');
    await deep.all(3);
    assert.deepEqual(deep.told.map((reply) => reply.error.code), [454, 454, 454]);
    await grows(malformed, {}, before, 3);
    deep.socket.close();
    const broken = ['cardea_transport_websockets_connections_closed_total', { reason: 'broken' }];
    const brokenBefore = await counted(...broken);
    const long = await client(server.wsUrl);
    long.socket.send('x'.repeat(2 << 20));
    assert.ok([1006, 1009].includes(await long.closed));
    const garbled = await client(server.wsUrl);
    garbled.socket.send(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), { binary: false });
    assert.ok([1006, 1007].includes(await garbled.closed));
    await grows(...broken, brokenBefore, 2);
  }));

  await t.test('guessed ids', () => unharmed(async () => {
    const before = await counted('cardea_requests_total', { code: '458' });
    const guessers = await Promise.all(Array.from({ length: 10 }, () => client(server.wsUrl)));
    for (const guesser of guessers) {
      for (let i = 0; i < 150; i++) {
        guesser.ask({ janus: 'claim', session_id: Math.floor(Math.random() * Number.MAX_SAFE_INTEGER) });
      }
    }
    await Promise.all(guessers.map((guesser) => guesser.all(150)));
    assert.ok(guessers.every((guesser) => guesser.told.every((reply) => reply.error?.code === 458)));
    await grows('cardea_requests_total', { code: '458' }, before, 1_500);
    guessers.forEach((guesser) => guesser.socket.close());
  }));
});

const KEY = 'a key of thirty-two characters at least';

/** A signed token of Janus: seconds since 1970, realm, plugins, and an HMAC over all that. */
function signed({ key = KEY, seconds = 60, realm = 'janus', plugins = [PLUGIN] } = {}) {
  const text = `${Math.floor(Date.now() / 1_000) + seconds},${realm},${plugins.join(',')}`;
  return `${text}:${createHmac('sha1', key).update(text).digest('base64')}`;
}

test('tokens that are forged, expired or for something else', async (t) => {
  const { server, unharmed } = await neighbour(t, {
    core: core(`token_auth = true, token_auth_secret = "${KEY}"`),
  }, { token: signed({ seconds: 600 }) });
  await unharmed(async () => {
    const before = await counted('cardea_requests_total', { code: '403' });
    const bad = [
      signed({ key: 'another key' }), signed({ seconds: -5 }), signed({ realm: 'janes' }), 'x', '', ':', 'a'.repeat(100_000),
      `${signed()}x`, signed().replace(/^\d/, '9'), signed().replace(PLUGIN, 'janus.plugin.videoroom'),
    ];
    const forger = await client(server.wsUrl);
    for (let i = 0; i < 100; i++) bad.forEach((token) => forger.ask({ janus: 'create', token }));
    await forger.all(1_000);
    assert.ok(forger.told.every((reply) => reply.error?.code === 403), JSON.stringify(forger.told.find((r) => r.error?.code !== 403)));
    await grows('cardea_requests_total', { code: '403' }, before, 1_000);
    assert.ok(await counted('cardea_authorization_refused_total', { reason: 'expired' }) >= 100);

    const token = signed({ plugins: ['janus.plugin.videoroom'] });
    forger.ask({ janus: 'create', token });
    await forger.all(1_001);
    const session = forger.told.at(-1).data.id;
    forger.ask({ janus: 'attach', session_id: session, plugin: PLUGIN, token });
    await forger.all(1_002);
    assert.equal(forger.told.at(-1).error.code, 405);
    forger.socket.close();
  });
});

const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A JSON Web Token, signed with HMAC-SHA256. */
function jwt({ key = KEY, head = {}, ...claims } = {}) {
  const text = `${base64({ alg: 'HS256', kid: 'k', ...head })}.${base64({
    iss: 'here', exp: Math.floor(Date.now() / 1_000) + 60, plugins: [PLUGIN], ...claims,
  })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

test('JSON Web Tokens that are forged, expired or for something else', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const keys = path.join(folder, 'jwks.json');
  writeFileSync(keys, JSON.stringify({ keys: [{ kty: 'oct', kid: 'k', alg: 'HS256', k: base64(KEY) }] }));
  const now = Math.floor(Date.now() / 1_000);
  const { server, unharmed } = await neighbour(t, {
    core: core(`token_auth = true, token_jwt_keys = "${keys}", token_jwt_issuer = "here"`),
  }, { token: jwt({ exp: now + 600 }) });
  await unharmed(async () => {
    const before = await counted('cardea_authorization_refused_total');
    const good = jwt();
    const none = `${base64({ alg: 'none', kid: 'k' })}.${good.split('.')[1]}.`;
    const bad = [
      jwt({ exp: now - 120 }), jwt({ nbf: now + 3_600 }), jwt({ exp: undefined }), jwt({ iss: 'there' }), jwt({ key: 'another key' }),
      jwt({ head: { kid: 'other' } }), jwt({ head: { alg: 'HS512' } }), none, none + good.split('.')[2], `${good}x`, good.slice(0, -4),
      jwt({ junk: 'x'.repeat(100_000) }), 'x.y.z', '...', base64('{'.repeat(1_000)),
    ];
    const forger = await client(server.wsUrl);
    for (let i = 0; i < 50; i++) bad.forEach((token) => forger.ask({ janus: 'create', token }));
    const asked = 50 * bad.length;
    await forger.all(asked);
    forger.told.forEach((reply, i) => assert.equal(reply.error?.code, 403, bad[i % bad.length].slice(0, 200)));
    await grows('cardea_authorization_refused_total', {}, before, asked);

    const token = jwt({ plugins: ['janus.plugin.videoroom'] });
    forger.ask({ janus: 'create', token });
    await forger.all(asked + 1);
    forger.ask({ janus: 'attach', session_id: forger.told.at(-1).data.id, plugin: PLUGIN, token });
    await forger.all(asked + 2);
    assert.equal(forger.told.at(-1).error.code, 405);
    forger.socket.close();
  });
});

/** The status of a request from an address of ours, or why there is none. */
const from = (localAddress, url, headers = {}) => new Promise((resolve) => {
  const asking = request(`${url}/info`, { localAddress, agent: false, headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  asking.on('error', () => resolve('closed'));
  asking.end();
});

test('tricks with access lists', async (t) => {
  const { server, unharmed } = await neighbour(t, {
    core: core(''),
    http: ({ httpPort }) => `general: { http = true, ip = "::", port = ${httpPort}, acl = "127.0.0.2,127.1.,127.0.0.1", acl_forwarded = true }\n`
      + 'admin: { admin_http = false }\n',
  });
  const url = server.httpUrl;
  await unharmed(async () => {
    const refused = ['cardea_transport_http_connections_refused_total', { reason: 'address' }];
    const before = await counted(...refused);
    const forbidden = await counted('cardea_transport_http_forbidden_total');
    assert.equal(await from('127.0.0.2', url), 200);
    assert.equal(await from('127.1.2.3', url), 200);
    assert.equal(await from('127.0.0.20', url), 'closed', 'no prefix of text');
    assert.equal(await from('127.10.0.1', url), 'closed', 'no prefix of a number');
    assert.equal(await from('::1', `http://[::1]:${server.httpPort}/janus`), 'closed');
    const mapped = `http://[::ffff:127.0.0.1]:${server.httpPort}/janus`;
    assert.equal(await from('::ffff:127.0.0.2', mapped), 200, 'the same address, written as IPv6');
    assert.equal(await from('::ffff:127.0.0.20', mapped), 'closed');
    assert.equal(await from('127.0.0.2', url, { 'X-Forwarded-For': '127.1.0.9' }), 200);
    for (const hops of ['127.0.0.2, 6.6.6.6', '6.6.6.6, 127.0.0.2', 'x', '', '127.0.0.2,', '::ffff:6.6.6.6']) {
      assert.equal(await from('127.0.0.2', url, { 'X-Forwarded-For': hops }), 403, hops);
    }
    await grows(...refused, before, 4);
    await grows('cardea_transport_http_forbidden_total', {}, forbidden, 6);
  });
});
