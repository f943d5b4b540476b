// Captures: begun at a handle, listed, and fetched piece by piece.
import { element, sync, write } from '../dom.js';
import { ask } from './ask.js';
import { bytes, count, explain, isLost, isUnknown } from './words.js';

const PIECE = 65_536; // what the server gives at once
const AT_ONCE = 4;
const PERIOD_MS = 2_000;

/** Asks how, and begins a capture. */
export async function askCapture(app, ids) {
  const wish = await ask({
    title: 'Start a capture',
    text: 'The server writes the RTP and RTCP of this handle, in the clear, into a file, until you stop it or the handle ends.',
    yes: 'Start',
    fields: [
      { name: 'kind', label: 'Format', type: 'select', value: 'start_pcap', options: [['start_pcap', 'pcap, for Wireshark and tshark'], ['start_text2pcap', 'text, for text2pcap']] },
      { name: 'folder', label: 'Folder on the server', hint: 'Empty for where the server runs.' },
      { name: 'filename', label: 'File name', hint: 'Empty for one that is made up.' },
      { name: 'truncate', label: 'Bytes kept of each packet', type: 'number', value: 0, min: 0, hint: '0 for all of them.' },
    ],
  });
  if (!wish) return;
  const { kind, folder, filename, truncate } = wish;
  await app.attempt(() => app.ask(kind, { ...ids, ...(folder ? { folder } : {}), ...(filename ? { filename } : {}), truncate }), 'The capture has begun.');
}

/** Reads a whole capture; `progress` hears what share is there. */
async function fetchCapture(app, { name }, progress) {
  const read = async (offset) => {
    const piece = await app.ask('read_capture', { name, offset, length: PIECE });
    return { size: Number(piece.size), bytes: Uint8Array.from(atob(piece.data), (c) => c.charCodeAt(0)) };
  };
  const first = await read(0);
  const { size } = first; // a capture may go on: what it was at the beginning is what is fetched
  const pieces = [first.bytes];
  const offsets = [];
  for (let offset = PIECE; offset < size; offset += PIECE) offsets.push(offset);
  let there = first.bytes.length;
  const one = async () => {
    while (offsets.length) {
      const offset = offsets.shift();
      const piece = await read(offset);
      pieces[offset / PIECE] = piece.bytes.subarray(0, size - offset);
      there += piece.bytes.length;
      progress(Math.min(1, there / size));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return new Blob(pieces, { type: 'application/octet-stream' });
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name.split('/').at(-1) }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export class CapturesView {
  title = 'Captures';
  census = false;
  #app;
  #timer;
  #open = false;
  #all = [];

  constructor(app) {
    this.#app = app;
    this.sum = element('p', { class: 'quiet', role: 'status' }, 'Asking the server …');
    this.list = element('ul', { class: 'rows', id: 'captures' });
    this.root = element('section', {},
      element('div', { class: 'head' }, element('h1', {}, 'Captures'), this.sum),
      element('p', { class: 'quiet' }, 'A capture begins at a handle, under ', element('a', { href: '#/sessions' }, 'Sessions'),
        '. The files stay on the server; this list ends with it.'),
      this.list);
  }

  open() {
    this.#open = true;
    this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const { captures, forgotten = 0 } = await this.#app.ask('list_captures');
      this.#all = captures.toReversed();
      write(this.sum, [captures.length ? `${count(captures.length, 'capture')}, the latest first` : 'There are none', forgotten ? `${forgotten} older ones are not listed` : '']
        .filter(Boolean).join('; ') + '.');
      this.#render();
    } catch (error) {
      if (isUnknown(error)) return write(this.sum, 'This server does not list captures. Its files are where it runs.');
      if (!isLost(error)) write(this.sum, explain(error));
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  #render() {
    sync(this.list, this.#all, ({ name, started }) => `${name}\n${started}`, (capture) => this.#make(capture), (node, capture) => {
      write(node.querySelector('.size'), bytes(capture.size));
      const note = [capture.running ? 'running' : 'ended', capture.dropped ? `${count(capture.dropped, 'packet')} missing` : ''].filter(Boolean).join(', ');
      write(node.querySelector('.status'), note);
      node.querySelector('.status').dataset.state = capture.running ? 'connected' : 'idle';
      node.querySelector('.stop').hidden = !capture.running;
    });
  }

  #make(capture) {
    const { name, kind, session_id, handle_id, started } = capture;
    const cut = name.lastIndexOf('/') + 1;
    const download = element('button', { class: 'small download', onclick: () => this.#download(capture, download) }, 'Download');
    return element('li', { class: 'row-card capture' },
      element('span', { class: 'what' }, element('strong', {}, name.slice(cut)),
        element('span', { class: 'quiet' }, [name.slice(0, cut), kind === 'pcap' ? 'pcap' : 'text for text2pcap', new Date(started).toLocaleString()].filter(Boolean).join(' · ')),
        element('a', { href: `#/handle/${session_id}/${handle_id}` }, `handle ${handle_id}`)),
      element('span', { class: 'size' }), element('span', { class: 'status' }),
      element('span', { class: 'end' },
        element('button', { class: 'small stop', onclick: () => this.#stop(capture) }, 'Stop'), download));
  }

  async #stop({ session_id, handle_id }) {
    await this.#app.attempt(() => this.#app.ask('stop_pcap', { session_id, handle_id }), 'The capture has ended.');
    this.#poll();
  }

  async #download(capture, button) {
    button.disabled = true;
    const done = await this.#app.attempt(async () => {
      const blob = await fetchCapture(this.#app, capture, (share) => write(button, `${Math.floor(share * 100)} %`));
      save(blob, capture.name);
      return blob;
    });
    write(button, 'Download');
    button.disabled = false;
    if (done) this.#app.say(`${bytes(done.size)} have been downloaded.`);
  }

  snapshot() {
    return { captures: this.#all.map(({ name, size, running }) => ({ name, size, running })), sum: this.sum.textContent };
  }
}
