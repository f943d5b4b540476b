// The configuration read again and the server drained while a browser is in a call.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { admin, startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const FRAMES = 30;
const MAX_FROZEN_SECONDS = 1.5;

async function callOn(t, general) {
  const server = await startCardea({ core: core(general) });
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  const page = await openPage(browser, pages.url);
  const call = await page.evaluate((url) => startEcho(url, {}), server.wsUrl);
  const stats = () => page.evaluate((i) => echoStats(i), call);
  await eventually('frames', async () => (await stats()).video.frames > FRAMES);
  return {
    server, page, call, stats,
    ask: (janus, body = {}) => admin(server.adminUrl, { janus, ...body }),
    events: () => page.evaluate((i) => echoEvents(i), call),
    async goesOn() {
      const before = await stats();
      await eventually('frames', async () => (await stats()).video.frames > before.video.frames + FRAMES);
      const after = await stats();
      assert.equal(after.state, 'connected');
      assert.equal(after.video.lost, before.video.lost);
      assert.ok(after.video.freezeSeconds - before.video.freezeSeconds < MAX_FROZEN_SECONDS);
    },
  };
}

const core = (general) => `general: { admin_secret = "tattle"  event_loop_peers = 1  ${general} }\n`;

/** On a connection of its own. */
const create = (server) => new Promise((resolve, reject) => {
  const asking = request(server.httpUrl, { method: 'POST', agent: false }, (response) => {
    let text = '';
    response.on('data', (part) => { text += part; });
    response.on('end', () => resolve(JSON.parse(text)));
  });
  asking.on('error', reject);
  asking.end(JSON.stringify({ janus: 'create', transaction: 'c' }));
});

test('the configuration is read again and nobody notices', async (t) => {
  const { server, ask, goesOn } = await callOn(t, 'session_timeout = 60');
  const main = path.join(server.folder, 'janus.jcfg');
  const http = path.join(server.folder, 'janus.transport.http.jcfg');

  writeFileSync(main, core('session_timeout = 77  server_name = "renamed"') + 'limits: { sessions = 1 }\n');
  writeFileSync(http, readFileSync(http, 'utf8').replace('base_path', 'acl = "127.0.0.1", base_path'));
  process.kill(server.pid, 'SIGHUP');
  await eventually('the new timeout', async () => (await ask('get_status')).status.session_timeout === 77);
  await goesOn();
  assert.match(server.log(), /configuration read again/);
  assert.equal((await create(server)).error.code, 480, 'as many sessions as there may be');

  // By the Admin API: what is the same is not told, what waits is, and what is broken changes nothing.
  assert.deepEqual((await ask('reload')).reload, { applied: [], waiting: [], faults: [] });
  writeFileSync(main, core('session_timeout = 88  token_auth = true'));
  const { reload } = await ask('reload');
  assert.deepEqual(reload.applied.sort(), ['janus: general.session_timeout', 'janus: limits.sessions']);
  assert.deepEqual(reload.waiting.sort(), ['janus: general.server_name', 'janus: general.token_auth']);
  writeFileSync(main, 'general: { session_timeout = ');
  const broken = (await ask('reload')).reload;
  assert.equal(broken.faults.length, 1);
  assert.match(broken.faults[0], /janus\.jcfg/);
  assert.equal((await ask('get_status')).status.session_timeout, 88);

  // Who is not let in any more is not put out.
  writeFileSync(http, readFileSync(http, 'utf8').replace('127.0.0.1", base_path', '10.1.2.3", base_path'));
  assert.deepEqual((await ask('reload')).reload.applied, ['janus.transport.http: general.acl']);
  await assert.rejects(create(server));
  await goesOn();
});

test('a drain lets a call go on, refuses others, and ends it in time', async (t) => {
  const { server, ask, goesOn, events } = await callOn(t, 'drain_timeout = 6');
  process.kill(server.pid, 'SIGTERM');
  await eventually('draining', async () => (await ask('get_status')).status.draining);
  assert.equal((await create(server)).error.code, 472);
  await goesOn();

  const names = await eventually('the last events', async () => {
    const told = (await events()).map((event) => event.janus);
    return told.includes('timeout') && told;
  });
  assert.deepEqual(names.slice(-3), ['hangup', 'detached', 'timeout']);
  const { code } = await server.stop();
  assert.equal(code, 143);
  assert.match(server.log(), /shutting down sessions=0 peers=0 packets=0 faults=0/);
});

test('a drain ends as soon as the last call does', async (t) => {
  const { server, page, call, ask } = await callOn(t, '');
  const began = await ask('drain', { timeout: 300 });
  assert.deepEqual([began.timeout, began.sessions], [300, 1]);
  await page.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), call);
  const { code } = await server.ended;
  assert.equal(code, 143);
  assert.match(server.log(), /drained sessions=0/);
});

test('a drain that is called off leaves everything as it was', async (t) => {
  const { server, ask, goesOn } = await callOn(t, '');
  await ask('drain', { timeout: 2 });
  assert.equal((await create(server)).error.code, 472);
  await ask('accept_new_sessions', { accept: true });
  await eventually('it is called off', () => /called off/.test(server.log()));
  assert.equal((await create(server)).janus, 'success');
  await goesOn();
});
