// Calls set up over the transports that browsers do not speak, with a real socket in between.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { certificates, mosquitto, overMqtt, overRabbitMq, rabbitmq } from '../lib/brokers.mjs';
import { admin, processCensus, startCardea } from '../lib/server.mjs';
import { nanocat, nanomsgPeer } from '../lib/nanomsg.mjs';
import { relay, unixSocket } from '../lib/relay.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

/** An echo call through a relay: media flows, and its end is told. */
async function assertCall(t, server, carry) {
  const between = await relay(carry);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    between.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { codec: 'vp8' }), between.url);
  await eventually('frames and sound', () => page.evaluate((i) => echoStats(i).then((s) =>
    s.video.frames > 20 && s.audio.energy > 0), call));
  await page.evaluate((i) => calls[i].client.request({ janus: 'hangup', handle_id: calls[i].handle }), call);
  await eventually('hangup', () => page.evaluate((i) => echoEvents(i).some((e) => e.janus === 'hangup'), call));
  return page;
}

const sessions = async (server) => (await admin(server.adminUrl, { janus: 'list_sessions' })).sessions.length;

const pfunix = (more) => ({ files: { 'janus.transport.pfunix.jcfg': `general: { enabled = true, path = "socket", ${more} }\n` } });

test('a call over a Unix socket with connections', async (t) => {
  const server = await startCardea(pfunix('type = "SOCK_SEQPACKET"'));
  t.after(() => server.stop());
  const page = await assertCall(t, server, unixSocket(path.join(server.folder, 'socket')));
  assert.equal(await sessions(server), 1);
  await page.close();
  await eventually('the session goes with its connection', async () => (await sessions(server)) === 0);
});

test('a call over a Unix socket with datagrams', async (t) => {
  const server = await startCardea(pfunix('type = "SOCK_DGRAM"'));
  t.after(() => server.stop());
  await assertCall(t, server, unixSocket(path.join(server.folder, 'socket'), path.join(server.folder, 'client')));
});

// ---- Nanomsg: the peer between page and server is libnanomsg itself ----

const nanomsg = (address, mode) => ({
  files: {
    'janus.transport.nanomsg.jcfg': `general: { enabled = true, mode = "${mode}", address = "${address}" }\n`
      + `admin: { admin_enabled = true, admin_address = "ipc://admin.ipc" }\n`,
  },
});

/** A call during which the peer is killed and brought back. */
async function assertOutlasts(t, server, peer) {
  const between = await relay(peer.carry);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    between.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { codec: 'vp8' }), between.url);
  const stats = () => page.evaluate((i) => echoStats(i), call);
  const answered = () => page.evaluate((i) => calls[i].client.request({ janus: 'keepalive' }).then((e) => e.janus), call);
  const flows = async (what) => {
    const before = (await stats()).video.frames;
    await eventually(what, async () => (await stats()).video.frames > before + 20);
  };
  await eventually('frames and sound', () => stats().then((s) => s.video.frames > 20 && s.audio.energy > 0));
  const { files } = processCensus(server.pid);
  for (let i = 0; i < 4; i++) {
    await peer.kill();
    await flows('frames without the peer');
    peer.start();
    assert.equal(await answered(), 'ack');
  }
  await flows('frames with it again');
  await eventually('nothing is left open', () => processCensus(server.pid).files <= files);
  assert.equal(await sessions(server), 1, 'the session has outlasted all its peers');

  await peer.kill();
  const [session] = (await admin(server.adminUrl, { janus: 'list_sessions' })).sessions;
  const [handle] = (await admin(server.adminUrl, { janus: 'list_handles', session_id: session })).handles;
  await admin(server.adminUrl, { janus: 'hangup_webrtc', session_id: session, handle_id: handle });
  peer.start();
  await eventually('what happened meanwhile is told', () => page.evaluate((i) =>
    echoEvents(i).some((e) => e.janus === 'hangup'), call));
}

test('a call over Nanomsg outlasts its peer, which connects over TCP', async (t) => {
  const address = 'tcp://127.0.0.1:18555';
  const server = await startCardea(nanomsg(address, 'bind'));
  t.after(() => server.stop());
  const peer = nanomsgPeer('pair', 'connect', address);
  t.after(() => peer.kill());
  await assertOutlasts(t, server, peer);
});

test('a call over Nanomsg outlasts its peer, which listens on a Unix socket', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-nanomsg-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const address = `ipc://${folder}/socket`;
  const server = await startCardea(nanomsg(address, 'connect'));
  t.after(() => server.stop());
  const peer = nanomsgPeer('pair', 'bind', address);
  t.after(() => peer.kill());
  await assertOutlasts(t, server, peer);
});

test('nanocat asks the Janus API and the Admin API', async (t) => {
  const address = 'tcp://127.0.0.1:18555';
  const server = await startCardea(nanomsg(address, 'bind'));
  t.after(() => server.stop());
  for (let i = 0; i < 3; i++) {
    const ping = await nanocat(address, `{"janus":"ping","transaction":"t${i}"}`);
    assert.deepEqual(JSON.parse(ping), { janus: 'pong', transaction: `t${i}` });
  }
  const ask = JSON.stringify({ janus: 'list_sessions', transaction: 'a', admin_secret: 'tattle' });
  const answer = await nanocat(`ipc://${server.folder}/admin.ipc`, ask);
  assert.deepEqual(JSON.parse(answer), { janus: 'success', transaction: 'a', sessions: [] });
});

// ---- Brokers ----

/**
 * A call that goes on while its broker is killed and comes back: its frames are decoded all the time,
 * requests are answered again, and the server has no more threads and files than before.
 */
