// Before the room: name, room, devices with a preview, and how to join.
import { fillDevices } from './devices.js';
import { element } from '../dom.js';
import { explain } from './words.js';

const byId = (id) => document.getElementById(id);
const KEPT = 'cardea.videoroom';
const MODES = { camera: ['microphone', 'camera'], microphone: ['microphone'], listen: [] };
const LIST_EVERY_MS = 15_000;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export class Lobby {
  #state;
  #media;
  #conference;
  #rooms = [];
  #timer;
  #deviceTrouble = false; // what is complained of now is a device
  #opening = Promise.resolve();

  constructor({ state, media, conference }) {
    this.#state = state;
    this.#media = media;
    this.#conference = conference;
    this.#fill();
    byId('join-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#join();
    });
    for (const radio of document.querySelectorAll('[name="mode"]')) radio.addEventListener('change', () => this.#devices());
    byId('lobby-camera').addEventListener('change', ({ target }) => this.#choose('camera', target.value));
    byId('lobby-microphone').addEventListener('change', ({ target }) => this.#choose('microphone', target.value));
    byId('lobby-picture').addEventListener('change', ({ target }) => this.#choose('picture', target.value));
    byId('room').addEventListener('input', () => this.#mark());
    media.addEventListener('change', () => this.#render());
    media.addEventListener('lost', () => this.#state.phase === 'lobby' && this.#devices());
    state.on(['phase'], () => this.#phase());
    setInterval(() => this.#meter(), 100);
  }

  get mode() {
    return document.querySelector('[name="mode"]:checked').value;
  }

  #fill() {
    const query = new URLSearchParams(location.search);
    const before = kept();
    byId('name').value = query.get('name') ?? before.name ?? '';
    byId('room').value = query.get('room') ?? before.room ?? '';
    byId('pin').value = query.get('pin') ?? '';
    Object.assign(this.#media.choice, before.choice);
    const mode = this.#media.possible ? query.get('mode') ?? before.mode : 'listen';
    const radio = document.querySelector(`[name="mode"][value="${CSS.escape(mode ?? 'camera')}"]`);
    if (radio) radio.checked = true;
    byId('lobby-picture').value = this.#media.choice.picture;
    if (!this.#media.possible) {
      for (const other of document.querySelectorAll('[name="mode"]:not([value="listen"])')) other.disabled = true;
      byId('preview-note').textContent = 'Browsers give camera and microphone only to pages over HTTPS or on localhost. You can listen.';
    }
  }

  start() {
    this.#phase();
  }

  complain(text) {
    this.#deviceTrouble = false;
    byId('lobby-notice').hidden = !text;
    byId('lobby-notice').textContent = text;
  }

  #phase() {
    const inLobby = this.#state.phase === 'lobby';
    clearInterval(this.#timer);
    byId('join').disabled = !inLobby;
    byId('join').textContent = this.#state.phase === 'joining' ? 'Joining…' : 'Join the room';
    if (!inLobby) return;
    this.#devices();
    this.#list();
    this.#timer = setInterval(() => document.visibilityState === 'visible' && this.#list(), LIST_EVERY_MS);
  }

  async #list() {
    const list = byId('rooms');
    try {
      this.#rooms = (await this.#conference.list()).filter((r) => !r.is_private)
        .sort((a, b) => b.num_participants - a.num_participants || a.description.localeCompare(b.description));
      if (this.#state.phase !== 'lobby') return;
      list.replaceChildren(...this.#rooms.map((room) => this.#roomButton(room)));
      byId('rooms-note').textContent = this.#rooms.length ? '' : 'The server lists no public room. A number you know will do.';
      this.#mark();
    } catch (error) {
      list.replaceChildren();
      byId('rooms-note').textContent = `The server does not answer: ${explain(error)}`;
    }
  }

  #roomButton(room) {
    const { num_participants: there, max_publishers: most } = room;
    const who = there === 0 ? 'empty' : `${there} there`;
    const button = element('button', { type: 'button', 'data-room': String(room.room) },
      element('strong', {}, room.description),
      element('span', { class: 'quiet' }, `${room.room} · ${who}, ${most} can speak${room.pin_required ? ' · PIN' : ''}`));
    button.addEventListener('click', () => {
      byId('room').value = String(room.room);
      this.#mark();
      (room.pin_required ? byId('pin') : byId('name').value ? byId('join') : byId('name')).focus();
    });
    return element('li', {}, button);
  }

  #chosen() {
    const text = byId('room').value.trim();
    return this.#rooms.find((r) => String(r.room) === text);
  }

  #mark() {
    const chosen = this.#chosen();
    for (const button of byId('rooms').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset.room === String(chosen?.room)));
    }
    // Whether a room that is not listed has a PIN is not known.
    byId('pin-field').hidden = Boolean(chosen) && !chosen.pin_required && !byId('pin').value;
  }

  // Devices

  #devices() {
    this.#opening = this.#opening.then(() => this.#openDevices());
    return this.#opening;
  }

  async #openDevices() {
    if (!this.#media.possible || this.#state.phase !== 'lobby') return;
    const wanted = MODES[this.mode];
    for (const kind of ['microphone', 'camera']) {
      if (!wanted.includes(kind)) this.#media.close(kind);
      else if (!this.#media.tracks[kind]) await this.#open(kind);
    }
    this.#render();
  }

  async #open(kind) {
    try {
      await this.#media.open(kind);
      if (this.#deviceTrouble) this.complain('');
    } catch (error) {
      if (error.name === 'OverconstrainedError' && this.#media.choice[kind]) {
        this.#media.choice[kind] = '';
        return this.#open(kind);
      }
      this.complain(explain(error));
      this.#deviceTrouble = true;
    }
  }

  async #choose(kind, value) {
    this.#media.choice[kind] = value;
    const device = kind === 'picture' ? 'camera' : kind;
    this.#media.close(device);
    await this.#devices();
  }

  #render() {
    if (this.#state.phase !== 'lobby') return;
    const { tracks, devices, choice } = this.#media;
    const preview = byId('preview');
    if (preview.srcObject?.getTracks()[0] !== tracks.camera) {
      preview.srcObject = tracks.camera ? new MediaStream([tracks.camera]) : null;
    }
    byId('preview-box').classList.toggle('blank', !tracks.camera);
    const wanted = MODES[this.mode];
    byId('lobby-camera').closest('label').hidden = !wanted.includes('camera');
    byId('lobby-picture').closest('label').hidden = !wanted.includes('camera');
    byId('lobby-microphone').closest('label').hidden = !wanted.includes('microphone');
    byId('preview-meter').hidden = !wanted.includes('microphone');
    fillDevices(byId('lobby-camera'), devices, 'videoinput', choice.camera);
    fillDevices(byId('lobby-microphone'), devices, 'audioinput', choice.microphone);
    if (this.#media.possible) byId('preview-note').textContent = tracks.camera ? '' : this.#withoutPicture();
  }

  #withoutPicture() {
    return { camera: 'No picture yet', microphone: 'You will be heard, not seen', listen: 'You will hear and see the others' }[this.mode];
  }

  #meter() {
    if (this.#state.phase !== 'lobby') return;
    byId('preview-level').style.width = `${Math.round(Math.min(1, Math.sqrt(this.#media.meter.level()) * 1.2) * 100)}%`;
  }

  // Joining

  async #join() {
    if (this.#state.phase !== 'lobby') return;
    this.complain('');
    const text = byId('room').value.trim();
    const room = this.#chosen()?.room ?? (/^\d+$/.test(text) ? Number(text) : text);
    const display = byId('name').value.trim();
    localStorage.setItem(KEPT, JSON.stringify({ name: display, room: text, mode: this.mode, choice: this.#media.choice }));
    await this.#opening;
    try {
      await this.#conference.join({ room, display, pin: byId('pin').value.trim() });
      const url = new URL(location.href);
      url.searchParams.set('room', text);
      url.searchParams.delete('pin');
      history.replaceState(null, '', url);
    } catch (error) {
      this.complain(explain(error));
      if (error.code === 433) {
        byId('pin-field').hidden = false;
        byId('pin').focus();
      }
    }
  }
}
