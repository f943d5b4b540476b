// Rooms that want a token, through the stock janus.js: JSON Web Tokens of an issuer whose keys are fetched,
// and Janus's own signed tokens.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { openPage, eventually } from '../lib/browser.mjs';
import { ROOM, setUp } from '../lib/members.mjs';

const PLUGIN = 'janus.plugin.videoroom';
const OTHER_PLUGIN = 'janus.plugin.echotest';
const later = () => Math.floor(Date.now() / 1000) + 600;

/** An issuer: it signs, and serves its keys. */
async function startIssuer(t) {
  const made = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = made();
  const stranger = made();
  const keys = JSON.stringify({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] });
  const web = createServer((request, response) => response.setHeader('content-type', 'application/jwk-set+json').end(keys));
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  t.after(() => { web.closeAllConnections(); web.close(); });
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (claims, { privateKey } = own) => {
    const text = `${encode({ alg: 'RS256', kid: 'one' })}.${encode({ iss: 'me', aud: 'cardea', exp: later(), ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  };
  return { sign, forge: (claims) => sign(claims, stranger), url: `http://127.0.0.1:${web.address().port}/jwks.json` };
}

/** Somebody opens the page; gives what became of it. */
async function visit(place, browser, name, access) {
  const page = await openPage(browser, `${place.pages.url}janusrooms.html`);
  await page.waitForFunction('window.ready === true');
  const error = await page.evaluate((u, r, n, a) => start(u, r, n, true, false, a).then(() => '', String),
    place.server.wsUrl, ROOM, name, access);
  const refused = await page.evaluate(() => demo.error || null);
  return { page, error, refused };
}

async function twoMeet(place, browser, accesses) {
  const people = [];
  for (const [name, access] of accesses) {
    const one = await visit(place, browser, name, access);
    assert.equal(one.error, '');
    assert.equal(one.refused, null);
    people.push(one.page);
  }
  for (const page of people) {
    await eventually('the other is seen and heard', async () => {
      const r = await page.evaluate(() => received());
      return r.videos >= 1 && r.audios >= 1;
    }, 40_000);
    assert.equal(await page.evaluate(() => demo.error || null), null);
  }
}

test('a JSON Web Token opens the API, the plugin and the room that it names', async (t) => {
  const issuer = await startIssuer(t);
  const place = await setUp(t, {
    room: { signed_tokens: true },
    core: `general: { token_auth = true, token_jwt_keys = "${issuer.url}", token_jwt_issuer = "me",
      token_jwt_audience = "cardea", admin_secret = "tattle" }\n`,
  });
  const browser = await place.open();
  await eventually('the keys are known', async () => {
    const answer = await fetch(place.server.httpUrl, {
      method: 'POST', body: JSON.stringify({ janus: 'create', transaction: 't', token: issuer.sign({}) }),
    });
    return (await answer.json()).janus === 'success';
  });

  const token = issuer.sign({ plugins: [PLUGIN], rooms: [ROOM] });
  await twoMeet(place, browser, [['ann', { token, roomToken: token }], ['bob', { token, roomToken: token }]]);

  for (const bad of [undefined, 'nonsense', issuer.forge({ plugins: [PLUGIN] }),
    issuer.sign({ plugins: [PLUGIN], exp: later() - 1000 }), issuer.sign({ plugins: [PLUGIN], aud: 'elsewhere' })]) {
    const { error } = await visit(place, browser, 'eve', { token: bad, roomToken: token });
    assert.match(error, /Unauthorized request|403/);
  }
  const elsewhere = await visit(place, browser, 'eve', { token: issuer.sign({ plugins: [OTHER_PLUGIN] }), roomToken: token });
  assert.match(elsewhere.error, /can't access plugin/);
  for (const roomToken of [undefined, 'nonsense', issuer.sign({ plugins: [PLUGIN], rooms: [ROOM + 1] }),
    issuer.sign({ plugins: [OTHER_PLUGIN], rooms: [ROOM] }), issuer.forge({ plugins: [PLUGIN], rooms: [ROOM] })]) {
    const { refused } = await visit(place, browser, 'eve', { token, roomToken });
    assert.equal(refused?.error_code, 433);
  }
});

test('a signed token opens the room that it names', async (t) => {
  const place = await setUp(t, {
    room: { signed_tokens: true },
    core: 'general: { token_auth = true, token_auth_secret = "signet", admin_secret = "tattle" }\n',
  });
  const browser = await place.open();
  const sign = (claims, secret = 'signet') => {
    const text = [later(), ...claims].join(',');
    return `${text}:${createHmac('sha1', secret).update(text).digest('base64')}`;
  };

  const token = sign(['janus', PLUGIN]);
  const roomToken = sign([PLUGIN, `room=${ROOM}`]);
  await twoMeet(place, browser, [['ann', { token, roomToken }], ['bob', { token, roomToken }]]);

  for (const bad of [undefined, sign(['janus', PLUGIN], 'other'), roomToken]) {
    const { error } = await visit(place, browser, 'eve', { token: bad, roomToken });
    assert.match(error, /Unauthorized request|403/);
  }
  for (const bad of [undefined, token, sign([PLUGIN, `room=${ROOM + 1}`]), sign([PLUGIN, `room=${ROOM}`], 'other')]) {
    const { refused } = await visit(place, browser, 'eve', { token, roomToken: bad });
    assert.equal(refused?.error_code, 433);
  }
});
