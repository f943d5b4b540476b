// The conference as signalling sees it: joining, who is there, what is sent and wanted, coming back.
import { JanusSession, JanusError, httpUrl, webSocketUrl } from '../janus-client.js';
import { BackOff } from './network.js';
import { Publisher } from './publisher.js';
import { Subscriber } from './subscriber.js';
import { explain, REASONS } from './words.js';

const PLUGIN = 'janus.plugin.videoroom';
const FULL = 432;
const FATAL = new Set([403, 426, 433, 436, 460]);
const SLOW_LINK_SHOWN_MS = 6_000;

/** Opens a session over WebSocket, or HTTP where that does not answer. */
async function openSession({ ws = webSocketUrl(), http = httpUrl() } = {}) {
  const session = new JanusSession(ws, { recover: true });
  try {
    await session.open();
    return session;
  } catch {
    const other = new JanusSession(http, { recover: true });
    await other.open();
    return other;
  }
}

/** Events: `chat` ({ feed, text }), `over` (reason in words, or nothing after `leave`). */
export class Conference extends EventTarget {
  #servers;
  #session;
  #handle;
  #place; // { room, pin, display }
  #backOff = new BackOff();
  #rejoining = false;
  #slowTimer;

  /** `media` has the tracks to send, see devices.js. */
  constructor(state, media, servers) {
    super();
    this.state = state;
    this.media = media;
    this.#servers = servers;
    addEventListener('online', () => this.retryNow());
    addEventListener('offline', () => this.#session?.probe(1_000));
  }

  get url() {
    return this.#session?.url ?? '';
  }

  async connect() {
    if (this.#session?.connected) return;
    await this.#session?.close();
    const session = await openSession(this.#servers);
    this.#session = session;
    session.addEventListener('interrupted', () => this.#network({ signalling: 'gone' }));
    session.addEventListener('retrying', ({ detail }) => this.#network({ retryAt: Date.now() + detail.ms }));
    session.addEventListener('resumed', () => this.#resumed());
    session.addEventListener('lost', ({ detail }) => this.#lost(session, detail));
  }

  /** The public rooms. */
  async list() {
    await this.connect();
    const handle = await this.#session.attach(PLUGIN);
    try {
      return (await handle.message({ request: 'list' })).data.list;
    } finally {
      handle.detach();
    }
  }

  async join(place) {
    this.#place = place;
    this.state.me.display = place.display;
    this.state.enter('joining');
    try {
      await this.connect();
      await this.#enter();
      this.state.enter('room');
    } catch (error) {
      await this.#tearDown();
      this.state.enter('lobby');
      throw error;
    }
  }

  async leave(reason = '') {
    if (this.state.phase === 'lobby') return;
    const handle = this.#handle;
    const session = this.#session;
    this.#place = null;
    this.publisher?.close();
    this.state.enter('lobby');
    this.#tell('over', reason);
    if (session?.connected && !reason) await handle?.message({ request: 'leave' }).catch(() => {});
    await this.#tearDown();
  }

  retryNow() {
    this.#session?.retryNow();
    this.#wake?.();
  }

  // Joining

  async #enter() {
    const { room, pin, display } = this.#place;
    const handle = await this.#session.attach(PLUGIN);
    this.#handle = handle;
    this.#listen(handle);
    this.publisher = new Publisher(handle);
    this.#followPublisher(this.publisher);
    const { data } = await handle.message({
      request: 'join', ptype: 'publisher', room, display, ...(pin ? { pin } : {}),
    });
    const { state } = this;
    if (state.me.id !== null) state.formerIds.add(state.me.id);
    Object.assign(state.me, { id: data.id, privateId: data.private_id });
    state.room = room;
    state.description = data.description ?? '';
    this.subscriber = new Subscriber(this.#session, {
      room, pin, privateId: data.private_id, wish: (key) => state.wish(key),
    });
    this.#followSubscriber(this.subscriber);
    state.setPeople(data.publishers ?? [], data.attendees);
    state.changed('me');
    this.#want();
    await this.#publish();
  }

  async #publish() {
    const { publisher, media, state } = this;
    for (const { name, track, description } of media.slots()) publisher.set(name, track, description);
    if (!media.slots().some(({ track }) => track)) return;
    try {
      await publisher.publish();
    } catch (error) {
      if (!(error instanceof JanusError)) throw error;
      state.say(explain(error));
    }
    state.me.publishing = publisher.publishing;
    state.changed('me');
  }

  /** Who only listens can still write: that needs a connection of one's own, made when wanted. */
  async openChat() {
    if (!this.publisher || this.publisher.publishing) return;
    try {
      await this.publisher.publish();
    } catch (error) {
      this.state.say(error.code === FULL ? 'The room has no place for another sender: you can read the chat, but not write.' : explain(error));
    }
    this.state.me.publishing = this.publisher.publishing;
    this.state.changed('me', 'chat');
  }

  /** Sends what the media object has in a slot now. */
  async send(name) {
    const slot = this.media.slots().find((s) => s.name === name);
    if (!this.publisher || this.state.phase !== 'room') return;
    try {
      await this.publisher.set(name, slot.track, slot.description);
      if (slot.track && !this.publisher.publishing) await this.publisher.publish();
    } catch (error) {
      if (this.#session.connected) this.state.say(explain(error));
    }
    this.state.me.publishing = this.publisher.publishing;
    this.state.changed('me');
  }

  async say(text) {
    try {
      await this.publisher.say(text);
    } catch {
      this.state.say('The last message could not be sent: the chat is not connected.');
    }
  }

  setWish(key, change) {
    this.state.wishes.set(key, { ...this.state.wish(key), ...change });
    this.state.changed('received');
    return this.subscriber?.applyWish(key);
  }

  // What the room says

  #listen(handle) {
    handle.addEventListener('event', ({ detail }) => {
      if (handle === this.#handle && !detail.transaction) this.#hear(detail.plugindata.data);
    });
    handle.addEventListener('detached', () => {
      if (handle === this.#handle && this.state.phase === 'room') this.#rejoin();
    });
    handle.addEventListener('slowlink', () => this.#slow('sending'));
  }

  #hear(data) {
    const { state } = this;
    if (data.videoroom === 'destroyed') return this.leave(REASONS.destroyed);
    if (data.videoroom === 'talking' || data.videoroom === 'stopped-talking') return this.#talks(data);
    if (data.videoroom === 'slow_link') return this.#slow('sending');
    if (data.leaving === 'ok') return this.leave(data.reason === 'kicked' ? REASONS.kicked : '');
    if (data.publishers) {
      for (const publisher of data.publishers) state.putPerson(publisher);
      return this.#want();
    }
    if (data.joining) return state.putPerson({ ...data.joining, streams: [] });
    if (data.unpublished !== undefined && data.unpublished !== 'ok') return this.#unpublished(data.unpublished);
    const gone = data.leaving ?? data.kicked;
    if (gone !== undefined) {
      state.removePerson(gone);
      this.subscriber?.forget(gone);
      return this.#want();
    }
    if (data.moderation) return this.#moderated(data);
    if (data.id !== undefined && data.display !== undefined) state.updatePerson(data.id, { display: data.display });
  }

  #unpublished(id) {
    this.state.updatePerson(id, { streams: [] });
    this.subscriber?.forget(id);
    this.#want();
  }

  #talks({ id, videoroom }) {
    const { state } = this;
    state.roomTellsTalking = true;
    const who = id === state.me.id ? 'me' : id;
    if (videoroom === 'talking') state.talking.add(who);
    else state.talking.delete(who);
    state.changed('levels');
  }

  #moderated({ id, mid, moderation }) {
    const { state } = this;
    const muted = moderation === 'muted';
    if (id === state.me.id) {
      if (mid === this.publisher.midOf('microphone')) state.me.moderated = muted;
      state.say(muted ? 'The moderator has muted you.' : 'The moderator lets you be heard again.');
      return state.changed('me');
    }
    const person = state.people.get(id);
    const stream = person?.streams.find((s) => s.mid === mid);
    if (stream) stream.moderated = muted;
    state.changed('people');
  }

  #want() {
    const entries = [];
    for (const person of this.state.people.values()) {
      for (const s of person.streams) {
        if (!s.disabled) entries.push({ feed: person.id, mid: s.mid, type: s.type, svc: s.svc });
      }
    }
    this.subscriber?.want(entries);
  }

  // The network

  #followPublisher(publisher) {
    publisher.addEventListener('state', ({ detail }) => publisher === this.publisher && this.#network({ sending: detail }));
    publisher.addEventListener('channel', () => this.state.changed('chat'));
    publisher.addEventListener('trouble', ({ detail }) => publisher === this.publisher && this.#trouble(detail));
  }

  #followSubscriber(subscriber) {
    const follow = (type, act) => subscriber.addEventListener(type, ({ detail }) => subscriber === this.subscriber && act(detail));
    follow('received', () => {
      this.state.received = subscriber.received;
      this.state.changed('received');
    });
    follow('layer', () => this.state.changed('received'));
    follow('state', (receiving) => this.#network({ receiving }));
    follow('bandwidth', (estimate) => {
      this.state.numbers.estimate = estimate;
      this.state.changed('numbers');
    });
    follow('slowlink', () => this.#slow('receiving'));
    follow('message', (message) => this.#tell('chat', message));
    follow('trouble', (error) => this.#trouble(error));
  }

  #slow(direction) {
    this.#network({ loss: direction });
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => this.#network({ loss: null }), SLOW_LINK_SHOWN_MS);
  }

  #network(change) {
    this.state.record(JSON.stringify(change));
    Object.assign(this.state.network, change);
    this.state.changed('network');
  }

  /** Something failed that a whole new start may cure. */
  #trouble(error) {
    this.state.record(`trouble: ${error.message}`);
    if (this.state.phase !== 'room' || !this.#session.connected) return;
    if (error instanceof JanusError && error.code === FULL) return this.state.say(explain(error));
    this.#rejoin();
  }

  /** The session is ours again: catch up with what was said meanwhile. */
  async #resumed() {
    this.#network({ signalling: 'connected', retryAt: null });
    if (this.state.phase !== 'room') return;
    this.publisher?.kick();
    this.subscriber?.kick();
    try {
      await this.#catchUp();
    } catch {
      if (this.#session.connected) this.#rejoin();
    }
  }

  // Only a join tells all that is published, so a second handle joins and leaves again at once.
  async #catchUp() {
    const { room, pin, display } = this.#place;
    const scout = await this.#session.attach(PLUGIN);
    try {
      const { data } = await scout.message({ request: 'join', ptype: 'publisher', room, display, ...(pin ? { pin } : {}) });
      const isMine = (p) => p.id === this.state.me.id || p.id === data.id;
      this.state.setPeople(
        data.publishers.filter((p) => !isMine(p)), data.attendees?.filter((p) => !isMine(p)));
      for (const person of this.state.people.values()) if (!person.streams.length) this.subscriber.forget(person.id);
      this.#want();
    } finally {
      await scout.detach();
    }
  }

  #lost(session, reason) {
    if (session !== this.#session) return;
    this.state.record(`lost: ${reason}`);
    this.#network({ signalling: 'gone' });
    if (this.state.phase === 'room') this.#rejoin();
  }

  #wake;

  /** The last resort: everything anew, under the same name, until it works or cannot. */
  async #rejoin() {
    if (this.#rejoining) return;
    this.#rejoining = true;
    this.#backOff.reset();
    try {
      while (this.#place) {
        this.#network({ signalling: 'rejoining', retryAt: null });
        try {
          await this.#tearDown();
          if (!this.#place) return;
          await this.connect();
          await this.#enter();
          if (!this.#place) return await this.#tearDown(); // left meanwhile
          return this.#network({ signalling: 'connected', retryAt: null });
        } catch (error) {
          this.state.record(`rejoin: ${error.message}`);
          if (error instanceof JanusError && FATAL.has(error.code)) return this.leave(explain(error));
        }
        await this.#pause(this.#backOff.next());
      }
    } finally {
      this.#rejoining = false;
    }
  }

  #pause(ms) {
    this.#network({ signalling: 'gone', retryAt: Date.now() + ms });
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  async #tearDown() {
    const { publisher, subscriber } = this;
    const handle = this.#handle;
    this.publisher = null;
    this.subscriber = null;
    this.#handle = null;
    publisher?.close();
    await subscriber?.close();
    await handle?.detach();
    this.state.received = new Map();
    this.state.changed('received', 'chat');
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

