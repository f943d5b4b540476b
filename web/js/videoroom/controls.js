// The bar above and the bar below: buttons of the call, and how it stands with the network.
import { formatRate } from '../plot.js';
import { icon } from '../dom.js';

const byId = (id) => document.getElementById(id);

/** Says in one line, and a colour, how it stands; honest about what is broken. */
export function standing({ network, me, people }) {
  const { signalling, sending, receiving } = network;
  if (signalling === 'rejoining') return ['failed', 'Joining again…'];
  if (signalling === 'gone') return ['failed', 'Server out of reach'];
  const sends = me.publishing ? sending : 'idle';
  const receives = people.size ? receiving : 'idle';
  const broken = (state) => ['disconnected', 'failed', 'restarting'].includes(state);
  if (broken(receives) || broken(sends)) {
    if (receives === 'restarting' || sends === 'restarting') return ['failed', 'Reconnecting…'];
    return ['failed', 'Network broken'];
  }
  const connecting = (state) => state === 'new' || state === 'connecting';
  if (connecting(sends) || (connecting(receives) && people.size)) return ['connecting', 'Connecting…'];
  if (network.loss) return ['connecting', 'Packets get lost'];
  return ['connected', 'Connected'];
}

/** What the banner says while something is broken. */
export function trouble({ network, me, people }, now = Date.now()) {
  const { signalling, sending, receiving, retryAt } = network;
  if (signalling !== 'connected') {
    const wait = retryAt ? Math.max(0, Math.ceil((retryAt - now) / 1_000)) : 0;
    const next = wait ? ` Next attempt in ${wait} s.` : ' Trying again…';
    return `The server is out of reach; what you see may be old.${next}`;
  }
  const broken = (state) => ['disconnected', 'failed', 'restarting'].includes(state);
  const out = me.publishing && broken(sending);
  const back = people.size > 0 && broken(receiving);
  if (out && back) return 'The network is broken: nothing comes and nothing goes. Reconnecting…';
  if (out) return 'Others cannot see or hear you now: the network is broken. Reconnecting…';
  if (back) return 'You do not receive the others now: the network is broken. Reconnecting…';
  return '';
}

export class Controls {
  #state;
  #media;

  constructor({ state, media, act }) {
    this.#state = state;
    this.#media = media;
    const on = (id, what) => byId(id).addEventListener('click', what);
    on('mic', act.microphone);
    on('cam', act.camera);
    on('share', act.share);
    on('leave', act.leave);
    on('view', () => state.show({ mode: state.view.mode === 'grid' ? 'speaker' : 'grid', pinned: null }));
    on('copy', () => this.#copy());
    on('retry', act.retry);
    on('notice-close', () => state.say(''));
    on('sound-on', act.sound);
    for (const button of document.querySelectorAll('[data-panel]:not([role="tab"])')) {
      button.addEventListener('click', () => state.show({ panel: state.view.panel === button.dataset.panel ? null : button.dataset.panel }));
    }
    document.addEventListener('keydown', (event) => this.#key(event, act));
    setInterval(() => this.#banner(), 1_000);
    state.on(['phase', 'me', 'people', 'network', 'chat', 'view', 'notice'], () => this.render());
    state.on(['numbers'], () => this.#bandwidth());
  }

  render() {
    const { me, view, unread, people, room, description } = this.#state;
    this.#toggle('mic', me.microphone === 'on', ['mic', 'Mute'], ['mic-off', me.microphone === 'none' ? 'Open microphone' : 'Unmute']);
    this.#toggle('cam', me.camera === 'on', ['camera', 'Stop camera'], ['camera-off', 'Start camera']);
    this.#toggle('share', !me.screen, ['screen', 'Share screen'], ['screen-off', 'Stop sharing']);
    byId('share').hidden = !this.#media.canShare;
    byId('mic').hidden = byId('cam').hidden = !this.#media.possible;
    this.#label('view', view.mode === 'grid' ? ['speaker', 'Speaker view'] : ['grid', 'Grid view']);
    byId('unread').hidden = !unread;
    byId('unread').textContent = unread > 9 ? '9+' : String(unread);
    byId('chat-open').setAttribute('aria-label', unread ? `Chat, ${unread} unread` : 'Chat');
    for (const button of document.querySelectorAll('[data-panel]:not([role="tab"])')) {
      button.setAttribute('aria-expanded', String(view.panel === button.dataset.panel));
    }
    byId('room-name').textContent = description || `Room ${room}`;
    byId('room-number').textContent = room === null ? '' : String(room);
    byId('count').textContent = String(people.size + 1);
    byId('people-open').setAttribute('aria-label', `People: ${people.size + 1}`);
    document.title = this.#state.phase === 'room'
      ? `${unread ? `(${unread}) ` : ''}${description || room} · Cardea` : 'Conference · Cardea';
    const [state, text] = standing(this.#state);
    if (byId('standing').textContent !== text) byId('standing').textContent = text;
    byId('status').dataset.state = state;
    byId('alone').hidden = people.size > 0;
    byId('notice').hidden = !this.#state.notice;
    byId('notice-text').textContent = this.#state.notice;
    this.#banner();
  }

  #banner() {
    const text = this.#state.phase === 'room' ? trouble(this.#state) : '';
    byId('banner').hidden = !text;
    if (byId('banner-text').textContent !== text) byId('banner-text').textContent = text;
    byId('retry').hidden = this.#state.network.signalling !== 'gone';
    byId('stage').classList.toggle('stale', Boolean(text));
  }

  #bandwidth() {
    const { received, estimate } = this.#state.numbers;
    byId('bandwidth').textContent = estimate === null ? `↓ ${formatRate(received)}` : `↓ ${formatRate(received)} of ${formatRate(estimate)}`;
  }

  #toggle(id, on, yes, no) {
    this.#label(id, on ? yes : no);
    byId(id).classList.toggle('off', !on);
    byId(id).setAttribute('aria-pressed', String(!on));
  }

  #label(id, [picture, text]) {
    const button = byId(id);
    if (button.dataset.shown === text) return;
    button.dataset.shown = text;
    button.querySelector('svg').replaceWith(icon(picture));
    button.querySelector('span').textContent = text;
    button.title = text;
  }

  async #copy() {
    const url = new URL(location.href);
    url.hash = '';
    url.searchParams.set('room', this.#state.room);
    url.searchParams.delete('pin');
    try {
      await navigator.clipboard.writeText(url.href);
      this.#state.say('The link to this room is in the clipboard.');
    } catch {
      this.#state.say(`The link to this room: ${url.href}`);
    }
  }

  #key(event, act) {
    if (this.#state.phase !== 'room' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, select, textarea, [role="menu"]')) return;
    const what = { m: act.microphone, v: act.camera, c: () => this.#state.show({ panel: 'chat' }) }[event.key];
    if (!what) return;
    event.preventDefault();
    what();
  }
}
