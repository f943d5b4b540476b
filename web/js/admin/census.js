// Who is there: sessions and handles, asked for again and again, as much of a large server as is bearable.

const ROUND_MS = 2_000;
const OF_EACH = 100; // sessions, handles that are shown, and other handles asked about in a round
const AT_ONCE = 16;

const keyOf = (session, handle) => `${session}/${handle}`;

/**
 * Events: `change` after each round. A handle is `{ key, session, id, info, full }`, where `info` is
 * what the server last told, or null.
 */
export class Census extends EventTarget {
  sessions = new Map(); // text of the id → { id, handles: Map, asked }
  #connection;
  #timer = null;
  #running = false;
  #round = 0;
  wanted = new Set(); // keys of handles that are to be described in full

  constructor(connection) {
    super();
    this.#connection = connection;
  }

  get handles() {
    return [...this.sessions.values()].flatMap((session) => [...session.handles.values()]);
  }

  /** How many handles there are of which nothing is known yet. */
  get unknown() {
    return this.handles.filter((handle) => !handle.info).length;
  }

  find(session, handle) {
    return this.sessions.get(String(session))?.handles.get(String(handle));
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#next(0);
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #next(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      if (!document.hidden) {
        // A lost server is told of elsewhere, and everything is asked again when it is back.
        await this.round().catch(() => {});
      }
      if (this.#running) this.#next(ROUND_MS);
    }, ms);
  }

  async round() {
    this.#round++;
    const { sessions: ids } = await this.#connection.ask('list_sessions');
    const there = new Set(ids.map(String));
    for (const key of this.sessions.keys()) if (!there.has(key)) this.sessions.delete(key);
    for (const id of ids) {
      if (!this.sessions.has(String(id))) this.sessions.set(String(id), { id, handles: new Map(), asked: 0 });
    }
    const oldest = (a, b) => a.asked - b.asked;
    const some = (items) => items.sort(oldest).slice(0, OF_EACH);
    await this.#each(some([...this.sessions.values()]), (session) => this.#askSession(session));
    const shown = this.handles.filter(({ key }) => this.wanted.has(key));
    const others = this.handles.filter(({ key }) => !this.wanted.has(key));
    await this.#each([...some(shown), ...some(others)], (handle) => this.#askHandle(handle));
    this.dispatchEvent(new CustomEvent('change'));
  }

  async #each(items, work) {
    const waiting = [...items];
    const one = async () => {
      while (waiting.length) await work(waiting.shift());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  async #askSession(session) {
    session.asked = this.#round;
    try {
      const { handles } = await this.#connection.ask('list_handles', { session_id: session.id });
      const there = new Set(handles.map(String));
      for (const key of session.handles.keys()) if (!there.has(key)) session.handles.delete(key);
      for (const id of handles) {
        if (!session.handles.has(String(id))) {
          session.handles.set(String(id), { key: keyOf(session.id, id), session: session.id, id, info: null, full: false, asked: 0 });
        }
      }
    } catch (error) {
      if (error.code !== 458) throw error;
      this.sessions.delete(String(session.id));
    }
  }

  async #askHandle(handle) {
    handle.asked = this.#round;
    const full = this.wanted.has(handle.key);
    try {
      const { info } = await this.#connection.ask('handle_info', {
        session_id: handle.session, handle_id: handle.id, ...(full ? {} : { plugin_only: true }),
      });
      handle.info = info;
      handle.full = full;
    } catch (error) {
      if (error.code !== 458 && error.code !== 459) throw error;
      this.sessions.get(String(handle.session))?.handles.delete(String(handle.id));
    }
  }
}

/** What a handle is, from what its plugin says of it. */
export function describe({ info }) {
  if (!info) return { plugin: '', name: '', role: '', room: null };
  const said = info.plugin_specific ?? {};
  const room = said.room ?? null;
  const type = typeof said.type === 'string' ? said.type : '';
  return {
    plugin: info.plugin ?? '',
    name: String(said.display ?? ''),
    role: type && room !== null ? `${type} in ${room}` : type,
    type,
    room,
  };
}

/** Bit/s that come and go, from what is told of the last second; null while nothing is told. */
export function rates(info) {
  const media = Object.values(info?.webrtc?.media ?? {});
  if (!media.length) return null;
  const layers = (side) => Object.entries(side ?? {}).filter(([name]) => name.startsWith('video-simulcast')).map(([, layer]) => layer);
  const sum = (side) => [side, ...layers(side)].reduce((total, each) => total + (each?.bytes_lastsec ?? 0), 0) * 8;
  return {
    in: media.reduce((total, line) => total + sum(line.stats?.in), 0),
    out: media.reduce((total, line) => total + sum(line.stats?.out), 0),
  };
}
