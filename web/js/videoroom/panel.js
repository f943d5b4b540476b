// The panel beside the stage, on a phone a sheet: chat, people, connection, devices.
import { Plot, formatRate } from '../plot.js';
import { fillDevices } from './devices.js';
import { keyOf, purpose } from './state.js';
import { element, icon } from '../dom.js';
import { layerName } from './words.js';

const RIDS = { h: 'High', m: 'Medium', l: 'Low' };

export class Panel {
  #state;
  #media;
  #root;
  #plot;

  constructor(root, { state, media, conference, onDevice }) {
    Object.assign(this, { conference });
    this.#root = root;
    this.#state = state;
    this.#media = media;
    this.#plot = new Plot(this.#one('#plot'), { estimate: '--good', received: '--accent', sent: '--quiet' });
    this.#tabs();
    this.#one('#panel-close').addEventListener('click', () => this.#close());
    root.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#close());
    state.on(['view', 'phase'], () => this.#show());
    state.on(['people', 'received', 'me', 'levels'], () => this.#people());
    state.on(['numbers'], () => this.#numbers());
    media.addEventListener('change', () => this.#devices());
    for (const kind of ['camera', 'microphone', 'speaker', 'picture']) {
      this.#one(`#in-${kind}`).addEventListener('change', ({ target }) => onDevice(kind, target.value));
    }
    this.#one('#in-speaker').closest('label').hidden = !('setSinkId' in HTMLMediaElement.prototype);
  }

  #one(selector) {
    return this.#root.querySelector(selector);
  }

  #close() {
    const opener = document.querySelector(`[data-panel="${this.#state.view.panel}"]:not([role="tab"])`);
    this.#state.show({ panel: null });
    opener?.focus();
  }

  #tabs() {
    const tabs = [...this.#root.querySelectorAll('[role="tab"]')];
    for (const tab of tabs) {
      tab.addEventListener('click', () => this.#state.show({ panel: tab.dataset.panel }));
      tab.addEventListener('keydown', ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (!step) return;
        const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
        this.#state.show({ panel: next.dataset.panel });
        next.focus();
      });
    }
  }

  #show() {
    const { panel } = this.#state.view;
    const opens = this.#root.hidden && panel;
    this.#root.hidden = !panel;
    for (const tab of this.#root.querySelectorAll('[role="tab"]')) {
      const on = tab.dataset.panel === panel;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !on;
    }
    if (!panel) return;
    this.#people();
    this.#devices();
    this.#plot.draw();
    if (opens) this.#first().focus({ preventScroll: true });
  }

  /** Where to go on with the keyboard: straight to writing, unless that brings up a phone's keys. */
  #first() {
    const writes = this.#state.view.panel === 'chat' && this.#state.me.publishing && matchMedia('(pointer: fine)').matches;
    return this.#one(writes ? '#chat-input' : '[role="tab"][aria-selected="true"]');
  }

  #people() {
    const { state } = { state: this.#state };
    if (state.view.panel !== 'people') return;
    const rows = [this.#person('me', `${state.me.display} (you)`, {
      muted: state.me.microphone !== 'on', camera: state.me.camera === 'on', screen: state.me.screen, listens: state.me.microphone === 'none' && state.me.camera === 'none',
    })];
    for (const person of state.people.values()) {
      const mic = state.streamOf(person, 'microphone', 'audio');
      const camera = state.streamOf(person, 'camera', 'video');
      rows.push(this.#person(person.id, state.nameOf(person.id), {
        muted: !mic || purpose(mic).off, camera: camera && !purpose(camera).off,
        screen: Boolean(state.streamOf(person, 'screen', 'video')), listens: !mic && !camera, rate: this.#rateOf(person),
      }));
    }
    this.#one('#people').replaceChildren(...rows);
  }

  #rateOf(person) {
    return person.streams.reduce((sum, s) => sum + (this.#state.received.get(keyOf(person.id, s.mid))?.stats?.rate ?? 0), 0);
  }

  #person(id, name, { muted, camera, screen, listens, rate }) {
    const marks = element('span', { class: 'marks' });
    const mark = (name, text) => {
      const shown = icon(name);
      marks.append(element('span', { title: text }, shown, element('span', { class: 'unseen' }, `${text} `)));
    };
    if (listens) mark('ear', 'listens');
    else mark(muted ? 'mic-off' : 'mic', muted ? 'muted' : 'can be heard');
    if (!listens) mark(camera ? 'camera' : 'camera-off', camera ? 'camera on' : 'no camera');
    if (screen) mark('screen', 'shares a screen');
    return element('li', { class: this.#state.talks(id) ? 'talking' : null },
      element('span', { class: 'person-name' }, name),
      rate ? element('span', { class: 'quiet' }, formatRate(rate)) : '', marks);
  }

  #numbers() {
    const { numbers } = this.#state;
    this.#plot.add({ received: numbers.received, sent: numbers.sent, estimate: numbers.estimate });
    this.#one('#legend-estimate').hidden = numbers.estimate === null;
    if (this.#state.view.panel !== 'connection') return;
    const say = (id, text) => { this.#one(`#${id}`).textContent = text; };
    say('n-received', formatRate(numbers.received));
    say('n-estimate', numbers.estimate === null ? 'not told' : formatRate(numbers.estimate));
    say('n-sent', formatRate(numbers.sent));
    say('n-rtt', numbers.rtt === null ? '–' : `${Math.round(numbers.rtt)} ms`);
    say('n-lost', numbers.lost === null ? '–' : `${(numbers.lost * 100).toFixed(1)} %`);
    say('n-path', [numbers.path, this.conference.url.startsWith('ws') ? 'WebSocket' : 'HTTP'].filter(Boolean).join(', '));
    this.#one('#incoming').replaceChildren(...this.#incoming());
    this.#one('#outgoing').replaceChildren(...this.#outgoing());
  }

  #incoming() {
    const { state } = { state: this.#state };
    return [...state.received.values()].map((s) => {
      const person = state.people.get(s.feed);
      const stream = person?.streams.find((p) => p.mid === s.feedMid);
      const { what } = purpose(stream ?? s);
      const size = s.stats?.height ? `${s.stats.width} × ${s.stats.height}, ${Math.round(s.stats.fps)} fps` : '';
      return row(`${state.nameOf(s.feed)}, ${what}`, [s.layer === null ? '' : layerName(s.layer), size, s.stats?.codec], s.stats?.rate);
    });
  }

  #outgoing() {
    return this.#state.numbers.layers.map((l) =>
      row(RIDS[l.rid] ? `Camera, ${RIDS[l.rid].toLowerCase()}` : 'Picture', [
        l.width ? `${l.width} × ${l.height}` : 'not sent', l.limited && l.limited !== 'none' ? `held back by ${l.limited}` : ''], l.rate));
  }

  #devices() {
    if (this.#state.view.panel !== 'devices') return;
    const { devices, choice } = this.#media;
    fillDevices(this.#one('#in-camera'), devices, 'videoinput', choice.camera);
    fillDevices(this.#one('#in-microphone'), devices, 'audioinput', choice.microphone);
    fillDevices(this.#one('#in-speaker'), devices, 'audiooutput', choice.speaker);
    this.#one('#in-picture').value = choice.picture;
  }
}

function row(name, details, rate) {
  return element('li', {}, element('span', {}, name, element('span', { class: 'quiet' }, details.filter(Boolean).join(' · '))),
    element('span', { class: 'rate' }, rate === undefined ? '–' : formatRate(rate)));
}
