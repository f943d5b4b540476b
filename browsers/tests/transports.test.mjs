// Calls set up over the transports that browsers do not speak, with a real socket in between.
import test from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { admin, startCardea } from '../lib/server.mjs';
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
