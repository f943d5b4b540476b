// Our own administration page beside real calls and rooms, on a desk and on a phone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { admin, startCardea } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';

const SIZES = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
const ADMIN_WS = 19_188;
const LATER_HTTP = 19_088;
const ROOMS = `general: { }
room-1234: { description = "Demo Room", publishers = 6, secret = "adminpwd" }
room-5678: { description = "Back room", is_private = true }
`;

/** A server, and the page in a browser: `{ server, page, now, go, type, press, confirm, fits }`. */
async function openDesk(t, { size = 'desk', settings = {}, signIn = true, byWs = false } = {}) {
  const server = await startCardea(settings);
  const browser = await launch('chromium', { chromiumArgs: ['--use-fake-device-for-media-stream=fps=8'] });
  t.after(async () => {
    await browser.close();
    await server.stop();
  });
  const page = await openPage(browser, 'about:blank');
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) wrong.push(message.text());
  });
  await page.setViewport(SIZES[size]);
  const url = new URL('admin.html', server.pageUrl);
  url.searchParams.set('http', new URL(server.adminUrl).port);
  url.searchParams.set('ws', ADMIN_WS);
  await page.goto(url.href);
  const desk = {
    server, browser, page, wrong,
    now: () => page.evaluate(() => window.admin.snapshot()),
    view: async () => (await desk.now()).view ?? {},
    text: (selector) => page.$eval(selector, (e) => e.textContent).catch(() => ''),
    go: async (hash) => {
      await page.evaluate((h) => { location.hash = h; }, hash);
    },
    fill: (selector, value) => page.$eval(selector, (e, v) => {
      e.value = v;
      e.dispatchEvent(new Event('input', { bubbles: true }));
      e.dispatchEvent(new Event('change', { bubbles: true }));
    }, value),
    press: async (selector) => {
      await eventually(`${selector} can be pressed`, () => page.$eval(selector, (e) => !e.disabled && e.offsetParent !== null).catch(() => false));
      await page.$eval(selector, (e) => e.click());
    },
    confirm: async (values = {}) => {
      await eventually('a dialogue', () => page.$eval('#ask', (e) => e.open));
      for (const [name, value] of Object.entries(values)) {
        await eventually(`a field ${name}`, () => page.$(`#ask-${name}`));
        await desk.fill(`#ask-${name}`, value);
      }
      await page.$eval('#ask-yes', (e) => e.click());
    },
    fits: async (what) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} sticks out sideways`),
    signIn: async () => {
      if (byWs) await desk.press('input[value="ws"] + span');
      await desk.fill('#secret', 'tattle');
      await desk.press('#sign');
      await eventually('signed in', async () => (await desk.now()).signedIn);
    },
  };
  if (signIn) await desk.signIn();
  return desk;
}

/** An echo call in another tab of the browser. */
async function call(t, { browser, server }) {
  const pages = await servePages();
  t.after(() => pages.stop());
  const caller = await openPage(browser, pages.url);
  const i = await caller.evaluate((u) => startEcho(u, { codec: 'vp8' }), server.wsUrl);
  const ids = await caller.evaluate((n) => ({ session_id: calls[n].client.session, handle_id: calls[n].handle }), i);
  await eventually('frames', () => caller.evaluate((n) => echoStats(n).then((s) => s.video.frames > 5), i), 30_000);
  return { ...ids, events: () => caller.evaluate((n) => echoEvents(n), i) };
}

/** A request of the Janus API, from outside of any browser. */
async function janus(server, at, body) {
  const response = await fetch(server.httpUrl + at, { method: 'POST', body: JSON.stringify({ transaction: 't', ...body }) });
  return response.json();
}

async function attach(server, plugin, opaqueId) {
  const session = (await janus(server, '', { janus: 'create' })).data.id;
  const handle = (await janus(server, `/${session}`, { janus: 'attach', plugin, opaque_id: opaqueId })).data.id;
  return { session, handle, at: `/${session}/${handle}` };
}

/** Whether anything of a colour that is not grey has been drawn. */
const isDrawn = (page, selector) => page.$eval(selector, (canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let coloured = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 128 && Math.abs(data[i] - data[i + 2]) > 60) coloured++;
  return coloured > 20;
});

for (const size of Object.keys(SIZES)) {
  test(`sessions, what flows, captures and a hang-up, on a ${size}`, async (t) => {
    const desk = await openDesk(t, { size, signIn: false });
    const { server, page, view, go, press, confirm, fill, fits } = desk;
    await fill('#secret', 'wrong');
    await press('#sign');
    await eventually('the secret is refused', async () => /does not accept the secret/.test(await desk.text('#sign-notice')));
    await fits('the way in');
    await desk.signIn();
    assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0, 'nothing is kept for longer than the tab');

    await go('#/sessions');
    await eventually('nobody is there', async () => /^0 handles in 0 sessions/.test((await view()).sum ?? ''));
    const { session_id: session, handle_id: handle, events } = await call(t, desk);
    await page.bringToFront();
    await eventually('the handle appears by itself', async () => (await view()).rows?.some((row) => row.includes(String(handle)) && row.includes('echotest')));
    await eventually('what flows is in its row', async () => (await view()).rows?.some((row) => /[1-9]\d* kbit\/s/.test(row)));
    const other = await attach(server, 'janus.plugin.echotest', HOSTILE);
    await eventually('an opaque id is text', async () => (await view()).rows?.some((row) => row.includes(HOSTILE)));
    await fill('#filter', 'onerror');
    await eventually('only one matches', async () => (await view()).shown === 1 && /1 match/.test((await view()).sum));
    await fill('#filter', '');
    await fits('the list');

    await go(`#/handle/${other.session}/${other.handle}`);
    await eventually('an opaque id is text there, too', async () => (await view()).facts?.includes(HOSTILE));
    await go(`#/handle/${session}/${handle}`);
    await eventually('the states', async () => (await view()).ice === 'ICE ready' && (await view()).dtls === 'DTLS connected');
    await eventually('the plot has points', async () => (await view()).points?.bitrate >= 4);
    const first = (await view()).latest.inBps;
    assert.ok(first > 20_000, `${first} bit/s come in`);
    await eventually('the figures move', async () => ![null, first].includes((await view()).latest.inBps));
    for (const plot of ['bitrate', 'packets']) assert.ok(await isDrawn(page, `#plot-${plot}`), `${plot} is drawn`);
    await eventually('a list of streams', async () => /opus/.test(await desk.text('#streams')) && /vp8/.test(await desk.text('#streams')));
    assert.match(await desk.text('#connection'), /host,udp.*SRTP/);
    assert.match(await desk.text('#folds'), /a=fingerprint/);
    await fits('the handle');

    const folder = path.join(server.folder, 'captures');
    await press('#capture');
    await fits('a dialogue');
    await confirm({ folder, filename: 'call.pcap' });
    await eventually('it is captured', async () => (await desk.text('#capture')) === 'Stop capture');
    await go('#/captures');
    await eventually('some of it is written', async () => (await view()).captures?.some((c) => c.running && c.size > 200_000));
    await fits('the captures');
    await press('#captures .stop');
    await eventually('it has ended', async () => (await view()).captures?.[0]?.running === false);
    const here = mkdtempSync(path.join(tmpdir(), 'cardea-download-'));
    t.after(() => rmSync(here, { recursive: true }));
    const client = await desk.browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: here });
    await press('#captures .download');
    const file = path.join(here, 'call.pcap');
    await eventually('it is downloaded', () => existsSync(file));
    assert.deepEqual(readFileSync(file), readFileSync(path.join(folder, 'call.pcap')));
    const rtp = execFileSync('tshark', ['-r', file, '-d', 'udp.port==1000,rtp', '-Y', 'rtp.version==2', '-T', 'fields', '-e', 'rtp.ssrc'],
      { stdio: ['ignore', 'pipe', 'pipe'] }).toString().trim().split('\n');
    assert.ok(rtp.length > 100 && new Set(rtp).size >= 2, `${rtp.length} packets of ${new Set(rtp).size} streams`);

    await go(`#/handle/${session}/${handle}`);
    await press('#hangup');
    await confirm();
    await eventually('the client is hung up', async () => (await events()).some((e) => e.janus === 'hangup' && e.reason === 'Admin API'));
    await eventually('and it shows', async () => (await view()).ice === 'no PeerConnection');
    await press('#destroy');
    await confirm();
    await eventually('the session is gone', async () => /is gone/.test((await view()).notice ?? ''));
    const { sessions } = await admin(server.adminUrl, { janus: 'list_sessions' });
    assert.ok(!sessions.includes(session));

    for (const name of ['server', 'rooms', 'tokens', 'settings', 'modules']) {
      await go(`#/${name}`);
      await eventually(`${name} is shown`, async () => (await desk.now()).title.toLowerCase().startsWith(name));
      await fits(name);
    }
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.equal(await page.$('#view img, #view script'), null);
    assert.deepEqual(desk.wrong, []);
  });
}

