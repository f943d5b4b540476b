// One tile: a picture or a face of letters, a name, and what there is to know about it.
import { element, icon } from '../dom.js';
import { formatRate } from '../plot.js';
import { duration, initials, layerName } from './words.js';

export class Tile {
  #track = null;
  #shown = '';

  constructor(key, onMenu) {
    this.key = key;
    this.video = element('video', { autoplay: true, playsinline: true });
    this.video.muted = true;
    this.face = element('span', { class: 'face', 'aria-hidden': 'true' });
    this.mic = icon('mic-off');
    this.name = element('span', { class: 'name' });
    this.caption = element('figcaption', {}, this.mic, this.name);
    this.note = element('p', { class: 'tile-note' });
    this.facts = element('span', { class: 'facts-line' });
    this.menu = element('button', { class: 'tile-menu', type: 'button', 'aria-haspopup': 'menu' }, icon('more'));
    this.menu.addEventListener('click', () => onMenu(this));
    this.root = element('figure', { class: 'seat', 'data-key': key }, this.video, this.face, this.note, this.caption, this.facts, this.menu);
  }

  /** The track to show, or null for the letters. */
  #picture(track) {
    if (track === this.#track) return;
    this.#track = track;
    this.video.srcObject = track ? new MediaStream([track]) : null;
    if (track) this.video.play().catch(() => {});
  }

  render(view) {
    const { name, kind, track, visible, muted, mirror, stream, frozen, paused, hint } = view;
    this.view = view;
    this.#picture(track);
    const { root } = this;
    root.classList.toggle('blank', !visible);
    root.classList.toggle('mirror', Boolean(mirror));
    root.classList.toggle('screen', kind === 'screen');
    root.classList.toggle('frozen', frozen > 0);
    this.mic.toggleAttribute('hidden', !muted);
    const label = kind === 'screen' ? `${name} · screen` : name;
    this.note.hidden = !(frozen || hint);
    this.note.textContent = frozen ? `No picture since ${duration(frozen)}` : hint ?? '';
    this.facts.textContent = facts(stream, !visible || paused || frozen);
    this.menu.hidden = !view.menu;
    const text = `${label}${muted ? ', muted' : ''}`;
    if (text === this.#shown) return;
    this.#shown = text;
    this.name.textContent = label;
    this.face.textContent = initials(name);
    this.face.style.setProperty('--hue', hueOf(name));
    root.setAttribute('aria-label', text);
    this.menu.setAttribute('aria-label', `Choices for ${label}`);
  }

  talks(on) {
    this.root.classList.toggle('talking', on);
  }

  place({ left, top, width, height }) {
    Object.assign(this.root.style, {
      transform: `translate(${Math.round(left)}px, ${Math.round(top)}px)`,
      width: `${Math.floor(width)}px`,
      height: `${Math.floor(height)}px`,
    });
    this.root.classList.toggle('small', width < 220);
    this.root.classList.toggle('tiny', width < 130);
  }

  remove() {
    this.#picture(null);
    this.root.remove();
  }
}

function facts(stream, hidden) {
  const stats = stream?.stats;
  if (!stats || hidden) return '';
  const parts = [];
  if (stream.simulcast || stream.svc) parts.push(layerName(stream.layer));
  if (stats.height) parts.push(`${stats.height}p`);
  parts.push(formatRate(stats.rate));
  return parts.filter(Boolean).join(' · ');
}

function hueOf(name) {
  let hash = 7;
  for (const c of name) hash = (hash * 31 + c.codePointAt(0)) % 360;
  return String(hash);
}
