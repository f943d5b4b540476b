// The menu of a tile: which layer to receive, or no picture, and keeping the tile large.
import { element } from '../dom.js';
import { keyOf, purpose } from './state.js';

const LAYERS = [
  [2, 'Best the network carries'],
  [1, 'Medium'],
  [0, 'Low'],
];

export class TileMenu {
  #root;
  #state;
  #conference;
  #opener;

  constructor(root, { state, conference }) {
    this.#root = root;
    this.#state = state;
    this.#conference = conference;
    root.addEventListener('keydown', (event) => this.#move(event));
    root.addEventListener('toggle', ({ newState }) => {
      if (newState === 'closed') this.#opener?.focus();
    });
  }

  open(tile) {
    this.#opener = tile.menu;
    this.#root.replaceChildren(...this.#items(tile));
    this.#root.showPopover();
    const anchor = tile.menu.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.#root;
    const left = Math.min(Math.max(8, anchor.right - offsetWidth), innerWidth - offsetWidth - 8);
    const below = anchor.bottom + 4;
    const top = below + offsetHeight < innerHeight ? below : Math.max(8, anchor.top - offsetHeight - 4);
    Object.assign(this.#root.style, { left: `${left}px`, top: `${top}px` });
    (this.#root.querySelector('[aria-checked="true"]') ?? this.#root.querySelector('button')).focus();
  }

  #items(tile) {
    const { view } = tile;
    const items = [];
    if (view.streamKey) items.push(...this.#layerItems(view));
    const sound = this.#soundKey(view);
    if (sound) {
      const { paused } = this.#state.wish(sound);
      items.push(this.#item('menuitemcheckbox', 'Do not hear them', paused, () => this.#conference.setWish(sound, { paused: !paused })));
    }
    const pinned = this.#state.view.pinned === tile.key;
    items.push(this.#item('menuitemcheckbox', 'Keep large', pinned, () =>
      this.#state.show(pinned ? { pinned: null } : { pinned: tile.key, mode: 'speaker' })));
    return items;
  }

  #layerItems({ streamKey, stream }) {
    const wish = this.#state.wish(streamKey);
    const layered = stream?.simulcast || stream?.svc;
    const choices = layered ? LAYERS : [[2, 'Show the picture']];
    const now = wish.paused ? null : layered ? wish.layer : 2;
    return [
      element('p', { class: 'menu-head' }, layered ? 'Picture to receive' : 'Picture'),
      ...choices.map(([layer, text]) => this.#item('menuitemradio', text, layer === now, () =>
        this.#conference.setWish(streamKey, { layer, paused: false }))),
      this.#item('menuitemradio', 'No picture, only sound', wish.paused, () => this.#conference.setWish(streamKey, { paused: true })),
      element('hr', {}),
    ];
  }

  #soundKey({ id, kind }) {
    const person = this.#state.people.get(id);
    const stream = person?.streams.find((s) => s.type === 'audio' && !s.disabled
      && purpose(s).what === (kind === 'screen' ? 'screen' : 'microphone'));
    return stream ? keyOf(id, stream.mid) : null;
  }

  #item(role, text, checked, act) {
    const item = element('button', { type: 'button', role, 'aria-checked': String(checked) }, text);
    item.addEventListener('click', () => {
      this.#root.hidePopover();
      act();
    });
    return item;
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.#root.querySelectorAll('button')];
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
}
