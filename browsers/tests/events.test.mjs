// Event handlers in a real call: over HTTP, a WebSocket and GELF, each the whole stream; and who hangs costs nothing.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { amqpEar, mosquitto, mqttEar, rabbitmq } from '../lib/brokers.mjs';
import { enabled, gelfEar, httpEar, socketEar } from '../lib/ears.mjs';
import { admin, startCardea } from '../lib/server.mjs';
import { nanomsgPeer } from '../lib/nanomsg.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const CORE = 'general: { admin_secret = "tattle", server_name = "Here" }\nevents: { broadcast = true, stats_period = 1 }\n';

async function withCall(t, files) {
  const server = await startCardea({ core: CORE, files });
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((u) => startEcho(u, { codec: 'vp8' }), server.wsUrl);
  await eventually('frames', () => page.evaluate((i) => echoStats(i).then((s) => s.video.frames > 20), call));
  const ids = await page.evaluate((i) => ({ session: calls[i].client.session, handle: calls[i].handle }), call);
  return { server, page, call, ...ids };
}

/** What every handler has to be told of a call, by type and subtype. */
function assertWhole(events, { session, handle }) {
  const of = (type, subtype) => events.filter((e) => e.type === type && (e.subtype ?? 0) === (subtype ?? 0));
  for (const event of events) {
    assert.equal(event.emitter, 'Here');
    assert.ok(Math.abs(event.timestamp / 1000 - Date.now()) < 120_000, 'a time of now');
  }
  assert.equal(of(256, 1)[0].event.status, 'started');
  assert.equal(of(256, 1)[0].event.info.name.length > 0, true);
  const created = of(1).find((e) => e.session_id === session);
  assert.equal(created.event.name, 'created');
  assert.equal(created.event.transport.transport, 'janus.transport.websockets');
  const connected = of(128).find((e) => e.event.id === created.event.transport.id);
  assert.equal(connected.event.data.event, 'connected');
  const attached = of(2).find((e) => e.handle_id === handle);
  assert.deepEqual(attached.event, { name: 'attached', plugin: 'janus.plugin.echotest' });
  assert.deepEqual(of(8).map((e) => [e.event.owner, e.event.jsep.type]), [['remote', 'offer'], ['local', 'answer']]);
  assert.match(of(8)[0].event.jsep.sdp, /a=fingerprint/);
  const states = of(16, 1).map((e) => e.event.ice);
  assert.ok(states.includes('connected') || states.includes('ready'), states.join());
  assert.ok(of(16, 2).length > 0 && of(16, 3).length > 0, 'candidates of both');
  const pair = of(16, 4)[0].event;
  assert.equal(pair.candidates.local.transport, 'udp');
  assert.match(pair['selected-pair'], /<->/);
  assert.ok(of(16, 5).some((e) => e.event.dtls === 'connected'));
  assert.ok(of(16, 6).some((e) => e.event.connection === 'webrtcup'));
  assert.ok(of(32, 1).some((e) => e.event.media === 'video' && e.event.receiving === true));
  const statistics = of(32, 3).filter((e) => e.event.media === 'video');
  assert.ok(statistics.length >= 2, 'statistics again and again');
  const last = statistics.at(-1).event;
  assert.equal(last.codec, 'vp8');
  for (const key of ['base', 'rtt', 'lost', 'jitter-local', 'in-link-quality', 'packets-received', 'packets-sent',
    'bytes-received', 'bytes-sent', 'bytes-received-lastsec', 'nacks-sent', 'retransmissions-received']) {
    assert.equal(typeof last[key], 'number', key);
  }
  assert.ok(last['packets-received'] > 20 && last['packets-sent'] > 20);
  assert.ok(of(64).some((e) => e.event.plugin === 'janus.plugin.echotest'), 'what the plugin tells');
}

