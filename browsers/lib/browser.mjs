// Launches Debian's Chromium and Firefox ESR with fake devices, and opens the test page in them.
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PAGE = path.resolve(HERE, '../page');

export async function launch(kind, { chromiumArgs = [], prefs = {}, namespace = '' } = {}) {
  if (kind === 'firefox') {
    return puppeteer.launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      headless: true,
      extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        'media.autoplay.default': 0,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.gmp-manager.url': 'http://127.0.0.1:9/',
        ...prefs,
      },
    });
  }
  return puppeteer.launch({
    browser: 'chrome',
    executablePath: namespace ? wrapper(namespace) : '/usr/bin/chromium',
    pipe: Boolean(namespace), // a socket would not lead out of it
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...chromiumArgs,
    ],
  });
}

/** A command that runs Chromium in another network namespace. */
function wrapper(namespace) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'cardea-browser-')), 'chromium');
  writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${namespace} /usr/bin/chromium "$@"\n`, { mode: 0o755 });
  return file;
}

/** A page server on localhost, since browsers give devices only to localhost or https. */
export async function servePages(address = '127.0.0.1') {
  const janus = path.resolve(HERE, '../node_modules/janus-gateway');
  const server = createServer((request, response) => {
    const name = request.url.split('?')[0];
    const file = name.startsWith('/janus-gateway/')
      ? path.join(janus, name.slice('/janus-gateway/'.length))
      : path.join(PAGE, name === '/' ? 'index.html' : name);
    try {
      const body = readFileSync(file);
      response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, address, resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    port: server.address().port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export async function openPage(browser, url) {
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (process.env.CARDEA_LOG) console.error(`[page] ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`[page error] ${error}`));
  await page.goto(url);
  return page;
}

/** Calls `probe` until it returns something truthy, or fails after the limit. */
export async function eventually(what, probe, limitMs = 15_000, stepMs = 200) {
  const deadline = Date.now() + limitMs;
  let last;
  for (;;) {
    last = await probe();
    if (last) return last;
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
}