async function assertOutlives(t, broker, files, carry, times) {
  const server = await startCardea({ files });
  const between = await relay(carry);
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    between.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { codec: 'vp8' }), between.url);
  const frames = () => page.evaluate((i) => echoStats(i).then((s) => s.video.frames), call);
  await eventually('frames and sound', () => page.evaluate((i) => echoStats(i).then((s) =>
    s.video.frames > 20 && s.audio.energy > 0), call));
  const told = (word) => server.log().split(word).length - 1;
  const growing = async (what) => {
    const before = await frames();
    await eventually(what, async () => (await frames()) > before + 5, 3_000, 50);
  };
  const answers = () => page.evaluate((i) => calls[i].client.request({ janus: 'keepalive' }).then((a) => a.janus), call);
  assert.equal(await answers(), 'ack');
  const before = processCensus(server.pid);
  for (let i = 1; i <= times; i++) {
    await broker.kill();
    await eventually('the loss is noticed', () => told('broker lost') === i, 10_000, 50);
    for (let k = 0; k < 4; k++) await growing('frames without a broker');
    let back = false;
    const starting = broker.start().then(() => { back = true; });
    while (!back) await growing('frames while the broker starts');
    await starting;
    await eventually('the transport is back', () => told('broker connected') === i + 1, 15_000, 50);
    assert.equal(await answers(), 'ack');
    await growing('frames with a broker again');
  }
  await eventually('no more threads and files than before', () => {
    const now = processCensus(server.pid);
    return now.threads <= before.threads + 2 && now.files <= before.files + 2;
  }, 30_000);
  assert.equal(await sessions(server), 1, 'the session is the same one');
  await page.evaluate((i) => calls[i].client.request({ janus: 'hangup', handle_id: calls[i].handle }), call);
  await eventually('hangup', () => page.evaluate((i) => echoEvents(i).some((e) => e.janus === 'hangup'), call));
}

test('a call over MQTT outlives its broker, again and again', { timeout: 180_000 }, async (t) => {
  const broker = await mosquitto();
  t.after(() => broker.stop());
  const text = `general: { enabled = true, url = "tcp://127.0.0.1:${broker.port}", subscribe_topic = "to-janus", publish_topic = "from-janus" }\n`;
  await assertOutlives(t, broker, { 'janus.transport.mqtt.jcfg': text }, overMqtt(broker.port), 3);
});

test('a call over RabbitMQ outlives its broker', { timeout: 180_000 }, async (t) => {
  const broker = await rabbitmq();
  t.after(() => broker.stop());
  const text = `general: { enabled = true, host = "127.0.0.1", port = ${broker.port}, to_janus = "to-janus", from_janus = "from-janus" }\n`;
  await assertOutlives(t, broker, { 'janus.transport.rabbitmq.jcfg': text }, overRabbitMq(broker.port), 1);
});

test('a server starts before its brokers do', async (t) => {
  const broker = await mosquitto();
  t.after(() => broker.stop());
  await broker.kill();
  const text = `general: { enabled = true, url = "tcp://127.0.0.1:${broker.port}", subscribe_topic = "to-janus", publish_topic = "from-janus" }\n`;
  const rabbit = 'general: { enabled = true, host = "127.0.0.1", port = 1, to_janus = "a", from_janus = "b" }\n';
  const server = await startCardea({
    files: { 'janus.transport.mqtt.jcfg': text, 'janus.transport.rabbitmq.jcfg': rabbit },
  });
  t.after(() => server.stop());
  await eventually('both miss their broker', () => server.log().split('broker not reached').length === 3);
  await broker.start();
  const page = await assertCall(t, server, overMqtt(broker.port));
  await page.close();
});

test('brokers are spoken with over TLS, with a certificate on each side', { timeout: 120_000 }, async (t) => {
  const tls = certificates();
  t.after(() => tls.stop());
  const [mqtt, rabbit] = await Promise.all([mosquitto(tls), rabbitmq(tls)]);
  t.after(() => Promise.all([mqtt.stop(), rabbit.stop()]));
  const own = (ca, certificate, key) => `${ca}, ${certificate} = "${tls.file('client')}", ${key} = "${tls.file('client-key')}"`;
  const files = (mqttAuthority, rabbitAuthority) => ({
    'janus.transport.mqtt.jcfg': `general: { enabled = true, url = "ssl://127.0.0.1:${mqtt.tlsPort}", client_id = "a",
      subscribe_topic = "to-janus", publish_topic = "from-janus", ${own(mqttAuthority, 'certfile', 'keyfile')} }\n`,
    'janus.transport.rabbitmq.jcfg': `general: { enabled = true, host = "127.0.0.1", port = ${rabbit.tlsPort}, ssl_enabled = true,
      to_janus = "to-janus", from_janus = "from-janus", ssl_verify_hostname = true, ${own(rabbitAuthority, 'ssl_cert', 'ssl_key')} }\n`,
  });
  const stranger = await startCardea({ files: files('verify_peer = true', 'ssl_verify_peer = true') });
  t.after(() => stranger.stop());
  await eventually('none is trusted', () => stranger.log().split('broker not reached').length === 3);
  assert.ok(!stranger.log().includes('broker connected'));

  const server = await startCardea({
    files: files(`verify_peer = true, cacertfile = "${tls.file('ca')}"`, `ssl_verify_peer = true, ssl_cacert = "${tls.file('ca')}"`),
  });
  t.after(() => server.stop());
  await eventually('both are there', () => server.log().split('broker connected').length === 3);
  for (const carry of [overMqtt(mqtt.port), overRabbitMq(rabbit.port)]) {
    const heard = [];
    const between = carry((text) => heard.push(JSON.parse(text)));
    t.after(() => between.close());
    between.send('{"janus":"ping","transaction":"t"}');
    await eventually('a pong', () => heard.some((m) => m.janus === 'pong' && m.transaction === 't'));
  }
});