test('each handler is told the whole call', async (t) => {
  const [http, socket, gelf] = [await httpEar(), await socketEar(), await gelfEar()];
  t.after(() => { http.stop(); socket.stop(); gelf.stop(); });
  const { server, page, call, ...ids } = await withCall(t, {
    'janus.eventhandler.sampleevh.jcfg': enabled(`backend = "http://127.0.0.1:${http.port}/x"`),
    'janus.eventhandler.wsevh.jcfg': enabled(`backend = "ws://127.0.0.1:${socket.port}/x"`),
    'janus.eventhandler.gelfevh.jcfg': enabled(`backend = "127.0.0.1", port = "${gelf.port}"`),
    'janus.logger.jsonlog.jcfg': 'general: { enabled = true, filename = "log.json" }\n',
  });
  const told = (events) => events.filter((e) => e.subtype === 3 && e.event.media === 'video').length;
  await eventually('statistics, twice, everywhere', () =>
    [http.events, socket.events, gelf.messages.map((m) => m.full_message)].every((events) => told(events) >= 2));
  const custom = { janus: 'custom_event', schema: 'mine', data: { a: 1 } };
  assert.equal((await admin(server.adminUrl, custom)).janus, 'success');
  await eventually('the operator is heard', () => socket.events.some((e) => e.type === 4 && e.event.data.a === 1));
  assertWhole(http.events, ids);
  assertWhole(socket.events, ids);
  assertWhole(gelf.messages.map((m) => m.full_message), ids);
  assert.deepEqual(socket.protocols, ['janus-event-handlers']);
  assert.equal(gelf.messages[0].short_message, 'Core');

  assert.equal((await admin(server.adminUrl, { janus: 'custom_logline', line: 'salve' })).janus, 'success');
  const logged = () => readFileSync(path.join(server.folder, 'log.json'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  await eventually('the log has the line', () => logged().some(({ line }) => line.includes('salve')));
  assert.ok(Math.abs(logged()[0].timestamp / 1000 - Date.now()) < 120_000);

  const { transports, events } = await (await fetch(`${server.httpUrl}/info`)).json();
  assert.ok(transports['janus.transport.websockets']);
  assert.deepEqual(Object.keys(events), ['gelfevh', 'sampleevh', 'wsevh'].map((n) => `janus.eventhandler.${n}`));
  const tweak = { janus: 'query_eventhandler', handler: 'janus.eventhandler.sampleevh' };
  const { response } = await admin(server.adminUrl, { ...tweak, request: { request: 'tweak', events: 'none' } });
  assert.deepEqual(response, { result: 200 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = http.events.length;

  socket.stop();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const again = await socketEar(socket.port);
  t.after(() => again.stop());
  await page.evaluate((i) => calls[i].client.request({ janus: 'hangup', handle_id: calls[i].handle }), call);
  await eventually('events come again over a new connection', () =>
    again.events.some((e) => e.type === 16 && e.event.connection === 'hangup'), 20_000);
  assert.equal(http.events.length, before, 'nothing is wanted any more');
});

test('a receiver that hangs costs the call nothing', async (t) => {
  const http = await httpEar(() => {}); // never answers
  t.after(() => http.stop());
  const { server, page, call } = await withCall(t, {
    'janus.eventhandler.sampleevh.jcfg': enabled(`backend = "http://127.0.0.1:${http.port}/x"`),
    'janus.eventhandler.wsevh.jcfg': enabled('backend = "ws://127.0.0.1:1/nobody"'),
  });
  const ask = { janus: 'custom_event', schema: 'flood', data: { text: 'x'.repeat(200) } };
  const stats = () => page.evaluate((i) => echoStats(i), call);
  const before = await stats();
  for (let i = 0; i < 40; i++) {
    await Promise.all(Array.from({ length: 50 }, () => admin(server.adminUrl, ask)));
  }
  const after = await stats();
  assert.ok(after.video.frames - before.video.frames > 20, 'frames go on');
  assert.equal(after.video.freezes - before.video.freezes, 0, 'no freeze');
  assert.equal(after.video.lost, before.video.lost, 'nothing lost');
});

test('a Nanomsg subscriber is told the whole call, and what happens while it is away', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-nanomsg-'));
  const address = `ipc://${folder}/events`;
  const events = [];
  const messages = [];
  const subscriber = nanomsgPeer('sub', 'bind', address, (line) => {
    messages.push(JSON.parse(line));
    events.push(...[messages.at(-1)].flat());
  });
  t.after(async () => {
    await subscriber.kill();
    rmSync(folder, { recursive: true });
  });
  const { server, page, call, ...ids } = await withCall(t, {
    'janus.eventhandler.nanomsgevh.jcfg': enabled(`address = "${address}"`),
    'janus.transport.nanomsg.jcfg': 'general: { enabled = true, address = "tcp://127.0.0.1:18556" }\n',
  });
  await eventually('statistics, twice', () =>
    events.filter((e) => e.subtype === 3 && e.event.media === 'video').length >= 2);
  assertWhole(events, ids);
  assert.ok(messages.every((message) => Array.isArray(message)), 'groups');
  const created = events.find((e) => e.type === 128 && e.event.transport === 'janus.transport.nanomsg');
  assert.deepEqual(created.event.data, { event: 'created', admin_api: false, socket: 0 });

  await subscriber.kill();
  const numbers = () => events.filter((e) => e.type === 4).map((e) => e.event.data.number);
  for (let number = 0; number < 60; number++) {
    await admin(server.adminUrl, { janus: 'custom_event', schema: 'mine', data: { number } });
  }
  await page.evaluate((i) => calls[i].client.request({ janus: 'hangup', handle_id: calls[i].handle }), call);
  assert.deepEqual(numbers(), [], 'nobody is there');
  subscriber.start();
  await eventually('the last of it', () => events.some((e) => e.type === 16 && e.event.connection === 'hangup'));
  // The first may have been on their way to the one that was killed.
  assert.deepEqual(numbers().slice(-30), Array.from({ length: 30 }, (_, i) => 30 + i));

  const tweak = { janus: 'query_eventhandler', handler: 'janus.eventhandler.nanomsgevh' };
  const { response } = await admin(server.adminUrl, { ...tweak, request: { request: 'tweak', grouping: false } });
  assert.deepEqual(response, { result: 200 });
  await admin(server.adminUrl, { janus: 'custom_event', schema: 'mine', data: { number: 60 } });
  await eventually('one by one', () => numbers().at(-1) === 60);
  assert.ok(!Array.isArray(messages.at(-1)), 'no group');
});

test('brokers are told the whole call, and what happens while they are away', { timeout: 180_000 }, async (t) => {
  const [mosquitto1, rabbit] = await Promise.all([mosquitto(), rabbitmq()]);
  t.after(() => Promise.all([mosquitto1.stop(), rabbit.stop()]));
  const [mqttHeard, amqpHeard] = [await mqttEar(mosquitto1.port, '/here/#'), await amqpEar(rabbit.port, 'janus-events')];
  t.after(() => { mqttHeard.stop(); amqpHeard.stop(); });
  const { server, page, call, ...ids } = await withCall(t, {
    'janus.eventhandler.mqttevh.jcfg': enabled(`url = "tcp://127.0.0.1:${mosquitto1.port}", topic = "/here", client_id = "evh", retain = true`),
    'janus.eventhandler.rabbitmqevh.jcfg': enabled(`host = "127.0.0.1", port = ${rabbit.port}, route_key = "janus-events"`),
  });
  const byMqtt = () => mqttHeard.messages.filter((m) => m.topic !== '/here/status').map((m) => m.body);
  const byAmqp = () => amqpHeard.messages.flat();
  const told = (events) => events.filter((e) => e.subtype === 3 && e.event.media === 'video').length;
  await eventually('statistics, twice, everywhere', () => told(byMqtt()) >= 2 && told(byAmqp()) >= 2);
  assertWhole(byMqtt(), ids);
  assertWhole(byAmqp(), ids);
  assert.ok(amqpHeard.messages.every((m) => Array.isArray(m)), 'grouped');
  for (const { topic, body } of mqttHeard.messages.filter((m) => m.topic !== '/here/status')) {
    assert.equal(topic, `/here/${body.eventtype.toLowerCase()}`);
  }
  assert.deepEqual(mqttHeard.messages.find((m) => m.topic === '/here/status').body,
    { event: 'connected', eventhandler: 'janus.eventhandler.mqttevh' });

  const before = await page.evaluate((i) => echoStats(i), call);
  await mosquitto1.kill();
  await eventually('the loss is noticed', () => server.log().includes('broker lost'));
  assert.equal((await admin(server.adminUrl, { janus: 'custom_event', schema: 's', data: { away: 1 } })).janus, 'success');
  await eventually('RabbitMQ is told all the same', () => byAmqp().some((e) => e.type === 4 && e.event.data.away === 1));
  await mosquitto1.start();
  await eventually('what waited is told', () => byMqtt().some((e) => e.type === 4 && e.event.data.away === 1), 20_000);
  const after = await page.evaluate((i) => echoStats(i), call);
  assert.equal(after.video.freezes - before.video.freezes, 0, 'no freeze');

  const tweak = { janus: 'query_eventhandler', request: { request: 'tweak', events: 'none' } };
  for (const name of ['mqttevh', 'rabbitmqevh']) {
    const { response } = await admin(server.adminUrl, { ...tweak, handler: `janus.eventhandler.${name}` });
    assert.deepEqual(response, { result: 200 });
  }
});
