// A small client of the Janus API, over WebSocket or HTTP long poll. No dependencies.

const KEEPALIVE_MS = 15_000;
const ANSWER_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 5_000;
const POLL_RETRY_MS = 1_000;
const MAX_POLL_FAILURES = 3;
const RETRY_MS = [300, 1_000, 2_000, 4_000, 8_000];
const NO_SUCH_SESSION = 458;

/** Where this page's server has its HTTP API. */
export const httpUrl = () => `${location.protocol}//${location.host}/janus`;

/** Where it has its WebSocket API by default. */
export const webSocketUrl = () =>
  location.protocol === 'https:' ? `wss://${location.hostname}:8989` : `ws://${location.hostname}:8188`;

export class JanusError extends Error {
  constructor({ code, reason }) {
    super(`${reason} (${code})`);
    this.code = code;
    this.reason = reason;
  }
}

// Not randomUUID: browsers have that only on https and localhost, and who only listens needs neither.
function transactionId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join('');
}

function openSocket(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'janus-protocol');
    const fail = () => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      reject(new Error(`No answer from ${url}`));
    };
    const timer = setTimeout(fail, CONNECT_LIMIT_MS);
    socket.onopen = () => {
      clearTimeout(timer);
      resolve(socket);
    };
    socket.onerror = fail;
    socket.onclose = fail;
  });
}

/**
 * One session. Events: `event` for everything that concerns a handle, `lost` when the server can no
 * longer be reached or the session is over. With `recover`, a broken connection is `interrupted`
 * first; the session is claimed again from a new one until it is `resumed`, or `lost` because the
 * server no longer knows it.
 */
export class JanusSession extends EventTarget {
  #url;
  #recover;
  #socket;
  #id;
  #pending = new Map();
  #timer;
  #over = false;
  #connected = false;
  #reclaiming = false;
  #polling = new AbortController();
  #wake = () => {};

  constructor(url, { recover = false } = {}) {
    super();
    this.#url = url;
    this.#recover = recover;
  }

  get id() {
    return this.#id;
  }

  get url() {
    return this.#url;
  }

  /** Whether requests can be sent now. */
  get connected() {
    return this.#connected;
  }

  get over() {
    return this.#over;
  }

  async open() {
    if (this.#url.startsWith('ws')) await this.#connect();
    const { data } = await this.request({ janus: 'create' });
    this.#id = data.id;
    this.#connected = true;
    if (this.#socket) {
      this.#timer = setInterval(() => this.request({ janus: 'keepalive' }).catch(() => {}), KEEPALIVE_MS);
    } else {
      this.#poll();
    }
    addEventListener('pagehide', this.#leave);
  }

  async #connect() {
    const socket = await openSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onerror = null;
    socket.onclose = () => this.#drop(socket);
  }

  #drop(socket) {
    if (socket !== this.#socket || this.#over) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    if (!this.#recover || !this.#id) return this.#lost('The connection to the server is gone.');
    this.#interrupt();
    this.#rejectAll('The connection to the server is gone.');
    if (!this.#reclaiming) this.#reclaim();
  }

  #interrupt() {
    if (!this.#connected) return;
    this.#connected = false;
    this.#tell('interrupted');
  }

  #resume() {
    if (this.#connected || this.#over) return;
    this.#connected = true;
    this.#tell('resumed');
  }

  async #reclaim() {
    this.#reclaiming = true;
    await this.#claim();
    this.#reclaiming = false;
  }

  async #claim() {
    for (let attempt = 0; !this.#over; attempt++) {
      await this.#pause(attempt);
      if (this.#over) return;
      try {
        await this.#connect();
        await this.request({ janus: 'claim' });
        return this.#resume();
      } catch (error) {
        if (error instanceof JanusError) return this.#lost('The server has ended the session.');
      }
    }
  }

  /** Waits before the next attempt, longer each time; `retryNow` ends the wait. */
  #pause(attempt) {
    const ms = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] * (0.8 + Math.random() * 0.4);
    this.#tell('retrying', { ms });
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  retryNow() {
    this.#wake();
  }

