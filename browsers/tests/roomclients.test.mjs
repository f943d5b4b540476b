// Clients of video rooms that are not ours, unmodified: the stock janus.js with the flows of the stock
// pages, and Janode.
import test from 'node:test';
import assert from 'node:assert/strict';
import Janode from 'janode';
import VideoRoomPlugin from 'janode/plugins/videoroom';
import { openPage, eventually } from '../lib/browser.mjs';
import { ROOM, setUp } from '../lib/members.mjs';

for (const [flow, multistream] of [['videoroomtest', false], ['mvideoroomtest', true]]) {
  for (const transport of ['ws', 'http']) {
    test(`janus.js: the flow of ${flow} over ${transport}`, async (t) => {
      const { server, pages, open } = await setUp(t);
      const browser = await open();
      const url = transport === 'ws' ? server.wsUrl : server.httpUrl;
      const people = [];
      for (const name of ['ann', 'bob', 'cat']) {
        const page = await openPage(browser, `${pages.url}janusrooms.html`);
        await page.waitForFunction('window.ready === true');
        await page.evaluate((u, r, n, m) => start(u, r, n, m, n === 'ann'), url, ROOM, name, multistream);
        await eventually(`${name} is up`, () => page.evaluate(() => demo.up === true), 20_000);
        people.push(page);
      }
      for (const page of people) {
        await eventually('two others are seen and heard', async () => {
          const r = await page.evaluate(() => received());
          return r.videos >= 2 && r.audios >= 2;
        }, 40_000).catch(async (e) => {
          throw new Error(`${e.message} ${JSON.stringify(await page.evaluate(() => [demo.error, demo.log.slice(-10)]))}`);
        });
        assert.deepEqual(await page.evaluate(() => demo.rejected), []);
      }
      const [ann, bob, cat] = people;

      // A viewer of ann's simulcast chooses a layer, and ann caps herself.
      await bob.evaluate(() => {
        const handle = demo.subscriber || [...demo.feeds.values()].find((f) => f.display === 'ann').handle;
        const stream = (demo.streams || []).find((s) => s.feed_display === 'ann' && s.type === 'video');
        handle.send({ message: { request: 'configure', ...(demo.subscriber ? { mid: stream.mid } : {}), substream: 0 } });
      });
      await eventually('bob is told of the substream', () => bob.evaluate(() =>
        demo.log.some((m) => m.videoroom === 'event' && m.substream === 0)), 20_000).catch(async (e) => {
        throw new Error(`${e.message} ${JSON.stringify(await bob.evaluate(() => demo.log.slice(-12)))} ${
          await ann.evaluate(() => demo.publisher.webrtcStuff.pc.localDescription.sdp.match(/a=(simulcast|rid).*/g))}`);
      });
      await ann.evaluate(() => demo.publisher.send({ message: { request: 'configure', bitrate: 128000 } }));
      await eventually('ann is configured', () => ann.evaluate(() =>
        demo.log.filter((m) => m.configured === 'ok').length >= 2));

      // Unpublish, publish again.
      await cat.evaluate(() => demo.publisher.send({ message: { request: 'unpublish' } }));
      await eventually('cat hears ok, the others which', async () =>
        await cat.evaluate(() => demo.log.some((m) => m.unpublished === 'ok')) && (await Promise.all([ann, bob]
          .map((p) => p.evaluate(() => demo.log.some((m) => m.unpublished && m.unpublished !== 'ok'))))).every(Boolean));
      await eventually('cat is hung up', () => cat.evaluate(() => demo.cleanedUp === true));

      // The end.
      await bob.evaluate(() => new Promise((resolve) => demo.janus.destroy({ success: resolve })));
      await eventually('ann hears that bob left', () => ann.evaluate(() =>
        demo.log.some((m) => m.leaving && m.leaving !== 'ok')));
      assert.equal(await ann.evaluate(() => demo.error || null), null);
    });
  }
}

