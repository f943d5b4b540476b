// What we receive: one handle and one PeerConnection for the streams of all others.
import { JanusError } from '../janus-client.js';
import { IceWatch } from './network.js';
import { keyOf } from './state.js';

const PLUGIN = 'janus.plugin.videoroom';
const CHANNEL = 'JanusDataChannel';
const NO_SUCH_FEED = 428;
const MAX_PASSES = 8;

/**
 * Told what is wanted, it subscribes and unsubscribes until that is what comes. Events: `received`
 * (the map of what comes has changed), `layer`, `bandwidth`, `message` ({ feed, text }), `state`,
 * `slowlink`, `trouble`.
 */
export class Subscriber extends EventTarget {
  /** keyOf(feed, mid) → { key, mid, feed, feedMid, type, track, simulcast, svc, codec, send, layer, temporal } */
  received = new Map();
  #place;
  #handle;
  #pc;
  #watch;
  #wanted = new Map();
  #summaries = [];
  #dataSources = new Set();
  #layers = new Map(); // own mid → { layer, temporal }
  #queue = Promise.resolve();
  #outstanding = false; // the server will offer again once it has our answer
  #over = false;

  /** `wish(key)` gives the layer wanted for a stream and whether it is paused. */
  constructor(session, { room, pin, privateId, wish }) {
    super();
    this.session = session;
    this.wish = wish;
    this.#place = { room, ...(pin ? { pin } : {}), private_id: privateId };
  }

  get connection() {
    return this.#pc;
  }

  /** entries: [{ feed, mid, type }], all that is wanted from now on. */
  want(entries) {
    this.#wanted = new Map(entries.map((e) => [keyOf(e.feed, e.mid), e]));
    return this.#run(() => this.#reconcile());
  }