  async #poll() {
    let failures = 0;
    while (!this.#over) {
      try {
        const response = await fetch(`${this.#url}/${this.#id}?maxev=10&rid=${Date.now()}`, { signal: this.#polling.signal });
        if (response.status === 404) return this.#lost('The server has ended the session.');
        if (!response.ok) throw new Error(`status ${response.status}`);
        const events = [await response.json()].flat();
        if (events.some((e) => e.error?.code === NO_SUCH_SESSION)) return this.#lost('The server has ended the session.');
        failures = 0;
        this.#resume();
        for (const event of events) this.#receive(event);
      } catch (error) {
        if (this.#over || this.#polling.signal.aborted) return;
        if (++failures >= MAX_POLL_FAILURES && !this.#recover) {
          return this.#lost(`The server does not answer (${error.message}).`);
        }
        if (this.#recover) this.#interrupt();
        await (this.#recover ? this.#pause(failures - 1) : new Promise((resolve) => setTimeout(resolve, POLL_RETRY_MS)));
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
    if (message.sender) this.#tell('event', message);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #lost(reason) {
    if (this.#over) return;
    this.#end();
    this.#tell('lost', reason);
  }

  #end() {
    this.#over = true;
    this.#connected = false;
    this.#polling.abort();
    this.#wake();
    clearInterval(this.#timer);
    removeEventListener('pagehide', this.#leave);
    this.#rejectAll('The session is over.');
    if (this.#socket) this.#socket.onclose = null;
    this.#socket?.close();
  }

  #rejectAll(reason) {
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
    this.#pending.clear();
  }

  // A server that lets sessions be claimed would keep ours for a while if only the connection ended.
  #leave = () => {
    const message = { janus: 'destroy', transaction: transactionId() };
    if (this.#socket) {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ ...message, session_id: this.#id }));
      return this.#socket.close();
    }
    navigator.sendBeacon(`${this.#url}/${this.#id}`, JSON.stringify(message));
  };

  /** Sends a request and resolves with its answer (with `wantsEvent`, the event behind the ack). */
  request(body, { wantsEvent = false, limitMs = ANSWER_LIMIT_MS } = {}) {
    const transaction = transactionId();
    const message = { ...body, transaction };
    if (this.#id) message.session_id = this.#id;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction);
        reject(new Error('The server took too long to answer.'));
      }, limitMs);
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
    if (this.#socket) {
      if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('The connection to the server is gone.');
      return this.#socket.send(JSON.stringify(message));
    }
    const path = [message.session_id, message.handle_id].filter(Boolean).map((id) => `/${id}`).join('');
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
    this.#receive(await response.json());
  }

  /**
   * Whether the server answers within the limit. If it does not, the connection counts as broken,
   * even where the network has not said so yet.
   */
  async probe(limitMs) {
    if (!this.#connected) return false;
    const socket = this.#socket;
    try {
      await this.request({ janus: 'keepalive' }, { limitMs });
      return true;
    } catch (error) {
      if (error instanceof JanusError && error.code === NO_SUCH_SESSION) this.#lost('The server has ended the session.');
      else if (socket) this.#drop(socket);
      return false;
    }
  }

  async attach(plugin) {
    const { data } = await this.request({ janus: 'attach', plugin });
    return new JanusHandle(this, data.id);
  }

  async close() {
    if (this.#over) return;
    this.#polling.abort();
    if (this.#connected) await this.request({ janus: 'destroy' }, { limitMs: 2_000 }).catch(() => {});
    this.#end();
  }
}

/** One handle. Its events are those of the API: `event`, `webrtcup`, `media`, `slowlink`, `hangup` … */
export class JanusHandle extends EventTarget {
  #listening = new AbortController();

  constructor(session, id) {
    super();
    this.session = session;
    this.id = id;
    session.addEventListener('event', ({ detail }) => {
      if (detail.sender === id) this.dispatchEvent(new CustomEvent(detail.janus, { detail }));
    }, { signal: this.#listening.signal });
  }

  /** A plugin request; resolves with the answer, or the event behind the ack. */
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

  /** Gives the handle up; no more events come from it. */
  async detach() {
    this.#listening.abort();
    if (this.session.connected) await this.session.request({ janus: 'detach', handle_id: this.id }).catch(() => {});
  }
}
