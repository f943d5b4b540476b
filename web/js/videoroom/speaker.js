// Who is talking: by the room's talking events, or by loudness where the room sends none.

const EVERY_MS = 200;
const LOUD = 0.02;
const HOLD_MS = 1_200; // between two words nobody stops talking
const TAKE_FLOOR_MS = 700; // a cough does not move the picture

export class Speakers {
  #state;
  #meter;
  #loudSince = new Map();
  #loudAt = new Map();
  #timer;

  constructor(state, meter) {
    this.#state = state;
    this.#meter = meter;
  }

  start() {
    this.stop();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#loudSince.clear();
    this.#loudAt.clear();
  }

  #look() {
    const now = Date.now();
    const muted = this.#state.me.microphone !== 'on';
    this.#heard('me', muted ? 0 : this.#meter.level(), now);
    const levels = new Map();
    for (const stream of this.#state.received.values()) {
      if (stream.type === 'audio') levels.set(stream.feed, Math.max(levels.get(stream.feed) ?? 0, loudness(stream)));
    }
    for (const [feed, level] of levels) this.#heard(feed, level, now);
    this.#chooseActive(now);
    this.#state.changed('levels');
  }

  #heard(who, level, now) {
    const state = this.#state;
    state.levels.set(who, level);
    if (level > LOUD) {
      this.#loudAt.set(who, now);
      if (!this.#loudSince.has(who)) this.#loudSince.set(who, now);
    } else if (now - (this.#loudAt.get(who) ?? 0) > HOLD_MS) {
      this.#loudSince.delete(who);
    }
    if (state.roomTellsTalking && who !== 'me') return;
    if (this.#loudSince.has(who)) state.talking.add(who);
    else state.talking.delete(who);
  }

  /** The floor stays with who has it until somebody else talks while they are silent. */
  #chooseActive(now) {
    const state = this.#state;
    const { active } = state.view;
    if (active !== null && state.talks(active)) return;
    const candidates = [...state.talking].filter((id) => id !== 'me' && id !== active && state.talks(id));
    const next = candidates.find((id) => state.roomTellsTalking || now - (this.#loudSince.get(id) ?? now) > TAKE_FLOOR_MS);
    if (next !== undefined) {
      state.view.active = next;
      state.changed('view');
    }
  }
}

function loudness({ receiver, stats, send }) {
  if (send === false) return 0;
  const [source] = receiver?.getSynchronizationSources?.() ?? [];
  return source?.audioLevel ?? stats?.audioLevel ?? 0;
}
