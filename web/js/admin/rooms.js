// Rooms of the VideoRoom: who is in them, and who watches.
import { element, sync, write } from '../dom.js';
import { ask } from './ask.js';
import { describe } from './census.js';
import { print } from './connection.js';
import { pairs } from './handle.js';
import { formatRate } from '../plot.js';
import { count, explain, isLost } from './words.js';

const PLUGIN = 'janus.plugin.videoroom';
const PERIOD_MS = 3_000;
const MOST_UNLISTED = 50;
const NO_SUCH_ROOM = 426;
const UNAUTHORIZED = 433;
const MISSING = 429;

/** What a plugin refuses comes as an answer. */
class RoomError extends Error {
  constructor({ error, error_code: code }) {
    const words = { [NO_SUCH_ROOM]: 'There is no such room.', [UNAUTHORIZED]: 'This needs another secret or key.' };
    super(words[code] ?? error);
    this.code = code;
  }
}

class Rooms {
  secrets = new Map(); // text of a room's id → what somebody has typed; kept no longer than the page
  adminKey = '';

  constructor(app) {
    this.app = app;
  }

  async ask(request, members = {}) {
    const key = this.adminKey ? { admin_key: this.adminKey } : {};
    const { response } = await this.app.ask('message_plugin', { plugin: PLUGIN, request: { request, ...key, ...members } });
    if (response.error_code) throw new RoomError(response);
    return response;
  }

  /** Asks a question first; again with the room's secret, if it turns out to have one. */
  async act(room, question, request, members, done) {
    const key = String(room);
    let wrong = false;
    for (;;) {
      const known = this.secrets.get(key);
      const fields = [...(question.fields ?? []), ...(wrong ? [{ name: 'secret', label: 'Secret of the room', type: 'password', value: known ?? '' }] : [])];
      const values = await ask({ ...question, text: wrong ? 'The room has a secret; without it nothing can be changed.' : question.text, fields, danger: true });
      if (!values) return null;
      const { secret = known, ...rest } = values;
      if (secret) this.secrets.set(key, secret);
      try {
        const answer = await this.ask(request, { room, ...members, ...rest, ...(secret ? { secret } : {}) });
        this.app.say(done);
        return answer;
      } catch (error) {
        if (error.code !== UNAUTHORIZED && error.code !== MISSING) {
          this.app.say(explain(error), true);
          return null;
        }
        this.secrets.delete(key);
        wrong = true;
      }
    }
  }
}

let shared = null;
const roomsOf = (app) => (shared?.app === app ? shared : (shared = new Rooms(app)));

/** Viewers are handles, not participants. */
const viewersOf = (census, room) => census.handles.filter((h) => {
  const { type, room: where, plugin } = describe(h);
  return plugin === PLUGIN && type === 'subscriber' && String(where) === String(room);
});

export class RoomsView {
  title = 'Rooms';
  census = true;
  #app;
  #timer;
  #open = false;
  #rooms = [];
  #unlisted = [];

