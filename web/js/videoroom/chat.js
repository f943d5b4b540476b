// The chat: what is said through the data channels, with names and times.
import { element } from '../dom.js';

const MAX_TEXT = 4_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** What goes over the channel. */
export const encode = (text) => JSON.stringify({ type: 'chat', text });

/** Other clients may send mere text. */
export function decode(raw) {
  if (typeof raw !== 'string') return null;
  try {
    const message = JSON.parse(raw);
    if (message?.type === 'chat' && typeof message.text === 'string') return message.text.slice(0, MAX_TEXT);
  } catch {
    // not ours
  }
  return raw.slice(0, MAX_TEXT);
}

export class Chat {
  #state;
  #conference;
  #shown = 0;
  #last = null;

  constructor({ log, form, input, send, hint }, { state, conference }) {
    Object.assign(this, { log, form, input, send, hint });
    this.#state = state;
    this.#conference = conference;
    conference.addEventListener('chat', ({ detail }) => this.#hear(detail));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#say();
    });
    input.addEventListener('focus', () => conference.openChat());
    state.on(['chat', 'phase', 'me'], () => this.#render());
  }

  #hear({ feed, text: raw }) {
    const text = decode(raw);
    const id = [...this.#state.people.keys()].find((key) => String(key) === feed);
    if (text) this.#state.addMessage({ from: feed, name: this.#state.nameOf(id ?? feed), text, time: new Date() });
  }

  #say() {
    const text = this.input.value.trim().slice(0, MAX_TEXT);
    if (!text || !this.#conference.publisher?.canTalk) return;
    this.#conference.say(encode(text));
    this.#state.addMessage({ from: 'me', name: 'You', text, time: new Date(), mine: true });
    this.input.value = '';
  }

  #render() {
    const { chat, me } = this.#state;
    const canTalk = Boolean(this.#conference.publisher?.canTalk);
    this.send.disabled = !canTalk;
    this.hint.textContent = this.#hintFor(canTalk, me);
    if (chat.length < this.#shown || !chat.length) {
      this.log.replaceChildren();
      this.#shown = 0;
      this.#last = null;
    }
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    for (const message of chat.slice(this.#shown)) this.log.append(this.#line(message));
    if (this.#shown !== chat.length && (atEnd || chat.at(-1)?.mine)) this.log.scrollTop = this.log.scrollHeight;
    this.#shown = chat.length;
  }

  #hintFor(canTalk, me) {
    if (!this.#state.chat.length && canTalk) return 'Everybody in the room reads this. What was written before you came is not shown.';
    if (canTalk) return '';
    return me.publishing ? 'Connecting the chat…' : 'You only listen. Write here and the chat connects.';
  }

  #line(message) {
    const line = element('li', { class: message.mine ? 'mine' : null });
    if (this.#last !== message.from) {
      line.append(element('p', { class: 'said-by' },
        element('strong', {}, message.name), ' ',
        element('time', { datetime: message.time.toISOString() }, clock.format(message.time))));
    }
    this.#last = message.from;
    line.append(element('p', { class: 'said' }, message.text));
    return line;
  }
}
