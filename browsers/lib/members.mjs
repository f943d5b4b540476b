// What tests of rooms have in common: a server with a room, pages, browsers, and members in them.
import { startCardea, startJanus } from './server.mjs';
import { launch, servePages, openPage, eventually } from './browser.mjs';

export const ROOM = 1234;

/** The VideoRoom's configuration: a room of the settings given. */
export function roomFile(settings = {}, room = ROOM) {
  const lines = Object.entries({ description: 'Test', publishers: 20, bitrate: 2_000_000, ...settings })
    .map(([name, value]) => `  ${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`);
  return { 'janus.plugin.videoroom.jcfg': `general: { }\nroom-${room}: {\n${lines.join('\n')}\n}\n` };
}

/** A server with one room and pages; JANUS_INSTEAD=1 asks the real Janus what it does. */
export async function setUp(t, { room = {}, files = {}, pagesAt, ...settings } = {}) {
  const start = process.env.JANUS_INSTEAD ? startJanus : startCardea;
  const server = await start({ files: { ...roomFile(room), ...files }, ...settings });
  const pages = await servePages(pagesAt);
  const browsers = [];
  t.after(async () => {
    for (const browser of browsers) await browser.close().catch(() => {});
    await pages.stop();
    await server.stop();
  });
  const open = async (kind = 'chromium', options = {}) => {
    const browser = await launch(kind, options);
    browsers.push(browser);
    return browser;
  };
  return { server, pages, open };
}

/** A page with a member in it. */
export async function enter(browser, { server, pages }, options = {}, url = {}) {
  const page = await openPage(browser, url.page || `${pages.url}room.html`);
  const index = await page.evaluate((u, r, o) => enter(u, r, o), url.ws || server.wsUrl, options.room || ROOM, options);
  return {
    page,
    index,
    id: await page.evaluate((i) => members[i].id, index),
    stats: () => page.evaluate((i) => roomStats(i), index),
    sent: () => page.evaluate((i) => members[i].sent(), index),
    configure: (body) => page.evaluate((i, b) => members[i].configure(b), index, body),
    ask: (body) => page.evaluate((i, b) => members[i].ask(b), index, body),
    events: () => page.evaluate((i) => members[i].events, index),
    subscriberEvents: () => page.evaluate((i) => members[i].subscriberEvents, index),
    streams: () => page.evaluate((i) => members[i].streams, index),
    errors: () => page.evaluate((i) => members[i].errors, index),
    evaluate: (body, ...args) => page.evaluate(body, index, ...args),
  };
}

/** Whether decoded frames and audio energy of a feed have grown since the stats given. */
export function grows(now, before, id, { video = true, audio = true } = {}) {
  const feed = now[id];
  const was = before[id] || { video: [], audio: [] };
  if (!feed) return false;
  const more = (kind, name, by) => feed[kind].length > 0
    && feed[kind].every((s, i) => s[name] > ((was[kind][i] || {})[name] || 0) + by);
  return (!video || more('video', 'frames', 5)) && (!audio || more('audio', 'energy', 0));
}

/** Waits until a member decodes frames and hears sound of every feed named. */
export async function seesAndHears(member, ids, options = {}, limitMs = 40_000) {
  const before = await member.stats();
  let now;
  await eventually(`member ${member.id} sees and hears ${ids}`, async () => {
    now = await member.stats();
    return ids.every((id) => grows(now, before, id, options));
  }, limitMs, 300).catch(async (e) => {
    throw new Error(`${e.message}: ${JSON.stringify(now)} ${JSON.stringify(await member.errors())}`);
  });
}
