// End-to-end encrypted rooms: two Chromium with insertable streams talk through a server that cannot listen.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../lib/browser.mjs';
import { setUp, enter, seesAndHears } from '../lib/members.mjs';

const KEY = 0x5a;
const SMALL = { size: { width: 320, height: 240 } };

test('two pages with a key see and hear each other, one without sees nothing', async (t) => {
  const place = await setUp(t, { room: { require_e2ee: true } });
  const browser = await place.open();
  const ann = await enter(browser, place, { ...SMALL, e2ee: KEY, display: 'ann' });
  const bob = await enter(browser, place, { ...SMALL, e2ee: KEY, display: 'bob' });
  await seesAndHears(ann, [bob.id]);
  await seesAndHears(bob, [ann.id]);

  // A page that has another key gets packets, and cannot decode a picture.
  const eve = await enter(browser, place, { e2ee: KEY ^ 0xff, publish: false });
  await eventually('eve gets packets', async () => {
    const s = (await eve.stats())[ann.id];
    return s && s.video[0] && s.video[0].packets > 50;
  }, 20_000);
  const s = await eve.stats();
  const good = (await bob.stats())[ann.id].video[0].frames;
  assert.ok((s[ann.id].video[0].frames || 0) < good / 4, `eve decodes ${s[ann.id].video[0].frames} frames, bob ${good}`);

  // Whoever does not encrypt is not let in.
  await assert.rejects(enter(browser, place, { ...SMALL, display: 'mal' }), /433/);
  assert.deepEqual(await bob.errors(), []);
});

test('what the server records of an encrypted room is said to be encrypted, and is', async (t) => {
  const place = await setUp(t, { room: { require_e2ee: true, secret: 'adminpwd' } });
  const browser = await place.open();
  const ann = await enter(browser, place, { ...SMALL, e2ee: KEY, display: 'ann', watch: false });
  const base = path.join(place.server.folder, 'sealed');
  await ann.configure({ record: true, filename: base });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await ann.configure({ record: false });
  const file = `${base}-video-1.mjr`;
  await eventually('the file', () => existsSync(file));
  const header = JSON.parse(execFileSync('janus-pp-rec', ['--json', file]).toString());
  assert.equal(header.e, true);
  const run = spawnSync('janus-pp-rec', [file, `${base}.webm`], { encoding: 'utf8' });
  assert.match(run.stdout + run.stderr, /encrypted/i);
});
