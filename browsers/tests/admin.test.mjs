// The Admin API while a browser is in a call: what it tells agrees with the browser, captures open in tshark.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { admin, startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const CAPTURE_MS = 3_000;
const ON_THE_WAY = 30; // between two questions
const JANUS_WS = 19_288;
const ADMIN_WS = 19_289;
const PIECE = 65_536;

async function callOf(t, settings) {
  const server = await startCardea(settings);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { codec: 'vp8' }), server.wsUrl);
  const stats = () => page.evaluate((i) => echoStats(i), call);
  await eventually('frames', async () => (await stats()).video.frames > 20);
  const ids = await page.evaluate((i) => ({
    session_id: calls[i].client.session, handle_id: calls[i].handle, local: calls[i].pc.localDescription.sdp,
  }), call);
  const { local, ...at } = ids;
  return {
    server, page, call, stats, local,
    ask: (janus, body = {}) => admin(server.adminUrl, { janus, ...at, ...body }),
    askServer: (janus, body = {}) => admin(server.adminUrl, { janus, ...body }),
  };
}

/** SSRCs of the RTP in a capture, by tshark's own decoding, with how many packets each has. */
function rtpOf(file, port) {
  const lines = execFileSync('tshark', [
    '-r', file, '-d', 'udp.port==1000,rtp', '-d', 'udp.port==2000,rtp',
    '-Y', `rtp && !rtcp && udp.srcport==${port}`, '-T', 'fields', '-e', 'rtp.ssrc', '-e', 'rtp.version',
  ], { stdio: ['ignore', 'pipe', 'pipe'] }).toString().trim().split('\n');
  const counts = new Map();
  for (const line of lines) {
    const [ssrc, version] = line.split('\t');
    assert.equal(version, '2');
    counts.set(Number(ssrc), (counts.get(Number(ssrc)) ?? 0) + 1);
  }
  return counts;
}

test('what is told of a call agrees with the browser', async (t) => {
  const { ask, stats } = await callOf(t);
  await eventually('a second or two of packets', async () => (await stats()).video.packets > 300);
  const { info } = await ask('handle_info');
  const seen = await stats();

  for (const flag of ['got-offer', 'got-answer', 'negotiated', 'ready', 'has-audio', 'has-video']) {
    assert.equal(info.flags[flag], true, flag);
  }
  assert.match(info.sdps.remote, /a=fingerprint/);
  assert.doesNotMatch(info.sdps.profile, /a=fingerprint/);
  assert.match(info.sdps.local, /a=candidate/);
  assert.equal(info.webrtc.ice.ready, 1);
  assert.equal(info.webrtc.dtls['dtls-state'], 'connected');
  assert.match(info.webrtc.dtls['remote-fingerprint'], /^[0-9A-F:]{95}$/);
  assert.equal(info.webrtc.extensions['urn:ietf:params:rtp-hdrext:sdes:mid'] > 0, true);
  const video = Object.values(info.webrtc.media).find((m) => m.type === 'video');
  assert.equal(video.codecs.codec, 'vp8');
  const told = video.stats.out.packets;
  const apart = Math.abs(seen.video.packets - told);
  assert.ok(apart <= told * 0.02 + ON_THE_WAY, `${told} told, ${seen.video.packets} seen a moment later`);
});

test('settings change a call that is there', async (t) => {
  const { page, call, askServer, ask } = await callOf(t);
  assert.equal((await askServer('set_no_media_timer', { no_media_timer: 3 })).no_media_timer, 3);
  await page.evaluate((i) => calls[i].stream.getTracks().forEach((track) => { track.enabled = true; track.stop(); }), call);
  await page.evaluate((i) => calls[i].pc.getSenders().forEach((sender) => sender.replaceTrack(null)), call);
  const silent = () => page.evaluate((i) => echoEvents(i).find((e) => e.janus === 'media' && e.receiving === false), call);
  await eventually('silence is told', silent, 15_000);
  assert.ok((await silent()).seconds >= 3);
  assert.equal((await ask('hangup_webrtc')).janus, 'success');
  await eventually('hangup', () =>
    page.evaluate((i) => echoEvents(i).some((e) => e.janus === 'hangup' && e.reason === 'Admin API'), call));
});