test('settings, tokens and modules, over a WebSocket', async (t) => {
  const desk = await openDesk(t, {
    byWs: true,
    settings: {
      core: 'general: { admin_secret = "tattle", token_auth = true }\n',
      ws: `general: { ws = false }\nadmin: { admin_ws = true, admin_ws_port = ${ADMIN_WS}, admin_ws_ip = "127.0.0.1" }\n`,
    },
  });
  const { server, view, go, press, confirm, fill } = desk;
  assert.equal(await desk.text('#where'), `ws://localhost:${ADMIN_WS}`);
  const status = async () => (await admin(server.adminUrl, { janus: 'get_status' })).status;

  await eventually('the loops are plotted', async () => (await view()).points >= 2 && (await view()).loops >= 1);
  await press('#accept');
  await confirm();
  await eventually('nobody new gets in', async () => (await status()).accepting === false && (await view()).accepting === false);
  await press('#accept');
  await eventually('they do again', async () => (await status()).accepting === true);

  await go('#/settings');
  await eventually('the level is shown', async () => (await view()).shown?.log_level === '4');
  await fill('#set-log_level', '6');
  await eventually('the level is changed', async () => (await status()).log_level === 6);
  await eventually('and shown', async () => (await view()).shown.log_level === '6');
  await fill('#set-session_timeout', '77');
  await press('#set-session_timeout-set');
  await eventually('the timeout is changed', async () => (await status()).session_timeout === 77);
  await press('#set-log_timestamps');
  await eventually('lines have a time', async () => (await status()).log_timestamps === true);

  await go('#/tokens');
  await eventually('no tokens', async () => /There are none/.test((await view()).sum ?? ''));
  await fill('#new-token', HOSTILE);
  await press('#add-token');
  const tokens = async () => (await admin(server.adminUrl, { janus: 'list_tokens' })).data.tokens;
  await eventually('the token is there', async () => (await tokens()).some((each) => each.token === HOSTILE));
  await eventually('and shown as text', async () => (await desk.text('#tokens')).includes(HOSTILE));
  await press('#tokens input[value="janus.plugin.videoroom"]');
  await eventually('a plugin less', async () => !(await tokens())[0].allowed_plugins.includes('janus.plugin.videoroom'));
  await press('#tokens input[value="janus.plugin.videoroom"]');
  await eventually('and again', async () => (await tokens())[0].allowed_plugins.includes('janus.plugin.videoroom'));
  await press('#tokens .remove');
  await confirm();
  await eventually('it is gone', async () => (await tokens()).length === 0);
  await eventually('and not shown', async () => (await view()).tokens?.length === 0);

  await go('#/modules');
  await eventually('the modules', async () => (await view()).texts?.some((text) => text.includes('websockets')));
  await desk.page.$$eval('#modules details', (all) => all.forEach((e) => { e.open = e.textContent.includes('janus.transport.websockets'); }));
  await desk.page.$eval('#modules details[open] form', (form) => form.requestSubmit());
  await eventually('an answer', async () => /"connections": [1-9]/.test(await desk.text('#modules details[open] pre')));
  assert.equal(await desk.page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(desk.wrong, []);
});

test('rooms are listed, and people sent out of them', async (t) => {
  const desk = await openDesk(t, { settings: { files: { 'janus.plugin.videoroom.jcfg': ROOMS } } });
  const { server, view, go, press, confirm } = desk;
  const { at } = await attach(server, 'janus.plugin.videoroom', 'guest');
  const room = (body) => janus(server, at, { janus: 'message', body });
  await room({ request: 'join', ptype: 'publisher', room: 1234, display: HOSTILE });
  const people = async () => (await room({ request: 'listparticipants', room: 1234 })).plugindata.data.participants;
  await eventually('somebody is in the room', async () => (await people()).length === 1);

  await go('#/rooms');
  await eventually('the room is listed', async () => (await view()).texts?.some((text) => text.includes('Demo Room')));
  await eventually('with who is in it', async () => (await view()).rooms[0].num_participants === 1);
  assert.equal((await view()).rooms.length, 1, 'a private room is not listed');
  const back = await attach(server, 'janus.plugin.videoroom', 'guest');
  await janus(server, back.at, { janus: 'message', body: { request: 'join', ptype: 'publisher', room: 5678 } });
  await eventually('unless somebody is in it', async () => (await view()).texts?.some((text) => text.includes('room 5678')));
  await go('#/room/1234');
  await eventually('a name is text', async () => (await view()).texts?.some((text) => text.includes(HOSTILE)));
  await eventually('and leads to the handle', () => desk.page.$eval('#people a', (a) => !a.hidden && a.hash.startsWith('#/handle/')));
  await press('#people .kick');
  await confirm();
  await confirm({ secret: 'adminpwd' });
  await eventually('they are out', async () => (await people()).length === 0);
  await eventually('and it shows', async () => (await view()).people?.length === 0);
  await press('#destroy-room');
  await confirm();
  await eventually('back at the list', async () => (await desk.now()).title.startsWith('Rooms'));
  await eventually('the room is gone', async () => (await view()).rooms?.length === 1 && !(await desk.text('#rooms')).includes('1234'));
  assert.equal(await desk.page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(desk.wrong, []);
});

for (const byWs of [false, true]) {
  test(`a server goes and comes back, over ${byWs ? 'a WebSocket' : 'HTTP'}`, async (t) => {
    const settings = {
      adminPort: LATER_HTTP,
      ws: `general: { ws = false }\nadmin: { admin_ws = true, admin_ws_port = ${ADMIN_WS}, admin_ws_ip = "127.0.0.1" }\n`,
    };
    const desk = await openDesk(t, { settings, byWs });
    await desk.go('#/sessions');
    await attach(desk.server, 'janus.plugin.echotest', 'before');
    await eventually('somebody is there', async () => (await desk.view()).rows?.some((row) => row.includes('before')));
    await desk.server.stop();
    await eventually('the server is missed', async () => (await desk.now()).lost);
    assert.match(await desk.text('#banner'), /does not answer/);
    assert.equal((await desk.now()).signedIn, true);

    const again = await startCardea(settings);
    t.after(() => again.stop());
    await desk.page.$eval('#retry', (e) => e.click());
    await eventually('the server is back', async () => !(await desk.now()).lost, 30_000);
    assert.equal(await desk.page.$eval('#banner', (e) => e.hidden), true);
    await eventually('who was there is gone', async () => (await desk.view()).rows?.length === 0);
    await attach(again, 'janus.plugin.echotest', 'after');
    await eventually('somebody new is there', async () => (await desk.view()).rows?.some((row) => row.includes('after')));
    await desk.press('#sign-out');
    assert.equal(await desk.page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(desk.wrong, []);
  });
}
