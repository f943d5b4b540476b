// The page: signs in, shows a view at a time, and says what happens. Tests look at `window.admin`.
import { element, write } from '../dom.js';
import { CapturesView } from './capture.js';
import { Census } from './census.js';
import { AdminConnection, parse } from './connection.js';
import { HandleView } from './handle.js';
import { ModulesView } from './modules.js';
import { OverviewView } from './overview.js';
import { RoomView, RoomsView } from './rooms.js';
import { SessionsView } from './sessions.js';
import { SettingsView } from './settings.js';
import { TokensView } from './tokens.js';
import { explain, isLost } from './words.js';

const KEPT = 'cardea-admin'; // in the tab's own storage, which ends with it
const NOTE_MS = 6_000;
const byId = (id) => document.getElementById(id);

const VIEWS = {
  server: OverviewView, sessions: SessionsView, rooms: RoomsView, captures: CapturesView, tokens: TokensView, settings: SettingsView, modules: ModulesView,
};
const PARENTS = { handle: 'sessions', room: 'rooms' };

/** What every view has: the connection, who is there, and a way to tell the person. */
class App {
  census;
  #connection;

  constructor(connection) {
    this.#connection = connection;
    this.census = new Census(connection);
  }

  ask(request, members) {
    return this.#connection.ask(request, members);
  }

  say(text, bad = false) {
    const note = byId('note');
    clearTimeout(this.timer);
    write(note, text);
    note.classList.toggle('bad', bad);
    note.hidden = false;
    this.timer = setTimeout(() => { note.hidden = true; }, NOTE_MS);
  }

  /** Does something and says how it went; resolves with what came of it, or null. */
  async attempt(work, done = '') {
    try {
      const result = await work();
      if (done) this.say(done);
      return result ?? true;
    } catch (error) {
      this.say(explain(error), true);
      return null;
    }
  }

  close() {
    this.census.stop();
    this.#connection.close();
  }
}

let app = null;
let connection = null;
let view = null;

// ---- Signing in ----

/** `?http=7088&ws=7188`: other ports of this same host, for servers that use some. */
function address(kind) {
  const port = new URLSearchParams(location.search).get(kind);
  const secure = location.protocol === 'https:';
  const usual = { http: secure ? 7889 : 7088, ws: secure ? 7989 : 7188 }[kind];
  const here = `${kind}${secure ? 's' : ''}://${location.hostname || 'localhost'}:${/^\d{1,5}$/.test(port ?? '') ? port : usual}`;
  return kind === 'http' ? `${here}/admin` : here;
}

function keep(value) {
  if (value) sessionStorage.setItem(KEPT, JSON.stringify(value));
  else sessionStorage.removeItem(KEPT);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function complain(text) {
  write(byId('sign-notice'), text);
  byId('sign-notice').hidden = !text;
}

async function signIn(url, secret) {
  byId('sign').disabled = true;
  complain('');
  const attempt = new AdminConnection(url, secret);
  try {
    await attempt.open();
    keep({ url, secret });
    begin(attempt);
  } catch (error) {
    attempt.close();
    complain(isLost(error) ? `${error.message} Is the Admin API switched on there?` : explain(error));
  } finally {
    byId('sign').disabled = false;
  }
}

function begin(opened) {
  connection = opened;
  app = new App(connection);
  connection.addEventListener('lost', () => lost(true));
  connection.addEventListener('retrying', ({ detail }) => waiting(detail));
  connection.addEventListener('found', () => {
    lost(false);
    app.say('The server is back.');
    open();
  });
  connection.addEventListener('refused', () => signOut('The server does not accept the secret any more.'));
  app.census.addEventListener('change', () => view?.census && view.render());
  byId('where').textContent = connection.url;
  byId('secret').value = '';
  show(true);
  open();
}

function signOut(why = '') {
  keep(null);
  lost(false);
  view?.close();
  view = null;
  byId('view').replaceChildren();
  byId('ask').close('no');
  app?.close();
  app = null;
  connection = null;
  show(false);
  complain(why);
}

function show(signedIn) {
  byId('sign-in').hidden = signedIn;
  byId('desk').hidden = !signedIn;
  for (const node of document.querySelectorAll('.signed')) node.hidden = !signedIn;
  byId(signedIn ? 'view' : 'secret').focus();
}

// ---- A server that is gone ----

let retryAt = 0;

function lost(is) {
  byId('banner').hidden = !is;
  byId('desk').classList.toggle('stale', is);
}

function waiting(ms) {
  retryAt = Date.now() + ms;
  countDown();
}

function countDown() {
  if (byId('banner').hidden) return;
  const seconds = Math.ceil((retryAt - Date.now()) / 1_000);
  write(byId('banner-text'), `The server does not answer. ${seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again …'}`);
}

setInterval(countDown, 500);

// ---- Views ----

/** `#/sessions`, `#/handle/1/2`: ids are numbers of any length. */
function route() {
  const [name = '', ...rest] = location.hash.replace(/^#\//, '').split('/');
  if (name === 'handle' && rest.length === 2 && rest.every((id) => /^\d+$/.test(id))) {
    return { name, make: () => new HandleView(app, ...rest.map((id) => parse(id))) };
  }
  if (name === 'room' && rest.length === 1) {
    try {
      const room = parse(decodeURIComponent(rest[0]));
      return { name, make: () => new RoomView(app, room) };
    } catch {
      return { name: 'rooms', make: () => new RoomsView(app) };
    }
  }
  const known = Object.hasOwn(VIEWS, name) ? name : 'server';
  return { name: known, make: () => new VIEWS[known](app) };
}

function open() {
  if (!app) return;
  const { name, make } = route();
  view?.close();
  view = make();
  document.title = `${view.title} · Cardea`;
  byId('view').replaceChildren(view.root);
  scrollTo(0, 0);
  const tab = PARENTS[name] ?? name;
  for (const link of document.querySelectorAll('#tabs a')) {
    if (link.hash === `#/${tab}`) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
  if (view.census) app.census.start();
  else app.census.stop();
  view.open();
}

byId('tabs').append(...Object.keys(VIEWS).map((name) => element('a', { href: `#/${name}` }, name[0].toUpperCase() + name.slice(1))));
addEventListener('hashchange', open);
byId('sign-form').addEventListener('submit', (event) => {
  event.preventDefault();
  signIn(byId('address').value.trim(), byId('secret').value);
});
for (const input of document.querySelectorAll('input[name="carrier"]')) {
  input.addEventListener('change', () => { byId('address').value = address(input.value); });
}
byId('sign-out').addEventListener('click', () => signOut());
byId('retry').addEventListener('click', () => connection?.retryNow());
byId('note').addEventListener('click', () => { byId('note').hidden = true; });

byId('address').value = address('http');
const before = kept();
if (before) {
  byId('address').value = before.url;
  signIn(before.url, before.secret);
} else {
  show(false);
}

/** For tests: what is shown, by value. */
window.admin = {
  snapshot: () => ({ signedIn: Boolean(app), lost: Boolean(connection?.lost), title: document.title, view: view?.snapshot?.() ?? null }),
};
