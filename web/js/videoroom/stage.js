// The stage: which tiles there are, what each shows, and which one is large. Also everybody's sound.
import { frozenFor } from './measure.js';
import { grid, speaker } from './layout.js';
import { keyOf, purpose } from './state.js';
import { Tile } from './tile.js';

const PADDING = 8;
const SCREEN_RATIO = 16 / 10;
const CAMERA_RATIO = 1; // of the large tile at the tallest: a face may fill a phone

/** The tiles that the state asks for, in order: screens, we, the others as they came. */
export function seats(state, media) {
  const people = [...state.people.values()].filter((p) => p.streams.some((s) => s.type !== 'data')).flatMap((p) => seatsOf(state, p));
  const own = ownSeats(state, media);
  const all = [...own, ...people];
  return [...all.filter((s) => s.kind === 'screen'), ...all.filter((s) => s.kind !== 'screen')];
}

function ownSeats(state, media) {
  const { me } = state;
  const seats = [];
  if (me.microphone !== 'none' || me.camera !== 'none') {
    seats.push({
      key: 'me/camera', id: 'me', kind: 'camera', name: `${me.display} (you)`, mirror: true,
      track: media.tracks.camera, visible: me.camera === 'on', muted: me.microphone !== 'on' || me.moderated, frozen: 0,
    });
  }
  if (media.tracks.screen) {
    seats.push({
      key: 'me/screen', id: 'me', kind: 'screen', name: `${me.display} (you)`, track: media.tracks.screen, visible: true, frozen: 0,
    });
  }
  return seats;
}

function seatsOf(state, person) {
  const { id } = person;
  const name = state.nameOf(id);
  const videos = person.streams.filter((s) => s.type === 'video' && !s.disabled);
  const cameras = videos.filter((s) => purpose(s).what === 'camera');
  const seat = (key, kind, stream) => ({ key, id, kind, name, menu: true, ...picture(state, id, stream) });
  const result = cameras.slice(1).map((s) => seat(`${id}/${s.mid}`, 'camera', s));
  const mic = state.streamOf(person, 'microphone', 'audio');
  result.unshift({
    ...seat(`${id}/camera`, 'camera', cameras[0]), muted: !mic || purpose(mic).off || Boolean(mic.moderated),
  });
  for (const s of videos) if (purpose(s).what === 'screen') result.push(seat(`${id}/${s.mid}`, 'screen', s));
  return result;
}

function picture(state, id, published) {
  if (!published) return { track: null, visible: false, frozen: 0 };
  const streamKey = keyOf(id, published.mid);
  const stream = state.received.get(streamKey);
  const { paused } = state.wish(streamKey);
  const off = purpose(published).off;
  const hasFrames = Boolean(stream?.stats?.framesDecoded);
  const frozen = off || paused || published.moderated ? 0 : frozenFor(stream);
  return {
    streamKey, stream, paused, frozen, published,
    track: stream?.track ?? null,
    visible: !off && !paused && hasFrames,
    hint: paused ? 'You have paused this picture' : '',
  };
}

export class Stage {
  #tiles = new Map();
  #sounds = new Map();
  #state;
  #media;
  #root;
  #onMenu;
  #placed = '';

  constructor(root, { state, media, onMenu, onBlocked }) {
    this.#root = root;
    this.#state = state;
    this.#media = media;
    this.#onMenu = onMenu;
    this.onBlocked = onBlocked;
    new ResizeObserver(() => this.#layout(true)).observe(root);
    state.on(['people', 'received', 'me', 'view', 'phase', 'numbers'], () => this.render());
    state.on(['levels'], () => this.#marks());
  }

  get tiles() {
    return this.#tiles;
  }

  render() {
    const wanted = this.#state.phase === 'lobby' ? [] : seats(this.#state, this.#media);
    const keys = new Set(wanted.map((s) => s.key));
    for (const [key, tile] of this.#tiles) {
      if (keys.has(key)) continue;
      tile.remove();
      this.#tiles.delete(key);
    }
    wanted.forEach((seat, i) => {
      let tile = this.#tiles.get(seat.key);
      if (!tile) {
        tile = new Tile(seat.key, this.#onMenu);
        this.#tiles.set(seat.key, tile);
        this.#insert(tile, wanted.slice(i + 1));
      }
      tile.render(seat);
    });
    this.#order = wanted.map((s) => s.key);
    this.#layout();
    this.#hear();
    this.#marks();
    this.#root.classList.toggle('empty', !wanted.length);
  }

  #order = [];

  /** In the order of the eye, for the keyboard; without moving others, which would halt their pictures. */
  #insert(tile, followers) {
    const next = followers.map((s) => this.#tiles.get(s.key)).find((t) => t?.root.isConnected);
    this.#root.insertBefore(tile.root, next?.root ?? null);
  }

  /** Which tile is large: the pinned one, a shared screen, who talks, anybody but us. */
  mainKey() {
    const { view } = this.#state;
    const order = this.#order;
    if (view.pinned && order.includes(view.pinned)) return view.pinned;
    const screen = order.find((key) => this.#tiles.get(key).view.kind === 'screen' && !key.startsWith('me/'));
    if (screen) return screen;
    const active = `${view.active}/camera`;
    if (order.includes(active)) return active;
    return order.find((key) => !key.startsWith('me/')) ?? order[0];
  }

  #layout(force = false) {
    const box = {
      left: PADDING, top: PADDING,
      width: this.#root.clientWidth - 2 * PADDING, height: this.#root.clientHeight - 2 * PADDING,
    };
    if (box.width <= 0 || box.height <= 0) return;
    const large = this.#state.view.mode === 'speaker' ? this.mainKey() : null;
    const placed = [large, ...this.#order].join('|');
    if (placed === this.#placed && !force) return;
    this.#placed = placed;
    const rectangles = large === null
      ? grid(this.#order.length, box) : speaker(
        this.#order.length, this.#order.indexOf(large), box,
        this.#tiles.get(large)?.view.kind === 'screen' ? SCREEN_RATIO : CAMERA_RATIO);
    this.#order.forEach((key, i) => {
      const tile = this.#tiles.get(key);
      tile.place(rectangles[i]);
      tile.root.classList.toggle('large', key === large);
    });
  }

  #marks() {
    for (const tile of this.#tiles.values()) {
      const { id, kind } = tile.view;
      tile.talks(kind === 'camera' && this.#state.talks(id));
    }
  }

  /** One element per sound, so that a hidden or paused picture is still heard. */
  #hear() {
    const sounds = new Map([...this.#state.received].filter(([, s]) => s.type === 'audio' && s.track));
    for (const [key, audio] of this.#sounds) {
      if (sounds.get(key)?.track === audio.track) continue;
      audio.srcObject = null;
      audio.remove();
      this.#sounds.delete(key);
    }
    for (const [key, { track }] of sounds) {
      if (this.#sounds.has(key)) continue;
      const audio = Object.assign(document.createElement('audio'), { autoplay: true, track });
      audio.srcObject = new MediaStream([track]);
      this.#sounds.set(key, audio);
      document.body.append(audio);
      this.#speakerOf(audio);
      audio.play().catch((error) => {
        if (error.name === 'NotAllowedError') this.onBlocked();
      });
    }
  }

  #speakerOf(audio) {
    audio.setSinkId?.(this.#media.choice.speaker).catch(() => {});
  }

  useSpeaker() {
    for (const audio of this.#sounds.values()) this.#speakerOf(audio);
  }

  unblock() {
    for (const audio of this.#sounds.values()) audio.play().catch(() => {});
  }
}
