// Calls set up over the transports that browsers do not speak, with a real socket in between.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
