// RTP forwarders received by ffmpeg, and rooms that span servers.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCardea, startJanus } from '../lib/server.mjs';
import { eventually } from '../lib/browser.mjs';
import { ROOM, roomFile, setUp, enter, seesAndHears } from '../lib/members.mjs';

const SECRET = 'adminpwd';
const SRTP_KEY = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz'; // 30 bytes in base64, made up

const managing = (member) => async (body) => {
  const reply = await member.evaluate(async (i, b) => {
    const m = members[i];
    return (await m.client.request({ janus: 'message', handle_id: m.handle, body: b })).plugindata.data;
  }, { room: ROOM, secret: SECRET, ...body });
  assert.equal(reply.error, undefined, JSON.stringify(reply));
  return reply;
};

/** What ffmpeg decodes in a few seconds of what an SDP file describes. */
function decode(folder, name, sdp, seconds = 6) {
  const file = path.join(folder, `${name}.sdp`);
  writeFileSync(file, sdp);
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-protocol_whitelist', 'file,udp,rtp,srtp', '-i', file,
    '-t', String(seconds), '-map', '0', '-f', 'framecrc', '-'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let log = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { log += chunk; });
  const timer = setTimeout(() => child.kill('SIGINT'), (seconds + 20) * 1000);
  return new Promise((resolve) => child.on('exit', () => {
    clearTimeout(timer);
    const count = (stream) => out.split('\n').filter((line) => line.startsWith(`${stream},`)).length;
    resolve({ streams: [count(0), count(1)], log });
  }));
}

const sdp = (media) => `v=0
o=- 0 0 IN IP4 127.0.0.1
s=forwarded
c=IN IP4 127.0.0.1
t=0 0
${media.map(({ kind, port, pt, map, crypto }) => `m=${kind} ${port} RTP/${crypto ? 'S' : ''}AVP ${pt}
a=rtpmap:${pt} ${map}${crypto ? `\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${crypto}` : ''}`).join('\n')}
`;

for (const crypto of ['', SRTP_KEY]) {
  for (const [codec, encoding] of [['vp8', 'VP8/90000'], ['h264', 'H264/90000']]) {
    test(`ffmpeg decodes forwarded opus and ${codec}${crypto ? ' in SRTP' : ''}`, async (t) => {
      const place = await setUp(t, { room: { secret: SECRET, videocodec: codec } });
      const browser = await place.open();
      const ann = await enter(browser, place, { codec, size: { width: 320, height: 240 }, display: 'ann' });
      const manage = managing(ann);
      const base = 21_000 + (crypto ? 100 : 0) + (codec === 'h264' ? 200 : 0);
      const decoding = decode(place.server.folder, codec, sdp([
        { kind: 'audio', port: base, pt: 111, map: 'opus/48000/2', crypto },
        { kind: 'video', port: base + 2, pt: 96, map: encoding, crypto },
      ]));
      const reply = await manage({
        request: 'rtp_forward', publisher_id: ann.id, host: '127.0.0.1',
        ...(crypto ? { srtp_suite: 80, srtp_crypto: crypto } : {}),
        streams: [{ mid: '0', port: base, pt: 111 }, { mid: '1', port: base + 2, pt: 96, rtcp_port: base + 3 }],
      });
      assert.equal(reply.videoroom, 'rtp_forward');
      assert.deepEqual(reply.forwarders.map((f) => f.type), ['audio', 'video']);
      const listed = await manage({ request: 'listforwarders' });
      assert.deepEqual(listed.publishers[0].forwarders.map((f) => f.stream_id).sort(),
        reply.forwarders.map((f) => f.stream_id).sort());
      // The receiver asks for a keyframe by RTCP, as one that starts in the middle does.
      const asking = createSocket('udp4');
      const localRtcp = reply.forwarders[1].local_rtcp_port;
      assert.ok(localRtcp > 0, JSON.stringify(reply));
      const pli = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
      const before = (await ann.sent()).find((s) => s.kind === 'video').plis;
      const timer = setInterval(() => asking.send(pli, localRtcp, '127.0.0.1'), 500);
      const { streams, log } = await decoding;
      clearInterval(timer);
      asking.close();
      assert.ok(streams[0] > 100, `audio frames ${streams[0]}\n${log}`);
      assert.ok(streams[1] > 30, `video frames ${streams[1]}\n${log}`);
      assert.ok((await ann.sent()).find((s) => s.kind === 'video').plis > before, 'the PLI reached the publisher');
      for (const f of reply.forwarders) {
        const stopped = await manage({ request: 'stop_rtp_forward', publisher_id: ann.id, stream_id: f.stream_id });
        assert.equal(stopped.stream_id, f.stream_id);
      }
      assert.deepEqual((await manage({ request: 'listforwarders' })).publishers, []);
    });
  }
}

