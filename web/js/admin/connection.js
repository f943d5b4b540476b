// The Admin API, over HTTP or WebSocket. A server that is gone is asked again until it is back.

const ANSWER_LIMIT_MS = 10_000;
const CONNECT_LIMIT_MS = 5_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];
const PROTOCOL = 'janus-admin-protocol';

/** The server has answered, and refused. */
export class AdminError extends Error {
  constructor({ code, reason }) {
    super(`${reason} (${code})`);
    this.code = code;
    this.reason = reason;
  }
}

/** The server has not answered. */
export class LostError extends Error {}

const transactionId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join('');

/** Ids have 64 bits; numbers of JavaScript carry 53. Those that do not fit are BigInts. */
export function parse(text) {
  return JSON.parse(text, (_, value, context) =>
    (Number.isInteger(value) && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source) ? BigInt(context.source) : value));
}

export function print(value, indent) {
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? JSON.rawJSON(String(v)) : v), indent);
}

function openSocket(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, PROTOCOL);
    const fail = () => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      reject(new LostError(`No answer from ${url}`));
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
 * Events: `lost` when the server is gone, `retrying` with the milliseconds until the next attempt,
 * `found` when it is back, `refused` when it no longer takes the secret.
 */
export class AdminConnection extends EventTarget {
  #url;
  #secret;
  #socket = null;
  #pending = new Map();
  #over = false;
  #lost = false;
  #wake = () => {};

  constructor(url, secret) {
    super();
    this.#url = url;
    this.#secret = secret;
  }

  get url() {
    return this.#url;
  }

  get lost() {
    return this.#lost;
  }

  /** Connects and tries the secret; resolves with the server's settings. */
  async open() {
    await this.#connect();
    return this.#send({ janus: 'get_status' });
  }

  async #connect() {
    if (!this.#url.startsWith('ws')) return;
    this.#drop();
    const socket = await openSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(parse(data));
    socket.onclose = () => {
      for (const { reject } of this.#pending.values()) reject(new LostError('The connection to the server is gone.'));
      this.#pending.clear();
      this.#lose();
    };
  }

  #receive(answer) {
    const pending = this.#pending.get(answer.transaction);
    this.#pending.delete(answer.transaction);
    pending?.resolve(answer);
  }

  /** Sends a request and resolves with its answer. */
  async ask(janus, members = {}) {
    if (this.#lost) throw new LostError('The server does not answer.');
    try {
      return await this.#send({ janus, ...members });
    } catch (error) {
      if (error instanceof LostError) this.#lose();
      if (error.code === 403) this.#tell('refused');
      throw error;
    }
  }

  async #send(members) {
    const transaction = transactionId();
    const text = print({ ...members, transaction, admin_secret: this.#secret });
    const answer = await (this.#url.startsWith('ws') ? this.#overSocket(transaction, text) : this.#overHttp(text));
    if (answer.janus === 'error') throw new AdminError(answer.error);
    return answer;
  }

  #overSocket(transaction, text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) throw new LostError('The connection to the server is gone.');
    this.#socket.send(text);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction);
        reject(new LostError('The server took too long to answer.'));
      }, ANSWER_LIMIT_MS);
      const settle = (how) => (value) => {
        clearTimeout(timer);
        how(value);
      };
      this.#pending.set(transaction, { resolve: settle(resolve), reject: settle(reject) });
    });
  }

  // Plain text, as it is by default: so browsers need not ask beforehand whether they may.
  async #overHttp(text) {
    let response;
    try {
      response = await fetch(this.#url, {
        method: 'POST', body: text, credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      if (response.ok) return parse(await response.text());
    } catch (error) {
      throw new LostError(`The server does not answer (${error.message}).`);
    }
    if (response.status === 403) throw new AdminError({ code: response.status, reason: 'The server turns this browser away' });
    throw new LostError(`There is no Admin API at this address (status ${response.status}).`);
  }

  #lose() {
    if (this.#lost || this.#over) return;
    this.#lost = true;
    this.#drop();
    this.#tell('lost');
    this.#find();
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  async #find() {
    for (let attempt = 0; !this.#over; attempt++) {
      const ms = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] * (0.8 + Math.random() * 0.4);
      this.#tell('retrying', ms);
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, ms);
      });
      if (this.#over) return;
      try {
        await this.open();
        this.#lost = false;
        return this.#tell('found');
      } catch (error) {
        if (error instanceof AdminError) return this.#tell('refused');
      }
    }
  }

  retryNow() {
    this.#wake();
  }

  #tell(type, detail) {
    if (!this.#over) this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  close() {
    this.#over = true;
    this.#wake();
    this.#drop();
  }
}
