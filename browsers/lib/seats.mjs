// The conference page as people use it: open it, join, look at the tiles, click.
import { openPage, eventually, launch } from './browser.mjs';

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const JOIN_LIMIT_MS = 30_000;

/** Few pictures a second: three people who send three layers each share two processors here. */
export const launchQuiet = (args = []) => launch('chromium', {
  chromiumArgs: [
    '--use-fake-device-for-media-stream=fps=8',
    '--disable-renderer-backgrounding',
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    ...args,
  ],
});

export class Seat {
  static async open(browser, server, { name, room = 1234, mode = 'camera', pin, size = DESK, query = {} }) {
    const url = new URL(server.conferenceUrl);
    const all = { name, room, mode, ...(pin ? { pin } : {}), ...query };
    for (const [key, value] of Object.entries(all)) url.searchParams.set(key, value);
    const page = await openPage(browser, 'about:blank');
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    if (browser.process()?.spawnfile.includes('chromium')) await page.setViewport(size);
    await page.goto(url.href);
    const seat = new Seat(page, name);
    seat.errors = errors;
    if (mode === 'camera') {
      await eventually('a preview', () => page.$eval('#preview', (v) => v.videoWidth > 0), JOIN_LIMIT_MS);
    }
    return seat;
  }

  static async join(browser, server, options) {
    const seat = await Seat.open(browser, server, options);
    await seat.enter();
    return seat;
  }

  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  async enter() {
    await this.press('join');
    await eventually(`${this.name} is in the room`, async () => (await this.now()).phase === 'room', JOIN_LIMIT_MS)
      .catch(async (error) => { throw new Error(`${error.message}: ${await this.text('lobby-notice')}`); });
  }

  now() {
    return this.page.evaluate(() => window.conference.snapshot());
  }

  text(id) {
    return this.page.$eval(`#${id}`, (e) => e.textContent);
  }

  /** A click by the page itself: the page need not be the one in front. */
  press(id) {
    return this.page.$eval(`#${id}`, (e) => e.click());
  }

  /** What this seat has of somebody: the tile of their camera, and their streams by type. */
  async of(name) {
    const now = await this.now();
    const person = now.people.find((p) => p.display === name);
    if (!person) return null;
    const received = now.received.filter((s) => s.feed === person.id);
    const mid = (what) => person.streams.find((s) => s.description?.startsWith(what))?.mid;
    return {
      person,
      tile: now.tiles.find((t) => t.key === `${person.id}/camera`),
      screenTile: now.tiles.find((t) => t.kind === 'screen' && t.key.startsWith(`${person.id}/`)),
      video: received.find((s) => s.feedMid === mid('camera')),
      screen: received.find((s) => s.feedMid === mid('screen') && s.type === 'video'),
      audio: received.find((s) => s.feedMid === mid('microphone')),
    };
  }

  /** Until frames of somebody are decoded and their sound has energy, both growing. */
  async seesAndHears(name, limitMs = JOIN_LIMIT_MS) {
    const first = await eventually(`${this.name} has something of ${name}`, async () => {
      const of = await this.of(name);
      return of?.video?.framesDecoded > 0 && of.audio && of.tile.visible && of;
    }, limitMs).catch((error) => this.explain(error));
    return eventually(`${this.name} sees and hears ${name}`, async () => {
      const of = await this.of(name);
      return of?.video && of.video.framesDecoded > first.video.framesDecoded + 3
        && of.audio.audioEnergy > (first.audio.audioEnergy ?? 0) && of;
    }, limitMs).catch((error) => this.explain(error));
  }

  async explain(error) {
    throw new Error(`${error.message}\n${this.name}: ${JSON.stringify(await this.now())}`);
  }

  /** Opens the menu of a person's tile and chooses an entry by its words. */
  async choose(name, entry) {
    const { tile } = await this.of(name);
    await this.page.evaluate((key, words) => {
      const seat = [...document.querySelectorAll('.seat')].find((e) => e.dataset.key === key);
      seat.querySelector('.tile-menu').click();
      const items = [...document.querySelectorAll('#tile-menu button')];
      items.find((i) => i.textContent === words).click();
    }, tile.key, entry);
  }

  async write(text) {
    if ((await this.now()).view.panel !== 'chat') await this.press('chat-open');
    await this.page.evaluate(() => document.getElementById('chat-input').focus());
    await eventually(`${this.name} can write`, async () => (await this.now()).canTalk, JOIN_LIMIT_MS);
    await this.page.evaluate((words) => {
      document.getElementById('chat-input').value = words;
      document.getElementById('chat-form').requestSubmit();
    }, text);
  }

  async readsFrom(name, text) {
    await eventually(`${this.name} reads '${text}' of ${name}`, async () =>
      (await this.now()).chat.some((m) => m.name === name && m.text === text));
  }

  fits() {
    return this.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  }
}

/** Every pair of seats, both ways. */
export async function allSeeAndHear(seats) {
  for (const a of seats) for (const b of seats) if (a !== b) await a.seesAndHears(b.name);
}