  constructor(app) {
    this.#app = app;
    this.plugin = roomsOf(app);
    this.sum = element('p', { class: 'quiet', role: 'status' }, 'Asking the server …');
    this.list = element('ul', { class: 'rows', id: 'rooms' });
    this.key = element('input', { type: 'password', id: 'admin-key', autocomplete: 'off', value: this.plugin.adminKey, placeholder: 'Admin key of the VideoRoom', 'aria-label': 'Admin key of the VideoRoom' });
    this.root = element('section', {},
      element('div', { class: 'head' }, element('h1', {}, 'Rooms'), this.sum),
      element('form', { class: 'filters', onsubmit: (event) => this.#useKey(event) }, this.key, element('button', {}, 'Show private rooms')),
      this.list);
  }

  open() {
    this.#open = true;
    this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  #useKey(event) {
    event.preventDefault();
    this.plugin.adminKey = this.key.value;
    this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const { list } = await this.plugin.ask('list');
      this.#rooms = list;
      await this.#find();
      this.render();
    } catch (error) {
      if (error.code === UNAUTHORIZED) {
        this.plugin.adminKey = '';
        write(this.sum, 'This is not the admin key of the VideoRoom.');
      } else if (!isLost(error)) {
        write(this.sum, error.code === 460 ? 'This server has no VideoRoom.' : explain(error));
      }
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  /** Rooms that are not listed, but somebody is in them. Who was in a room that is gone still says so. */
  async #find() {
    const listed = new Set(this.#rooms.map(({ room }) => String(room)));
    const others = new Map(this.#app.census.handles.map(describe)
      .filter(({ plugin, room }) => plugin === PLUGIN && room !== null && !listed.has(String(room)))
      .map(({ room }) => [String(room), room]));
    const asked = [...others.values()].slice(0, MOST_UNLISTED);
    const there = await Promise.all(asked.map((room) => this.plugin.ask('exists', { room })));
    this.#unlisted = there.filter(({ exists }) => exists).map(({ room }) => ({ room, unlisted: true }));
  }

  get #all() {
    return [...this.#rooms, ...this.#unlisted];
  }

  render() {
    const all = this.#all;
    write(this.sum, all.length ? `${count(all.length, 'room')}.` : 'There are no rooms.');
    sync(this.list, all, ({ room }) => String(room), ({ room }) =>
      element('li', {}, element('a', { class: 'row-card room', href: `#/room/${encodeURIComponent(print(room))}` },
        element('span', { class: 'what' }, element('strong', {}), element('span', { class: 'quiet' })),
        element('span', { class: 'cell people', 'data-label': 'In the room' }), element('span', { class: 'cell viewers', 'data-label': 'Subscriptions' }))),
    (node, room) => {
      write(node.querySelector('strong'), room.unlisted ? `Room ${room.room}` : room.description || `Room ${room.room}`);
      const notes = [`room ${room.room}`, room.unlisted ? 'private: known by who is in it' : '', room.is_private ? 'private' : '', room.pin_required ? 'PIN' : '',
        room.max_publishers ? `at most ${count(room.max_publishers, 'publisher')}` : '', room.bitrate ? `at most ${formatRate(room.bitrate)} each` : '',
        room.record ? 'recorded' : '', room.require_e2ee ? 'end-to-end encrypted' : '', [room.audiocodec, room.videocodec].filter(Boolean).join(' / ')];
      write(node.querySelector('.quiet'), notes.filter(Boolean).join(' · '));
      write(node.querySelector('.people'), room.num_participants === undefined ? '–' : room.num_participants);
      write(node.querySelector('.viewers'), viewersOf(this.#app.census, room.room).length);
    });
  }

  snapshot() {
    return { rooms: this.#all, texts: [...this.list.children].map((node) => node.textContent), sum: this.sum.textContent };
  }
}

export class RoomView {
  census = true;
  #app;
  #room;
  #timer;
  #open = false;
  #people = [];

  constructor(app, room) {
    this.#app = app;
    this.#room = room;
    this.title = `Room ${room}`;
    this.plugin = roomsOf(app);
    this.name = element('h1', { id: 'room-name' }, `Room ${room}`);
    this.sum = element('p', { class: 'quiet', role: 'status', id: 'room-sum' }, 'Asking the server …');
    this.facts = element('dl', { class: 'facts double' });
    this.people = element('ul', { class: 'rows', id: 'people' });
    this.viewers = element('ul', { class: 'rows', id: 'viewers' });
    this.noViewers = element('p', { class: 'quiet' }, 'Nobody watches.');
    this.nobody = element('p', { class: 'quiet' }, 'Nobody is in the room.');
    this.root = element('section', {},
      element('p', { class: 'back' }, element('a', { href: '#/rooms' }, '← Rooms')),
      element('div', { class: 'head' }, this.name, element('button', { class: 'off', id: 'destroy-room', onclick: () => this.#destroy() }, 'Destroy room')),
      this.sum,
      element('section', { class: 'panel', 'aria-label': 'Participants' }, element('h2', {}, 'Participants'), this.nobody, this.people),
      element('section', { class: 'panel', 'aria-label': 'Subscriptions' }, element('h2', {}, 'Subscriptions'), this.noViewers, this.viewers),
      element('section', { class: 'panel', 'aria-label': 'Settings' }, element('h2', {}, 'Settings'), this.facts));
  }

  open() {
    this.#open = true;
    this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const [{ participants }, { list }] = await Promise.all([
        this.plugin.ask('listparticipants', { room: this.#room }), this.plugin.ask('list')]);
      this.#people = participants;
      const settings = list.find(({ room }) => String(room) === String(this.#room));
      if (settings?.description) write(this.name, settings.description);
      pairs(this.facts, Object.entries(settings ?? { room: this.#room }).map(([key, value]) =>
        [key.replaceAll('_', ' '), typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)]), false);
      this.render();
    } catch (error) {
      if (!isLost(error)) write(this.sum, explain(error));
      if (error.code === NO_SUCH_ROOM) {
        this.#people = [];
        this.render(false);
        return;
      }
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  #handleOf(person) {
    return this.#app.census.handles.find((h) => {
      const { plugin, type, room } = describe(h);
      return plugin === PLUGIN && type === 'publisher' && String(room) === String(this.#room) && String(h.info.plugin_specific.id) === String(person.id);
    });
  }

  render(known = true) {
    const viewers = viewersOf(this.#app.census, this.#room);
    const sending = this.#people.filter((p) => p.publisher).length;
    if (known) write(this.sum, `room ${this.#room} · ${count(this.#people.length, 'participant')}, ${sending} sending · ${count(viewers.length, 'subscription')}`);
    this.nobody.hidden = this.#people.length > 0;
    this.noViewers.hidden = viewers.length > 0;
    sync(this.people, this.#people, ({ id }) => String(id), (person) => element('li', { class: 'row-card person' },
      element('span', { class: 'what' }, element('strong', {}), element('span', { class: 'quiet' })),
      element('span', { class: 'end' },
        element('a', { class: 'button small' }, 'Handle'),
        element('button', { class: 'small off kick', onclick: () => this.#kick(person) }, 'Kick'))), (node, person) => {
      write(node.querySelector('strong'), person.display || `Participant ${person.id}`);
      write(node.querySelector('.quiet'), [`id ${person.id}`, person.publisher ? 'sends' : 'does not send', person.talking ? 'talks' : '', person.dummy ? 'dummy' : '', person.remote ? 'remote' : ''].filter(Boolean).join(' · '));
      const link = node.querySelector('a');
      const handle = this.#handleOf(person);
      link.hidden = !handle;
      if (handle) link.setAttribute('href', `#/handle/${handle.key}`);
      node.querySelector('.kick').hidden = Boolean(person.dummy);
    });
    sync(this.viewers, viewers, ({ key }) => key, ({ key, id }) => element('li', {}, element('a', { class: 'row-card', href: `#/handle/${key}` },
      element('span', { class: 'what' }, element('strong', {}, `Handle ${id}`), element('span', { class: 'quiet' })))), (node, { info }) => {
      const streams = info.plugin_specific.streams ?? [];
      const feeds = [...new Set(streams.map((s) => s.feed_display || s.feed_id).filter(Boolean))];
      write(node.querySelector('.quiet'), [count(streams.length, 'stream'), feeds.length ? `of ${feeds.join(', ')}` : '', info.opaque_id ?? ''].filter(Boolean).join(' · '));
    });
  }

  async #kick(person) {
    const who = person.display || `participant ${person.id}`;
    const question = { title: 'Kick the participant?', text: `“${who}” is sent out of the room. Nothing keeps them from coming back.`, yes: 'Kick' };
    if (await this.plugin.act(this.#room, question, 'kick', { id: person.id }, 'The participant is out.')) this.#poll();
  }

  async #destroy() {
    const question = {
      title: 'Destroy the room?', text: 'Everybody in it is sent out.', yes: 'Destroy room',
      fields: [{ name: 'permanent', label: 'Remove it from the file of rooms, too', type: 'check' }],
    };
    if (await this.plugin.act(this.#room, question, 'destroy', {}, 'The room is destroyed.')) location.hash = '#/rooms';
  }

  snapshot() {
    return { people: this.#people, sum: this.sum.textContent, texts: [...this.people.children].map((node) => node.textContent), viewers: this.viewers.children.length };
  }
}
