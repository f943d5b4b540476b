// Janus's own admin page, as Debian ships it and unchanged, on Cardea's Admin API.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { admin, startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const DEMOS = '/usr/share/janus/demos';
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

/** The demo pages, but for the file that says where the server is. */
async function serveDemos(server) {
  const config = `var server = ${JSON.stringify(server.adminUrl)}, secret = "tattle";`;
  const web = createServer((request, response) => {
    const name = new URL(request.url, 'http://here').pathname;
    response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
    if (name === '/adminconfig.js') return response.end(config);
    try {
      response.end(readFileSync(path.join(DEMOS, path.normalize(name))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${web.address().port}/admin.html`, stop: () => { web.closeAllConnections(); web.close(); } };
}

async function openAdmin(t, core) {
  const server = await startCardea({ core });
  const demos = await serveDemos(server);
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    demos.stop();
    await server.stop();
  });
  const page = await browser.newPage();
  await page.goto(demos.url);
  const text = (selector) => page.$eval(selector, (e) => e.textContent).catch(() => '');
  const click = (selector) => page.$eval(selector, (e) => e.click());
  const confirm = async (value) => {
    await eventually('a dialogue', () => page.$('.bootbox.in, .bootbox.show'));
    if (value !== undefined) await page.$eval('.bootbox input', (e, v) => { e.value = v; }, value);
    await page.evaluate(() => [...document.querySelectorAll('.bootbox .btn-primary, .bootbox .btn-success')].at(-1).click());
    await eventually('the dialogue goes', async () => !(await page.$('.bootbox')));
  };
  return { server, browser, page, text, click, confirm };
}

test('the stock admin page shows settings, sessions, handles and what they do', async (t) => {
  const { server, browser, page, text, click, confirm } = await openAdmin(t, 'general: { admin_secret = "tattle" }\n');
  const pages = await servePages();
  t.after(() => pages.stop());
  const caller = await openPage(browser, pages.url);
  const call = await caller.evaluate((u) => startEcho(u, { codec: 'vp8' }), server.wsUrl);
  await eventually('frames', () => caller.evaluate((i) => echoStats(i).then((s) => s.video.frames > 10), call));
  const { session, handle } = await caller.evaluate((i) => ({ session: calls[i].client.session, handle: calls[i].handle }), call);

  await eventually('the server is shown', async () => /Cardea|Janus/.test(await text('#server-details')));
  await eventually('plugins are shown', async () => /videoroom/i.test(await text('#server-plugins')));
  await eventually('transports are shown', async () => /websockets/i.test(await text('#server-transports')));
  await eventually('settings are shown', async () => /session_timeout:.*60/.test(await text('#server-settings')));
  const status = async () => (await admin(server.adminUrl, { janus: 'get_status' })).status;
  await click('#log_timestamps_button');
  await confirm();
  await eventually('timestamps are on', async () => (await status()).log_timestamps);
  await eventually('and shown', async () => /log_timestamps:\s*true/.test(await text('#server-settings')));
  await click('#session_timeout_button');
  await confirm('77');
  await eventually('the timeout is changed', async () => (await status()).session_timeout === 77);
  await eventually('and shown', async () => /session_timeout:.*77/.test(await text('#server-settings')));

  await click('#update-sessions');
  await eventually('the session', () => page.$(`#session-${session}`));
  await click(`#session-${session}`);
  await eventually('the handle', () => page.$(`#handle-${handle}`));
  await click(`#handle-${handle}`);
  await eventually('what is told of the handle', async () => /"dtls-state": *"connected"/.test(await text('#handle-info')), 20_000);
  assert.match(await text('#handle-info'), /"plugin": *"janus\.plugin\.echotest"/);
});

test('the stock admin page adds and removes tokens', async (t) => {
  const { server, page, text, click, confirm } = await openAdmin(
    t, 'general: { admin_secret = "tattle", token_auth = true }\n');
  await admin(server.adminUrl, { janus: 'add_token', token: 'sesame', plugins: ['janus.plugin.echotest'] });
  await click('a[href="#tokens"]');
  await click('#update-tokens');
  await eventually('the token is shown', async () => /sesame/.test(await text('#auth-tokens')));
  assert.match(await text('#auth-tokens'), /janus\.plugin\.echotest/);
  const remove = await page.evaluate(() => [...document.querySelectorAll('#auth-tokens button')]
    .find((b) => /remove|delete/i.test(b.textContent + b.title + b.className))?.id ?? '');
  assert.notEqual(remove, '', 'a button that removes');
  await click(`#${remove}`);
  await confirm();
  const left = async () => (await admin(server.adminUrl, { janus: 'list_tokens' })).data.tokens.length;
  await eventually('it is gone', async () => (await left()) === 0);
});