  /** A feed's PeerConnection has ended: the server has dropped its streams by itself. */
  forget(feed) {
    for (const key of [...this.#dataSources]) if (key.startsWith(`${feed}/`)) this.#dataSources.delete(key);
  }

  /** Applies what is wished for the stream, which may have changed. */
  applyWish(key) {
    return this.#run(async () => {
      const stream = this.received.get(key);
      if (!stream || !this.#handle) return;
      await this.#handle.message({ request: 'configure', streams: [{ mid: stream.mid, ...this.#wishFor(key, stream.type, stream.svc) }] });
      stream.send = !this.wish(key).paused;
      this.#tell('received');
    });
  }

  kick() {
    this.#watch?.kick();
  }

  async close() {
    this.#over = true;
    this.#drop();
    await this.#handle?.detach();
    this.#handle = null;
  }

  #run(task) {
    const result = this.#queue.then(() => (this.#over ? undefined : task()));
    this.#queue = result.catch((error) => {
      if (!this.#over) this.#tell('trouble', error);
    });
    return this.#queue;
  }

  async #reconcile() {
    for (let pass = 0; pass < MAX_PASSES && !this.#over && !this.#outstanding; pass++) {
      const have = this.#has();
      const add = [...this.#wanted].filter(([key]) => !have.has(key)).map(([, entry]) => entry);
      const remove = [...have].filter(([key]) => !this.#wanted.has(key)).map(([, entry]) => entry);
      if (!add.length && !remove.length) return;
      if (!this.#handle && !add.length) return;
      await this.#exchange(add, remove);
    }
  }

  /** What the server says it sends, by key. */
  #has() {
    const have = new Map();
    for (const s of this.#summaries) {
      if (s.type !== 'data' && s.active && s.feed_id !== undefined) {
        have.set(keyOf(s.feed_id, s.feed_mid), { feed: s.feed_id, mid: s.feed_mid, sub_mid: s.mid });
      }
    }
    for (const key of this.#dataSources) have.set(key, this.#entryOf(key));
    return have;
  }

  #entryOf(key) {
    const cut = key.lastIndexOf('/');
    const feed = key.slice(0, cut);
    return this.#wanted.get(key) ?? { feed: /^\d+$/.test(feed) ? Number(feed) : feed, mid: key.slice(cut + 1), type: 'data' };
  }

  async #exchange(add, remove) {
    try {
      await (this.#handle ? this.#update(add, remove) : this.#join(add));
      for (const { feed, mid, type } of remove) if (type === 'data') this.#dataSources.delete(keyOf(feed, mid));
      for (const { feed, mid, type } of add) if (type === 'data') this.#dataSources.add(keyOf(feed, mid));
    } catch (error) {
      if (!(error instanceof JanusError) || error.code !== NO_SUCH_FEED) throw error;
      if (add.length <= 1) return this.#give(add);
      // Somebody has just gone, and took the whole request along: ask for each alone.
      for (const entry of add) await this.#exchange([entry], []);
    }
  }

  #give(entries) {
    for (const { feed, mid } of entries) this.#wanted.delete(keyOf(feed, mid));
  }

  async #join(add) {
    const handle = await this.session.attach(PLUGIN);
    handle.addEventListener('event', ({ detail }) => this.#hear(handle, detail));
    handle.addEventListener('hangup', () => this.#hungUp(handle));
    handle.addEventListener('detached', () => this.#hungUp(handle));
    handle.addEventListener('slowlink', ({ detail }) => this.#tell('slowlink', detail));
    handle.addEventListener('trickle', ({ detail }) => {
      if (detail.candidate?.candidate) this.#pc?.addIceCandidate(detail.candidate).catch(() => {});
    });
    try {
      const { data, jsep } = await handle.message({
        request: 'join', ptype: 'subscriber', ...this.#place, use_msid: true, bandwidth_events: true,
        streams: add.map((e) => this.#entry(e)),
      });
      this.#handle = handle;
      this.#connect(handle);
      await this.#apply(data, jsep);
    } catch (error) {
      if (this.#handle === handle) this.#handle = null;
      this.#drop();
      await handle.detach();
      throw error;
    }
  }

  async #update(add, remove) {
    const { data, jsep } = await this.#handle.message({
      request: 'update',
      ...(add.length ? { subscribe: add.map((e) => this.#entry(e)) } : {}),
      ...(remove.length ? { unsubscribe: remove.map(({ feed, mid, sub_mid: own }) => (own ? { sub_mid: own } : { feed, mid })) } : {}),
    });
    await this.#apply(data, jsep);
    for (const { feed, mid, type } of add) {
      const key = keyOf(feed, mid);
      const stream = this.received.get(key);
      if (type === 'video' && stream && this.wish(key).paused) {
        await this.#handle.message({ request: 'configure', streams: [{ mid: stream.mid, send: false }] });
        stream.send = false;
      }
    }
  }

  #entry({ feed, mid, type, svc }) {
    if (type !== 'video') return { feed, mid };
    const { send, ...layers } = this.#wishFor(keyOf(feed, mid), type, svc);
    return { feed, mid, ...layers };
  }

  #wishFor(key, type, svc) {
    const { layer, paused } = this.wish(key);
    if (type !== 'video') return { send: !paused };
    return { send: !paused, ...(svc ? { spatial_layer: layer, temporal_layer: 2 } : { substream: layer, temporal: 2 }) };
  }

  #connect(handle) {
    const pc = new RTCPeerConnection();
    this.#pc = pc;
    pc.onicecandidate = ({ candidate }) => handle.trickle(candidate).catch(() => {});
    pc.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => this.#tell('message', { feed: channel.label, text: data });
    };
    this.#watch = new IceWatch(pc, {
      session: this.session,
      restart: () => this.#run(() => this.#restart()),
      rebuild: () => this.#rebuild(),
      changed: (state) => this.#tell('state', state),
    });
  }

  /** An answer or event of the server: what it sends now, perhaps with an offer. */
  async #apply(data, jsep) {
    if (data.streams) this.#summaries = data.streams;
    if (jsep) {
      const pc = this.#pc;
      await pc.setRemoteDescription(jsep);
      if (/^m=application/m.test(jsep.sdp) && !this.channel) this.channel = pc.createDataChannel(CHANNEL);
      await pc.setLocalDescription();
      await this.#handle.message({ request: 'start' }, pc.localDescription);
    }
    this.#map();
  }

  #map() {
    const tracks = new Map((this.#pc?.getTransceivers() ?? []).map((t) => [t.mid, t.receiver]));
    const before = this.received;
    this.received = new Map();
    for (const s of this.#summaries) {
      if (s.type === 'data' || !s.active || s.feed_id === undefined) continue;
      const key = keyOf(s.feed_id, s.feed_mid);
      const receiver = tracks.get(s.mid);
      const seen = this.#layers.get(s.mid);
      if (before.get(key)?.mid !== s.mid) this.#layers.delete(s.mid);
      this.received.set(key, {
        key, mid: s.mid, feed: s.feed_id, feedMid: s.feed_mid, type: s.type, codec: s.codec, send: s.send,
        simulcast: Boolean(s.simulcast), svc: Boolean(s.svc), receiver, track: receiver?.track ?? null,
        layer: this.#layers.get(s.mid)?.layer ?? known(s.simulcast?.substream ?? s.svc?.['spatial-layer']) ?? seen?.layer ?? null,
        temporal: this.#layers.get(s.mid)?.temporal ?? known(s.simulcast?.['temporal-layer'] ?? s.svc?.['temporal-layer']) ?? null,
        since: before.get(key)?.since ?? Date.now(),
        stats: before.get(key)?.mid === s.mid ? before.get(key).stats : undefined,
      });
    }
    this.#tell('received');
  }

  #hear(handle, { plugindata, jsep, transaction }) {
    if (handle !== this.#handle) return;
    const data = plugindata.data;
    if (data.videoroom === 'updating') this.#outstanding = true;
    if (data.bandwidth !== undefined) return this.#tell('bandwidth', data.bandwidth);
    if (data.videoroom === 'slow_link') return this.#tell('slowlink', data);
    const layer = data.substream ?? data.spatial_layer;
    const temporal = data.temporal ?? data.temporal_layer;
    if (data.mid !== undefined && (layer ?? temporal) !== undefined) return this.#layerIs(data.mid, layer, temporal);
    if (!transaction && jsep) {
      const settles = this.#outstanding;
      this.#run(async () => {
        if (handle !== this.#handle) return;
        if (settles) this.#outstanding = false;
        await this.#apply(data, jsep);
        await this.#reconcile();
      });
    }
  }

  #layerIs(mid, layer, temporal) {
    const now = { ...this.#layers.get(mid) };
    if (layer !== undefined) now.layer = layer;
    if (temporal !== undefined) now.temporal = temporal;
    this.#layers.set(mid, now);
    for (const stream of this.received.values()) if (stream.mid === mid) Object.assign(stream, now);
    this.#tell('layer');
  }

  async #restart() {
    if (!this.#handle) return;
    const { data, jsep } = await this.#handle.message({ request: 'configure', restart: true });
    await this.#apply(data, jsep);
  }

  /** A subscriber handle without its PeerConnection is dead: another one takes over. */
  #rebuild() {
    return this.#run(async () => {
      const old = this.#handle;
      this.#handle = null;
      this.#drop();
      this.#tell('state', 'connecting');
      await old?.detach();
      await this.#reconcile();
    });
  }

  #hungUp(handle) {
    if (handle === this.#handle && !this.#over) this.#rebuild();
  }

  #drop() {
    this.#watch?.stop();
    this.#watch = null;
    this.#pc?.close();
    this.#pc = null;
    this.channel = null;
    this.#summaries = [];
    this.#dataSources.clear();
    this.#outstanding = false;
    this.#layers.clear();
    this.received = new Map();
    this.#tell('received');
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const known = (layer) => (layer >= 0 ? layer : undefined);
