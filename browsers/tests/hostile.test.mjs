// Hostile input on the wire while a neighbour's call runs: it must lose nothing, and the server must
// stay as small as it was. Runs inside a network namespace of its own (testkit/namespace).
import test from 'node:test';
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { startCardea, processCensus } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';
import { check, clientHello, exchange, flood, impersonate, rtp } from '../lib/attacks.mjs';

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');
process.env.CARDEA_JVM_OPTIONS = '-Xmx512m';

const MAX_RESIDENT_MB = 1_400;
const MAX_MORE_THREADS = 24;
const MAX_MORE_FILES = 16;
const MAX_FROZEN_SECONDS = 1.5;
const FRAMES = 40;

const residentMb = (pid) =>
  Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;

test('hostile', async (t) => {
  const server = await startCardea();
  const httpPort = Number(new URL(server.httpUrl).port);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });

  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((url) =>
    startEcho(url, { data: true, size: { width: 320, height: 240 } }), server.wsUrl);
  const look = () => page.evaluate((i) => echoStats(i), call);
  await eventually('the neighbour sees and hears', async () => {
    const s = await look();
    return s.video.frames > 2 * FRAMES && s.audio.energy > 0;
  }, 40_000);
  const { remote } = (await look()).transport;
  const host = remote.address ?? remote.ip;
  const { port } = remote;
  const [, ufrag] = /a=ice-ufrag:(\S+)/.exec(await page.evaluate((i) => calls[i].answer, call));
  const small = processCensus(server.pid);

  /** Does something, after which the neighbour has lost nothing and the server has not grown. */
  async function unharmed(attack) {
    const before = await look();
    await attack();
    const after = await eventually('the neighbour goes on', async () => {
      const s = await look();
      return s.video.frames > before.video.frames + FRAMES && s;
    });
    assert.equal(after.state, 'connected');
    assert.equal(after.video.lost, before.video.lost, 'video packets lost');
    assert.equal(after.audio.lost, before.audio.lost, 'audio packets lost');
    // A busy computer may halt a picture for a moment; an attack that does lasts three seconds.
    const frozen = after.video.freezeSeconds - before.video.freezeSeconds;
    assert.ok(frozen < MAX_FROZEN_SECONDS, `frozen for ${frozen} s`);
    assert.ok(after.audio.energy > before.audio.energy);
    const now = await eventually('threads and files are few again', () => {
      const census = processCensus(server.pid);
      return census.threads <= small.threads + MAX_MORE_THREADS
        && census.files <= small.files + MAX_MORE_FILES && census;
    }, 40_000);
    assert.ok(now.files > 0);
    assert.ok(residentMb(server.pid) < MAX_RESIDENT_MB, `${residentMb(server.pid)} MB`);
    const events = await page.evaluate((i) => echoEvents(i).map((e) => e.janus), call);
    assert.ok(!events.includes('hangup'), 'the neighbour was hung up on');
  }

  const post = async (body, path = '') => {
    const response = await fetch(server.httpUrl + path, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  };
  const ask = async (request, path = '') =>
    JSON.parse((await post(JSON.stringify({ transaction: 't', ...request }), path)).text);

  await t.test('media and records in the neighbour\'s own name', () => unharmed(async () => {
    const done = await impersonate('lo', port, 8);
    assert.ok(done.heard.srtp > 100, JSON.stringify(done));
    const sent = Object.values(done.sent).reduce((a, b) => a + b, 0);
    assert.ok(sent > 500 && done.arrived > 0.9 * sent, JSON.stringify(done));
    for (const kind of ['replayed srtp', 'changed srtp', 'cut srtp', 'forged srtp', 'replayed srtcp',
      'changed STUN', 'forged dtls']) {
      assert.ok(done.sent[kind] > 0, `no ${kind}: ${JSON.stringify(done)}`);
    }
  }));

  for (const [what, make, answers] of [
    ['media of strangers', rtp, false],
    ['handshakes of strangers', clientHello, false],
    ['checks for nobody', () => check('nobody:me', 'password'), false],
    ['checks with a wrong password', () => check(`${ufrag}:me`, 'password'), true],
    ['noise', () => rtp().subarray(0, 1 + Math.floor(Math.random() * 30)), false],
  ]) {
    await t.test(`a flood: ${what}`, () => unharmed(async () => {
      const done = await flood({ host, port, make });
      assert.ok(done.sent > 10_000, JSON.stringify(done));
      // RFC 8489, 9.1.3 has a wrong password answered; some ten times a second are enough.
      assert.ok(answers ? done.received > 0 : done.received === 0, JSON.stringify(done));
      assert.ok(done.received <= 20 + 10 * done.seconds, JSON.stringify(done));
      assert.ok(done.bytesReceived < done.bytesSent / 10, JSON.stringify(done));
    }));
  }

  await t.test('requests too large', () => unharmed(async () => {
    const text = 'x'.repeat(10 << 20);
    for (const body of [text, JSON.stringify({ janus: 'create', transaction: text })]) {
      const refused = await post(body).catch(() => ({ status: 413 })); // or cut off while we write
      assert.equal(refused.status, 413);
    }
    const code = await page.evaluate((url, length) => new Promise((resolve) => {
      const socket = new WebSocket(url, 'janus-protocol');
      socket.onopen = () => socket.send(JSON.stringify({ janus: 'create', transaction: 'x'.repeat(length) }));
      socket.onclose = (event) => resolve(event.code);
    }), server.wsUrl, text.length);
    assert.ok([1009, 1006].includes(code), `closed with ${code}`); // or cut off while we write
    const line = await exchange(httpPort, `GET /janus/${'x'.repeat(1 << 20)} HTTP/1.1\r\n\r\n`);
    assert.ok(line === '' || /^HTTP\/1\.1 4/.test(line), line.slice(0, 100));
  }));

  await t.test('JSON that is none', () => unharmed(async () => {
    for (const body of ['{', '[', '{"a":}', '[1,]', '{"a":1', '"', '\u0000', '{"a":"\\ud800"}',
      '['.repeat(500_000), '{"a":'.repeat(100_000), '{"a":[{"b":'.repeat(50_000),
      `{"a":${'9'.repeat(900_000)}}`, `{"a":1e${'9'.repeat(900_000)}}`]) {
      const { status, text } = await post(body);
      assert.equal(status, 200);
      assert.equal(JSON.parse(text).error.code, 454, text.slice(0, 200));
    }
    for (const bytes of [[0xff, 0xfe], [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d], [0xed, 0xa0, 0x80]]) {
      const { text } = await post(Buffer.from(bytes));
      assert.equal(JSON.parse(text).error.code, 454, text);
    }
    assert.equal(JSON.parse((await post('[]')).text).error.code, 455);
  }));

  await t.test('descriptions that are none', () => unharmed(async () => {
    const other = await openPage(browser, pages.url);
    /** What the server says to an offer on a handle of its own, and after how many milliseconds. */
    const propose = (sdp) => other.evaluate(async (url, offered) => {
      window.client ??= new JanusClient(url);
      if (!window.client.session) await window.client.open();
      const handle = await window.client.attach('janus.plugin.echotest');
      const start = Date.now();
      const answer = await window.client
        .message(handle, { audio: true }, { type: 'offer', sdp: offered })
        .then((event) => ({ event }), (error) => ({ error: error.message }));
      const ms = Date.now() - start;
      await window.client.request({ janus: 'detach', handle_id: handle });
      return { ...answer, ms };
    }, server.wsUrl, sdp);
    const offer = await page.evaluate((i) => calls[i].pc.localDescription.sdp, call);
    const head = offer.slice(0, offer.indexOf('m=audio'));
    const transport = offer.match(/a=(ice-ufrag|ice-pwd|fingerprint|setup):.*\r\n/g).slice(0, 4).join('');
    const lines = (n) => head + Array.from({ length: n }, (_, i) =>
      `m=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\n${i === 0 ? transport : ''}a=mid:${i}\r\n`).join('');
    const long = 'x'.repeat(900_000); // below what a message may have
    for (const sdp of ['', 'x', 'v=0', 'v=0\r\n', `v=0\r\no=- ${'7'.repeat(900_000)} 1 IN IP4 1.1.1.1\r\n`,
      head, `${head}m=${long}`, `${head}m=audio 9 UDP/TLS/RTP/SAVPF ${'0 '.repeat(400_000)}\r\n`,
      offer.replaceAll('a=ice-ufrag', 'a=ice-fraud'), offer.replaceAll('a=fingerprint', 'a=toeprint'),
      offer.replaceAll(/a=ice-pwd:\S+/g, `a=ice-pwd:${long.slice(0, 100_000)}`),
      offer.replaceAll(/a=ice-ufrag:\S+/g, `a=ice-ufrag:${'u'.repeat(1_000)}`),
      offer + 'a=candidate:1 1 udp 1 1.1.1.1 1 typ host\r\n'.repeat(10_000),
      offer + 'a=ssrc:1 cname:x\r\n'.repeat(20_000),
      offer.replaceAll('\r\n', '\u0001'), offer.slice(0, 1_000), lines(100), lines(1_000)]) {
      const { event, error, ms } = await propose(sdp);
      assert.ok(ms < 5_000, `${ms} ms for ${sdp.slice(0, 80)}`);
      assert.ok(event || /^(412|456|465|483) /.test(error), `${error} to ${sdp.slice(0, 80)}`);
    }
    await other.close();
  }));

  await t.test('connections that say nothing, or little', () => unharmed(async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, (_, i) => new Promise((resolve) => {
      const socket = connect(httpPort, '127.0.0.1', () => {
        if (i % 3 === 1) socket.write('POST /janus HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{');
        if (i % 3 === 2) socket.write('GET /janus/info HT');
        resolve(socket);
      });
      socket.on('error', () => {});
    })));
    assert.equal((await ask({ janus: 'ping' })).janus, 'pong');
    sockets.forEach((socket) => socket.destroy());
  }));

  await t.test('a fingerprint that is not the client\'s', () => unharmed(async () => {
    const other = await openPage(browser, pages.url);
    const wrong = await other.evaluate((url) => startEcho(url, {
      size: { width: 320, height: 240 }, wrongFingerprint: true,
    }), server.wsUrl);
    const hangup = await eventually('hangup', () =>
      other.evaluate((i) => echoEvents(i).find((e) => e.janus === 'hangup'), wrong));
    assert.equal(hangup.reason, 'DTLS alert');
    const events = await other.evaluate((i) => echoEvents(i).map((e) => e.janus), wrong);
    assert.ok(!events.includes('webrtcup') && !events.includes('media'), events.join());
    const s = await other.evaluate((i) => echoStats(i), wrong);
    assert.ok(!(s.video.packets > 0) && !(s.audio.packets > 0), 'there was media');
    await other.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), wrong);
    await other.close();
  }));
});
