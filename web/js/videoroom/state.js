// Everything the page knows, in one place. The model writes here, the DOM reads here.

/** Key of a stream that somebody publishes. */
export const keyOf = (feed, mid) => `${feed}/${mid}`;

/** What the description of a stream says: `camera`, `camera:off`, `microphone:muted`, `screen` … */
export function purpose(stream) {
  const [what, how] = String(stream.description ?? '').split(':');
  const fallback = stream.type === 'audio' ? 'microphone' : stream.type === 'video' ? 'camera' : 'data';
  const known = ['microphone', 'camera', 'screen'].includes(what);
  return { what: known ? what : fallback, off: known && (how === 'off' || how === 'muted') };
}

const nobody = () => ({
  id: null, privateId: null, display: '',
  microphone: 'none', // none | on | muted
  camera: 'none', // none | on | off
  screen: false,
  moderated: false,
  publishing: false,
});

const noNumbers = () => ({ received: 0, sent: 0, estimate: null, rtt: null, lost: null, path: '', layers: [] });

export class State extends EventTarget {
  phase = 'lobby'; // lobby | joining | room
  room = null;
  description = '';
  me = nobody();
  formerIds = new Set(); // ids of ours from before a rejoin: ghosts the server may still list
  people = new Map(); // id → { id, display, streams, talking, attendee }
  received = new Map(); // keyOf(feed, mid) → what comes from the server for it, see subscriber.js
  wishes = new Map(); // keyOf(feed, mid) → { layer: 2 | 1 | 0, paused }
  network = { signalling: 'connected', sending: 'new', receiving: 'new', retryAt: null, loss: null };
  numbers = noNumbers();
  levels = new Map(); // id, or 'me' → loudness 0..1
  talking = new Set(); // ids, and 'me'
  roomTellsTalking = false; // talking events come, so loudness need not be judged here
  view = { mode: 'grid', pinned: null, active: null, panel: null };
  chat = []; // { from, name, text, time, mine }
  unread = 0;
  notice = '';
  journal = []; // what the network and the server did to us, newest last
  #queued = new Set();

  /** Says that something has changed; listeners run once for all changes of a turn. */
  changed(...topics) {
    if (!this.#queued.size) {
      queueMicrotask(() => {
        const all = new Set(this.#queued);
        this.#queued.clear();
        this.dispatchEvent(new CustomEvent('change', { detail: all }));
      });
    }
    for (const topic of topics) this.#queued.add(topic);
  }

  /** Calls `render` when one of the topics has changed. */
  on(topics, render) {
    this.addEventListener('change', ({ detail }) => {
      if (topics.some((t) => detail.has(t))) render(detail);
    });
  }

  enter(phase) {
    this.phase = phase;
    if (phase === 'lobby') this.#forget();
    this.changed('phase', 'network');
  }

  #forget() {
    const { display } = this.me;
    this.me = { ...nobody(), display };
    for (const map of [this.people, this.received, this.wishes, this.levels, this.talking, this.formerIds]) map.clear();
    this.numbers = noNumbers();
    this.network = { signalling: 'connected', sending: 'new', receiving: 'new', retryAt: null, loss: null };
    this.view = { ...this.view, pinned: null, active: null, panel: null };
    this.roomTellsTalking = false;
    this.chat = [];
    this.unread = 0;
    this.notice = '';
  }

  record(what) {
    this.journal.push(`${new Date().toISOString().slice(11, 23)} ${what}`);
    if (this.journal.length > 100) this.journal.shift();
  }

  say(notice) {
    this.notice = notice;
    this.changed('notice');
  }

  /** The whole list as a join tells it: who is not in it is gone. */
  setPeople(publishers, attendees = []) {
    const listed = new Set([...publishers, ...attendees].map((p) => p.id));
    for (const id of [...this.people.keys()]) if (!listed.has(id)) this.removePerson(id);
    for (const attendee of attendees) this.putPerson({ ...attendee, streams: [] });
    for (const publisher of publishers) this.putPerson(publisher);
  }

  putPerson({ id, display, streams = [], dummy }) {
    if (id === this.me.id || this.formerIds.has(id) || dummy) return;
    const before = this.people.get(id);
    this.people.set(id, {
      id,
      display: display ?? before?.display ?? '',
      streams,
      joined: before?.joined ?? Date.now(),
    });
    for (const stream of streams) if (stream.talking) this.talking.add(id);
    this.changed('people');
  }

  updatePerson(id, change) {
    const person = this.people.get(id);
    if (!person) return;
    Object.assign(person, change);
    this.changed('people');
  }

  removePerson(id) {
    this.people.delete(id);
    this.talking.delete(id);
    this.levels.delete(id);
    if (this.view.active === id) this.view.active = null;
    if (this.view.pinned?.startsWith(`${id}/`)) this.view.pinned = null;
    this.changed('people', 'view');
  }

  nameOf(id) {
    return id === this.me.id ? this.me.display : this.people.get(id)?.display || `Guest ${String(id).slice(-4)}`;
  }

  /** Whoever mutes while talking sends nothing more, so the room has nothing to judge their silence by. */
  talks(id) {
    if (!this.talking.has(id)) return false;
    if (id === 'me') return this.me.microphone === 'on' && !this.me.moderated;
    return this.people.get(id)?.streams.some((s) => s.type === 'audio' && !purpose(s).off && !s.moderated) ?? false;
  }

  /** A person's stream of some purpose that is not disabled. */
  streamOf(person, what, type) {
    return person.streams.find((s) => !s.disabled && s.type === type && purpose(s).what === what);
  }

  wish(key) {
    return this.wishes.get(key) ?? { layer: 2, paused: false };
  }

  addMessage(message) {
    this.chat.push(message);
    if (this.chat.length > 500) this.chat.shift();
    if (!message.mine && this.view.panel !== 'chat') this.unread += 1;
    this.changed('chat');
  }

  show(change) {
    Object.assign(this.view, change);
    if (this.view.panel === 'chat') this.unread = 0;
    this.changed('view', 'chat');
  }
}
