// A call in a room, as every kind of event handler is told of it, from the first joining to the last statistics.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { amqpEar, mosquitto, mqttEar, rabbitmq } from '../lib/brokers.mjs';
import { enabled, gelfEar, httpEar, socketEar } from '../lib/ears.mjs';
import { eventually } from '../lib/browser.mjs';
import { ROOM, enter, seesAndHears, setUp } from '../lib/members.mjs';
import { nanomsgPeer } from '../lib/nanomsg.mjs';
import { admin } from '../lib/server.mjs';

const CORE = 'general: { admin_secret = "tattle", server_name = "Here", event_loop_peers = 1 }\n'
  + 'events: { broadcast = true, stats_period = 1 }\n';
const SMALL = { size: { width: 320, height: 240, frameRate: 12 }, maxBitrate: 200_000 };
const PLUGIN = 'janus.plugin.videoroom';

/** Six receivers, each with `events()`, and the files that make the server tell them. */
async function sixEars(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-ears-'));
  const address = `ipc://${folder}/events`;
  const nanomsg = [];
  const subscriber = nanomsgPeer('sub', 'bind', address, (line) => nanomsg.push(...[JSON.parse(line)].flat()));
  const [mqttBroker, amqpBroker] = await Promise.all([mosquitto(), rabbitmq()]);
  const [http, socket, gelf] = [await httpEar(), await socketEar(), await gelfEar()];
  const [mqtt, amqp] = [await mqttEar(mqttBroker.port, '/here/#'), await amqpEar(amqpBroker.port, 'janus-events')];
  t.after(async () => {
    [http, socket, gelf, mqtt, amqp].forEach((ear) => ear.stop());
    await Promise.all([subscriber.kill(), mqttBroker.stop(), amqpBroker.stop()]);
    rmSync(folder, { recursive: true });
  });
  return {
    ears: {
      HTTP: () => http.events,
      WebSocket: () => socket.events,
      GELF: () => gelf.messages.map((m) => m.full_message),
      Nanomsg: () => nanomsg,
      MQTT: () => mqtt.messages.filter((m) => m.topic !== '/here/status').map((m) => m.body),
      RabbitMQ: () => amqp.messages.flat(),
    },
    files: {
      'janus.eventhandler.sampleevh.jcfg': enabled(`backend = "http://127.0.0.1:${http.port}/x"`),
      'janus.eventhandler.wsevh.jcfg': enabled(`backend = "ws://127.0.0.1:${socket.port}/x"`),
      'janus.eventhandler.gelfevh.jcfg': enabled(`backend = "127.0.0.1", port = "${gelf.port}"`),
      'janus.eventhandler.nanomsgevh.jcfg': enabled(`address = "${address}"`),
      'janus.eventhandler.mqttevh.jcfg': enabled(`url = "tcp://127.0.0.1:${mqttBroker.port}", topic = "/here", client_id = "evh"`),
      'janus.eventhandler.rabbitmqevh.jcfg':
        enabled(`host = "127.0.0.1", port = ${amqpBroker.port}, route_key = "janus-events"`),
    },
  };
}

/** What a handle went through, as its events tell: type, subtype, and the word that says what. */
const story = (events, handle) => events.filter((e) => e.handle_id === handle).map((e) => {
  switch (e.type) {
    case 2: return `handle ${e.event.name}`;
    case 8: return `jsep ${e.event.owner} ${e.event.jsep.type}`;
    case 16: return e.subtype === 6 ? `webrtc ${e.event.connection}` : `webrtc ${e.subtype}`;
    case 32: return e.subtype === 3 ? 'statistics' : `media ${e.event.media} ${e.event.receiving}`;
    case 64: return `room ${e.event.data.event}`;
    default: return `type ${e.type}`;
  }
});

/** These come in this order; others may be in between. */
function assertOrder(told, wanted, who) {
  let at = -1;
  for (const word of wanted) {
    const next = told.indexOf(word, at + 1);
    assert.ok(next > at, `${who}: no "${word}" after "${told[at] ?? 'the start'}" in ${[...new Set(told)].join(', ')}`);
    at = next;
  }
}