test('a captured call opens in tshark as RTP', async (t) => {
  const { server, ask } = await callOf(t);
  const folder = path.join(server.folder, 'captures');
  assert.equal((await ask('start_pcap', { folder, filename: 'call.pcap' })).janus, 'success');
  const { info } = await ask('handle_info');
  assert.equal(info['dump-to-pcap'], true);
  await new Promise((resolve) => setTimeout(resolve, CAPTURE_MS));
  assert.equal((await ask('stop_pcap')).janus, 'success');

  const video = Object.values(info.webrtc.media).find((m) => m.type === 'video');
  const audio = Object.values(info.webrtc.media).find((m) => m.type === 'audio');
  const file = path.join(folder, 'call.pcap');
  const came = rtpOf(file, 1000);
  const went = rtpOf(file, 2000);
  assert.ok(came.get(audio.ssrc['ssrc-peer']) > 40 * CAPTURE_MS / 1000, 'sound that came');
  assert.ok(came.get(video.ssrc['ssrc-peer']) > 20, 'picture that came');
  assert.ok(went.get(audio.ssrc.ssrc) > 40 * CAPTURE_MS / 1000, 'sound that went');
  assert.ok(went.get(video.ssrc.ssrc) > 20, 'picture that went');
  const wrong = execFileSync('tshark', ['-r', file, '-Y', '_ws.malformed', '-T', 'fields', '-e', 'frame.number']);
  assert.equal(wrong.toString().trim(), '');

  assert.equal((await ask('start_text2pcap', { folder, filename: 'call.txt' })).janus, 'success');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal((await ask('stop_text2pcap')).janus, 'success');
  const text = path.join(folder, 'call.txt');
  const pcap = path.join(folder, 'text.pcap');
  execFileSync('text2pcap', ['-D', '-n', '-l', '1', '-i', '17', '-u', '1000,2000', '-t', '%H:%M:%S.', text, pcap],
    { stdio: 'pipe' });
  const packets = execFileSync('tshark', ['-r', pcap, '-T', 'fields', '-e', 'frame.number']).toString().trim().split('\n');
  assert.ok(packets.length > 60, `${packets.length} packets of text`);
});

/** The same Admin API over the other transports: each gives a function that asks. */
const CARRIERS = {
  http: ({ server }) => ({ ask: (body) => admin(server.adminUrl, body), close: () => {} }),
  async websocket() {
    const socket = new WebSocket(`ws://127.0.0.1:${ADMIN_WS}`, 'janus-admin-protocol');
    await once(socket, 'open');
    return {
      async ask(body) {
        socket.send(JSON.stringify({ transaction: 'admin', admin_secret: 'tattle', ...body }));
        return JSON.parse((await once(socket, 'message'))[0]);
      },
      close: () => socket.close(),
    };
  },
  async unix({ server }) {
    const bridge = spawn('python3', [path.join(import.meta.dirname, '../lib/unix_bridge.py'), path.join(server.folder, 'admin')],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: bridge.stdout });
    return {
      async ask(body) {
        bridge.stdin.write(`${JSON.stringify({ transaction: 'admin', admin_secret: 'tattle', ...body })}\n`);
        return JSON.parse((await once(lines, 'line'))[0]);
      },
      close: () => bridge.kill(),
    };
  },
};

test('a capture is listed and read, over every transport', async (t) => {
  const call = await callOf(t, {
    wsPort: JANUS_WS,
    ws: `general: { ws = true, ws_port = ${JANUS_WS} }\nadmin: { admin_ws = true, admin_ws_port = ${ADMIN_WS}, admin_ws_ip = "127.0.0.1" }\n`,
    files: { 'janus.transport.pfunix.jcfg': 'general: { enabled = false }\nadmin: { admin_enabled = true, admin_path = "admin", admin_type = "SOCK_SEQPACKET" }\n' },
  });
  const { server, ask, askServer } = call;
  assert.equal((await ask('start_pcap', { folder: path.join(server.folder, 'captures'), filename: 'a.pcap' })).janus, 'success');
  const captures = async () => (await askServer('list_captures')).captures;
  await eventually('more than fits into one piece', async () => (await captures())[0].size > 2 * PIECE);
  assert.equal((await ask('stop_pcap')).janus, 'success');
  const [capture] = await captures();
  assert.equal(capture.running, false);
  const whole = readFileSync(capture.name);
  assert.equal(capture.size, whole.length);

  for (const [name, connect] of Object.entries(CARRIERS)) {
    const carrier = await connect(call);
    const pieces = [];
    for (let offset = 0; offset < whole.length; offset += PIECE) {
      const piece = await carrier.ask({ janus: 'read_capture', name: capture.name, offset, length: PIECE });
      assert.equal(piece.size, whole.length, name);
      pieces.push(Buffer.from(piece.data, 'base64'));
    }
    assert.deepEqual(Buffer.concat(pieces), whole, name);
    const elsewhere = await carrier.ask({ janus: 'read_capture', name: path.join(server.folder, 'janus.jcfg') });
    assert.equal(elsewhere.error.code, 490, name);
    carrier.close();
  }
});
