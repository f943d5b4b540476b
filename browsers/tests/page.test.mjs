// The demo pages as the server gives them out, used as a person would, on a desk and on a phone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { startCardea } from '../lib/server.mjs';
import { launch, eventually } from '../lib/browser.mjs';

const SIZES = {
  desk: { width: 1280, height: 900 },
  phone: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

for (const [name, viewport] of Object.entries(SIZES)) {
  test(`the echo page on a ${name}`, async (t) => {
    const server = await startCardea();
    const browser = await launch('chromium');
    t.after(async () => {
      await browser.close();
      await server.stop();
    });
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.setViewport(viewport);
    await page.goto(server.pageUrl);
    await eventually('plugins listed', () =>
      page.$eval('#plugins', (e) => e.textContent.includes('janus.plugin.echotest')));
    await page.click('a[href="echotest.html"]');
    await page.waitForSelector('#start');
    const text = (id) => page.$eval(`#${id}`, (e) => e.textContent);
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

    await page.select('#layers', 'simulcast');
    await page.click('#start');
    await eventually('connected', async () => (await text('status')) === 'Connected', 20_000);
    await eventually('a picture', async () => /\d+ × \d+/.test(await text('n-picture')), 30_000);
    await eventually('a bitrate', async () => /[1-9]/.test(await text('n-received')));
    assert.match(await text('n-srtp'), /GCM/);
    assert.ok(await fits(), 'nothing sticks out sideways during the call');

    await page.waitForSelector('#words:not(:disabled)');
    await page.type('#words', 'salve');
    await page.click('#say');
    await eventually('the echo of a word', async () => (await text('log')).includes('You wrote: salve'));

    await page.click('#spatial button[data-layer="0"]');
    await eventually('the small picture', async () => (await text('n-picture')).startsWith('320 '), 20_000);
    await page.click('#echo-video');
    assert.equal(await text('echo-video'), 'Echo picture: off');
    await page.click('#mute-mic');
    await page.select('#bitrate', '256000');

    await page.click('#stop');
    await eventually('back at the start', async () => (await text('status')) === 'Not connected');
    assert.ok(await page.$eval('#controls', (e) => e.hidden));
    assert.ok(await fits(), 'nothing sticks out sideways after the call');
    await page.click('#start');
    await eventually('connected again', async () => (await text('status')) === 'Connected', 20_000);
    assert.equal(await text('echo-video'), 'Echo picture: on');
    await page.click('#stop');
    assert.deepEqual(errors, []);
  });
}