test('a room is made, used and removed through Janode', async (t) => {
  const place = await setUp(t, { files: { 'janus.plugin.videoroom.jcfg': 'general: { admin_key = "key" }\n' } });
  const { server, pages, open } = place;
  const connection = await Janode.connect({ is_admin: false, address: { url: server.wsUrl } });
  t.after(() => connection.close().catch(() => {}));
  const session = await connection.create();
  const manager = await session.attach(VideoRoomPlugin);

  const created = await manager.create({
    room: 77, admin_key: 'key', description: 'made by Janode', secret: 'hush', max_publishers: 5, videocodec: 'vp8,h264',
    talking_events: true, talking_level_threshold: 126, talking_packets_threshold: 10, bitrate: 512000,
  });
  assert.equal(created.room, 77);
  assert.equal((await manager.exists({ room: 77 })).exists, true);
  const listed = await manager.list({ admin_key: 'key' });
  assert.equal(listed.list.find((r) => r.room === 77).description, 'made by Janode');

  // A page has the media; Janode does all of the talking.
  const browser = await open();
  const page = await openPage(browser, `${pages.url}room.html`);
  await page.evaluate(async () => {
    window.up = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
    stream.getTracks().forEach((track) => up.addTransceiver(track, { direction: 'sendonly', streams: [stream] }));
  });
  const described = (name) => page.evaluate((n) => new Promise((resolve) => {
    const pc = window[n];
    const tell = () => resolve({ type: pc.localDescription.type, sdp: pc.localDescription.sdp });
    if (pc.iceGatheringState === 'complete') tell();
    else pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && tell());
  }), name);
  const publisher = await session.attach(VideoRoomPlugin);
  const heard = [];
  for (const event of Object.values(VideoRoomPlugin.EVENT)) publisher.on(event, (e) => heard.push([event, e]));
  const joined = await publisher.joinPublisher({ room: 77, display: 'ann' });
  assert.deepEqual(joined.publishers, []);
  await page.evaluate(async () => up.setLocalDescription(await up.createOffer()));
  const published = await publisher.publish({ audio: true, video: true, jsep: await described('up') });
  assert.equal(published.configured, 'ok');
  await page.evaluate((jsep) => up.setRemoteDescription(jsep), published.jsep);

  const watcher = await session.attach(VideoRoomPlugin);
  const me = await watcher.joinPublisher({ room: 77, display: 'bob' });
  await eventually('ann is among the publishers', async () => {
    const { participants } = await manager.listParticipants({ room: 77 });
    return participants.some((p) => p.feed === joined.feed && p.publisher);
  });
  const subscriber = await session.attach(VideoRoomPlugin);
  const attached = await subscriber.joinSubscriber({ room: 77, streams: [{ feed: joined.feed }], private_id: me.private_id });
  assert.equal(attached.streams.length, 2);
  await page.evaluate(async (jsep) => {
    window.down = new RTCPeerConnection();
    down.ontrack = ({ track, transceiver }) => play(track, `remote-${transceiver.mid}`);
    await down.setRemoteDescription(jsep);
    await down.setLocalDescription(await down.createAnswer());
  }, attached.jsep);
  const started = await subscriber.start({ jsep: await described('down') });
  assert.equal(started.started, 'ok');
  await eventually('media flows', () => page.evaluate(async () => {
    let frames = 0;
    let energy = 0;
    (await down.getStats()).forEach((s) => {
      if (s.type === 'inbound-rtp' && s.kind === 'video') frames = s.framesDecoded;
      if (s.type === 'inbound-rtp' && s.kind === 'audio') energy = s.totalAudioEnergy;
    });
    return frames > 10 && energy > 0;
  }), 30_000);

  assert.equal((await publisher.configure({ bitrate: 256000, display: 'ann the second' })).configured, 'ok');
  assert.equal((await subscriber.pause()).paused, 'ok');
  assert.equal((await subscriber.start({})).started, 'ok');
  const forwarding = await manager.startForward({
    room: 77, feed: joined.feed, secret: 'hush', admin_key: 'key', host: '127.0.0.1', audio_port: 15_000, video_port: 15_002,
  });
  const forwarders = await manager.listForward({ room: 77, secret: 'hush' });
  assert.equal(forwarders.forwarders.flatMap((f) => f.forwarders || f).length > 0, true, JSON.stringify(forwarders));
  const audio = forwarding.forwarder?.audio_stream ?? forwarding.forwarders?.[0]?.audio_stream ?? forwarding.forwarders?.[0]?.stream;
  if (audio) await manager.stopForward({ room: 77, feed: joined.feed, stream: audio, secret: 'hush', admin_key: 'key' });
  await eventually('ann is told that she talks', () =>
    heard.some(([name]) => name === VideoRoomPlugin.EVENT.VIDEOROOM_TALKING));
  assert.equal((await manager.kick({ room: 77, feed: me.feed, secret: 'hush' })).room, 77);
  // Janode rejects what is not the answer it knows.
  await publisher.unpublish();
  await publisher.leave();
  await subscriber.leave();
  assert.equal((await manager.destroy({ room: 77, secret: 'hush' })).room, 77);
  assert.equal((await manager.exists({ room: 77 })).exists, false);
  await session.destroy();
});