test('a simulcast publisher is forwarded as one continuous stream', async (t) => {
  const place = await setUp(t, { room: { secret: SECRET } });
  const browser = await place.open();
  const ann = await enter(browser, place,
    { codec: 'vp8', simulcast: true, size: { width: 640, height: 360 }, audio: false, display: 'ann' });
  const manage = managing(ann);
  const decoding = decode(place.server.folder, 'simulcast', sdp([{ kind: 'video', port: 21_500, pt: 96, map: 'VP8/90000' }]));
  await manage({ request: 'rtp_forward', publisher_id: ann.id, host: '127.0.0.1',
    streams: [{ mid: '0', port: 21_500, pt: 96, simulcast: true, ssrc: 77 }] });
  const timer = setInterval(() => ann.configure({ keyframe: true }), 1000);
  const { streams, log } = await decoding;
  clearInterval(timer);
  assert.ok(streams[0] > 30, `frames ${streams[0]}\n${log}`);
});

test('data is forwarded as datagrams', async (t) => {
  const place = await setUp(t, { room: { secret: SECRET } });
  const browser = await place.open();
  const ann = await enter(browser, place, { video: false, data: true, display: 'ann' });
  const manage = managing(ann);
  const socket = createSocket('udp4');
  const got = [];
  socket.on('message', (message) => got.push(message.toString()));
  await new Promise((resolve) => socket.bind(21_600, '127.0.0.1', resolve));
  t.after(() => socket.close());
  await manage({ request: 'rtp_forward', publisher_id: ann.id, host: '127.0.0.1', streams: [{ mid: '1', port: 21_600 }] });
  await eventually('the channel is open', () => ann.evaluate((i) => members[i].channel.readyState === 'open'));
  await eventually('the message', async () => {
    await ann.evaluate((i) => members[i].channel.send('salve'));
    return got.includes('salve');
  });
});

const starts = { cardea: startCardea, janus: startJanus };

for (const [from, to] of [['cardea', 'cardea'], ['cardea', 'janus'], ['janus', 'cardea']]) {
  test(`a room spans from ${from} to ${to}`, async (t) => {
    const place = await setUp(t, { room: { secret: SECRET } });
    const other = async (kind) => {
      const server = await starts[kind]({ files: roomFile({ secret: SECRET }) });
      t.after(() => server.stop());
      return server;
    };
    const a = from === 'cardea' ? place.server : await other(from);
    const b = from === 'cardea' || to === 'janus' ? await other(to) : place.server;
    const browser = await place.open();
    const ann = await enter(browser, place, { size: { width: 320, height: 240 }, data: true, display: 'ann' }, { ws: a.wsUrl });
    const bob = await enter(browser, place, { publish: false, display: 'bob' }, { ws: b.wsUrl });
    const streams = await eventually('ann\'s streams', () => ann.evaluate(async (i, room) => {
      const m = members[i];
      const session = await m.client.attach('janus.plugin.videoroom');
      const joined = await m.client.message(session, { request: 'join', ptype: 'publisher', room });
      const found = joined.plugindata.data.publishers.find((p) => p.id === m.id);
      await m.client.request({ janus: 'detach', handle_id: session });
      return found && found.streams;
    }, ROOM));
    const remote = await managing(bob)({
      request: 'add_remote_publisher', id: 4711, display: 'ann, from far', streams,
    });
    assert.ok(remote.port > 0 && remote.rtcp_port > 0, JSON.stringify(remote));
    await managing(ann)({
      request: 'publish_remotely', publisher_id: ann.id, remote_id: 'over there', host: '127.0.0.1',
      port: remote.port, rtcp_port: remote.rtcp_port,
    });
    await seesAndHears(bob, [4711]);
    if (from === 'cardea' && to === 'cardea') {
      await eventually('data crosses, too', async () => {
        await ann.evaluate((i) => members[i].channel.send('salve'));
        return bob.evaluate((i) => members[i].down.messages.some((m) => m.text === 'salve'));
      }, 15_000, 500);
    }
    const listed = await managing(ann)({ request: 'listremotes', publisher_id: ann.id });
    assert.deepEqual(listed.list.map((r) => [r.remote_id, r.port]), [['over there', remote.port]]);

    // A late viewer asks for a keyframe, which has to go all the way back to ann.
    const cat = await enter(browser, place, { publish: false, display: 'cat' }, { ws: b.wsUrl });
    await seesAndHears(cat, [4711]);

    await managing(ann)({ request: 'unpublish_remotely', publisher_id: ann.id, remote_id: 'over there' });
    await managing(bob)({ request: 'remove_remote_publisher', id: 4711 });
    await eventually('bob hears of the end', async () => (await bob.events()).some((e) => e.leaving === 4711 || e.unpublished === 4711));
  });
}