function assertWhole(events, { ann, bob }, who) {
  for (const event of events) {
    assert.equal(event.emitter, 'Here');
    assert.equal(typeof event.timestamp, 'number');
  }
  const told = story(events, bob.publisher);
  assertOrder(told, ['handle attached', 'room joined', 'jsep remote offer', 'room configured', 'jsep local answer',
    'webrtc 5', 'webrtc webrtcup', 'room published', 'statistics', 'room leaving', 'handle detached', 'webrtc hangup'], who);
  assertOrder(told, ['webrtc 4', 'webrtc webrtcup', 'media video true', 'statistics'], who);
  // The last ones are those of the end.
  assertOrder(told, ['handle detached', 'statistics'], who);
  assertOrder(story(events, ann.subscriber), ['handle attached', 'room subscribing', 'jsep local offer',
    'jsep remote answer', 'webrtc webrtcup', 'room subscribed', 'statistics'], who);

  const of = (handle, name) => events.find((e) => e.handle_id === handle && e.type === 64 && e.event.data.event === name);
  const joined = of(bob.publisher, 'joined');
  assert.equal(joined.event.plugin, PLUGIN);
  const { private_id: privateId, ...data } = joined.event.data;
  assert.ok(privateId > 0);
  assert.deepEqual(data, { event: 'joined', room: ROOM, id: bob.id, display: 'bob' });
  const published = of(bob.publisher, 'published').event.data;
  assert.deepEqual([published.room, published.id], [ROOM, bob.id]);
  assert.deepEqual(published.streams.map((s) => s.type), ['audio', 'video']);
  const subscribed = of(ann.subscriber, 'subscribing').event.data;
  assert.deepEqual([subscribed.room, subscribed.streams[0].feed_id], [ROOM, bob.id]);
  assert.deepEqual([of(bob.publisher, 'leaving').event.data.room, of(bob.publisher, 'leaving').event.data.id], [ROOM, bob.id]);

  const ends = events.filter((e) => e.session_id === bob.session && e.type === 1).map((e) => e.event.name);
  assert.deepEqual(ends, ['created', 'destroyed']);
  const ended = events.findIndex((e) => e.handle_id === bob.publisher && e.type === 16 && e.event.connection === 'hangup');
  const period = events.filter((e) => e.handle_id === bob.publisher && e.subtype === 3 && e.event.media === 'video');
  assert.ok(period.length >= 3 && ended > 0);
  const [early, last] = [period[0].event, period.at(-1).event];
  assert.ok(last['packets-received'] >= early['packets-received'] && last.codec === 'vp8');
  const viewed = events.filter((e) => e.handle_id === ann.subscriber && e.subtype === 3 && e.event.media === 'video');
  assert.ok(viewed.at(-1).event['packets-sent'] > 20);
  assert.ok(viewed.some((e) => e.event.rtt >= 0));
}

test('every handler is told of a call in a room, whole', { timeout: 180_000 }, async (t) => {
  const { ears, files } = await sixEars(t);
  const place = await setUp(t, { core: CORE, files });
  const browser = await place.open();
  const ann = await enter(browser, place, { ...SMALL, display: 'ann' });
  const bob = await enter(browser, place, { ...SMALL, display: 'bob' });
  await Promise.all([seesAndHears(ann, [bob.id]), seesAndHears(bob, [ann.id])]);
  const known = await Promise.all([ann, bob].map((m) => m.evaluate((i) => ({
    id: members[i].id, publisher: members[i].handle, subscriber: members[i].subscriber, session: members[i].client.session,
  }))));
  const names = Object.keys(ears);
  await eventually('statistics, three times, everywhere', () => names.every((name) => ears[name]().filter((e) =>
    e.handle_id === known[0].publisher && e.subtype === 3 && e.event.media === 'video').length >= 3));
  await bob.evaluate(async (i) => {
    const m = members[i];
    await m.client.message(m.handle, { request: 'leave' });
    await m.client.request({ janus: 'detach', handle_id: m.handle });
    await m.client.close();
  });
  await eventually('the end of the session, everywhere', () => names.every((name) => ears[name]().some((e) =>
    e.session_id === known[1].session && e.type === 1 && e.event.name === 'destroyed')));
  // What was on its way when the session ended has come when something later has.
  await admin(place.server.adminUrl, { janus: 'custom_event', schema: 'end', data: { end: true } });
  await eventually('the last of it', () => names.every((name) => ears[name]().some((e) => e.type === 4 && e.event.data.end)));
  for (const name of names) {
    await t.test(name, () => assertWhole(ears[name](), { ann: known[0], bob: known[1] }, name));
  }
});
