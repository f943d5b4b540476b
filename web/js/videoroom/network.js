// Watches one PeerConnection and brings it back: patience, ICE restarts with back-off, then a new one.

const PATIENCE_MS = 2_500; // a short disturbance heals by itself
const RESTART_WAIT_MS = [4_000, 6_000, 10_000];
const PROBE_LIMIT_MS = 3_000;

/** A delay that doubles up to a limit, with some chance so that not all come back at once. */
export class BackOff {
  #next;

  constructor(firstMs = 500, limitMs = 10_000) {
    Object.assign(this, { firstMs, limitMs });
    this.reset();
  }

  reset() {
    this.#next = this.firstMs;
  }

  next() {
    const ms = this.#next * (0.8 + Math.random() * 0.4);
    this.#next = Math.min(this.limitMs, this.#next * 2);
    return ms;
  }
}

/**
 * `session` must answer before anything is tried; `restart` asks for an ICE restart; `rebuild`
 * replaces the PeerConnection when restarts did not help; `changed` is told each new state.
 */
export class IceWatch {
  #attempts = 0;
  #timer;
  #over = false;
  #busy = false;

  constructor(pc, { session, restart, rebuild, changed }) {
    Object.assign(this, { pc, session, restart, rebuild, changed });
    pc.addEventListener('connectionstatechange', this.#look);
  }

  #look = () => {
    if (this.#over) return;
    const state = this.pc.connectionState;
    this.changed(state);
    if (state === 'connected') {
      this.#attempts = 0;
      clearTimeout(this.#timer);
    } else if (state === 'disconnected') {
      this.#later(PATIENCE_MS);
    } else if (state === 'failed') {
      this.#later(0);
    }
  };

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#recover(), ms);
  }

  /** To be called when the server can be reached again. */
  kick() {
    if (['disconnected', 'failed'].includes(this.pc.connectionState)) this.#later(0);
  }

  async #recover() {
    if (this.#over || this.#busy || this.pc.connectionState === 'connected') return;
    this.#busy = true;
    try {
      // No answer: the session itself is broken, and its owner kicks us when it is back.
      if (!(await this.session.probe(PROBE_LIMIT_MS)) || this.#over) return;
      if (this.pc.connectionState === 'connected') return;
      if (this.#attempts === RESTART_WAIT_MS.length) return await this.rebuild();
      this.changed('restarting');
      await this.restart();
    } catch {
      // The next attempt, or the rebuild after the last one, will tell.
    } finally {
      this.#busy = false;
    }
    if (this.#attempts < RESTART_WAIT_MS.length) this.#later(RESTART_WAIT_MS[this.#attempts++]);
  }

  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.pc.removeEventListener('connectionstatechange', this.#look);
  }
}
