// A small client of the Janus API, over WebSocket or HTTP long poll. No dependencies.

const KEEPALIVE_MS = 25_000;
const ANSWER_LIMIT_MS = 15_000;
const POLL_RETRY_MS = 1_000;
const MAX_POLL_FAILURES = 3;

/** Where this page's server has its HTTP API. */
export const httpUrl = () => `${location.protocol}//${location.host}/janus`;

/** Where it has its WebSocket API by default. */
export const webSocketUrl = () =>
  location.protocol === 'https:' ? `wss://${location.hostname}:8989` : `ws://${location.hostname}:8188`;

export class JanusError extends Error {
  constructor({ code, reason }) {
    super(`${reason} (${code})`);
    this.code = code;
  }
}

/**
 * One session. Events: `event` for everything that concerns a handle, `lost` when the server can no
 * longer be reached or the session is over.
 */
export class JanusSession extends EventTarget {
  #url;
  #socket;
  #id;
  #pending = new Map();
  #timer;
  #over = false;
  #polling = new AbortController();

  constructor(url) {
    super();
    this.#url = url;
  }

  get id() {
    return this.#id;
  }

  async open() {
    if (this.#url.startsWith('ws')) await this.#connect();
    const { data } = await this.request({ janus: 'create' });
    this.#id = data.id;
    if (this.#socket) {
      this.#timer = setInterval(() => this.request({ janus: 'keepalive' }).catch(() => {}), KEEPALIVE_MS);
    } else {
      this.#poll();
    }
    addEventListener('pagehide', this.#leave);
  }

  #connect() {
    return new Promise((resolve, reject) => {
      this.#socket = new WebSocket(this.#url, 'janus-protocol');
      this.#socket.onopen = resolve;
      this.#socket.onerror = () => reject(new Error(`No answer from ${this.#url}`));
      this.#socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
      this.#socket.onclose = () => this.#lost('The connection to the server is gone.');
    });
  }

  async #poll() {
    let failures = 0;
    while (!this.#over) {
      try {
        const response = await fetch(`${this.#url}/${this.#id}?maxev=10&rid=${Date.now()}`, { signal: this.#polling.signal });
        if (!response.ok) throw new Error(`status ${response.status}`);
        failures = 0;
        for (const event of await response.json()) this.#receive(event);
      } catch (error) {
        if (this.#over || this.#polling.signal.aborted) return;
        if (++failures === MAX_POLL_FAILURES) return this.#lost(`The server does not answer (${error.message}).`);
        await new Promise((resolve) => setTimeout(resolve, POLL_RETRY_MS));
      }
    }
  }

  #receive(message) {
    if (message.janus === 'keepalive') return;
    if (message.janus === 'timeout') return this.#lost('The session has timed out.');
    const pending = this.#pending.get(message.transaction);
    if (pending && !(pending.wantsEvent && message.janus === 'ack')) {
      this.#pending.delete(message.transaction);
      if (message.janus === 'error') pending.reject(new JanusError(message.error));
      else pending.resolve(message);
    }
    if (message.sender) this.dispatchEvent(new CustomEvent('event', { detail: message }));
  }

  #lost(reason) {
    if (this.#over) return;
    this.#end();
    this.dispatchEvent(new CustomEvent('lost', { detail: reason }));
  }

  #end() {
    this.#over = true;
    this.#polling.abort();
    clearInterval(this.#timer);
    removeEventListener('pagehide', this.#leave);
    for (const { reject } of this.#pending.values()) reject(new Error('The session is over.'));
    this.#pending.clear();
  }

  #leave = () => {
    if (this.#socket) return this.#socket.close();
    const body = JSON.stringify({ janus: 'destroy', transaction: 'leave' });
    navigator.sendBeacon(`${this.#url}/${this.#id}`, body);
  };

  /** Sends a request and resolves with its answer (with `wantsEvent`, the event behind the ack). */
  request(body, { wantsEvent = false } = {}) {
    const transaction = crypto.randomUUID();
    const message = { ...body, transaction };
    if (this.#id) message.session_id = this.#id;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction);
        reject(new Error('The server took too long to answer.'));
      }, ANSWER_LIMIT_MS);
      const settle = (how) => (value) => {
        clearTimeout(timer);
        how(value);
      };
      this.#pending.set(transaction, { resolve: settle(resolve), reject: settle(reject), wantsEvent });
      this.#send(message).catch((error) => {
        this.#pending.delete(transaction);
        settle(reject)(error);
      });
    });
  }

  async #send(message) {
    if (this.#socket) return this.#socket.send(JSON.stringify(message));
    const path = [message.session_id, message.handle_id].filter(Boolean).map((id) => `/${id}`).join('');
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
    this.#receive(await response.json());
  }

  async attach(plugin) {
    const { data } = await this.request({ janus: 'attach', plugin });
    return new JanusHandle(this, data.id);
  }

  async close() {
    if (this.#over) return;
    this.#polling.abort();
    await this.request({ janus: 'destroy' }).catch(() => {});
    this.#end();
    this.#socket?.close();
  }
}

/** One handle. Its events are those of the API: `event`, `webrtcup`, `media`, `slowlink`, `hangup` … */
export class JanusHandle extends EventTarget {
  constructor(session, id) {
    super();
    this.session = session;
    this.id = id;
    session.addEventListener('event', ({ detail }) => {
      if (detail.sender === id) this.dispatchEvent(new CustomEvent(detail.janus, { detail }));
    });
  }

  /** A plugin request; resolves with the event that answers it. */
  async message(body, jsep) {
    const request = { janus: 'message', handle_id: this.id, body };
    if (jsep) request.jsep = { type: jsep.type, sdp: jsep.sdp, ...(jsep.svc ? { svc: jsep.svc } : {}) };
    const answer = await this.session.request(request, { wantsEvent: true });
    const data = answer.plugindata.data;
    if (data.error_code) throw new JanusError({ code: data.error_code, reason: data.error });
    return { data, jsep: answer.jsep };
  }

  trickle(candidate) {
    const body = candidate?.candidate
      ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex }
      : { completed: true };
    return this.session.request({ janus: 'trickle', handle_id: this.id, candidate: body });
  }
}
