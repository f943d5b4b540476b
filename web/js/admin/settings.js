// Settings that change while the server runs.
import { element, write } from '../dom.js';
import { LOG_LEVELS, explain, isLost } from './words.js';

const PERIOD_MS = 3_000;

/** What `get_status` calls it, how it is set, and what it is. */
const SETTINGS = [
  { group: 'Sessions and media', rows: [
    { name: 'session_timeout', request: 'set_session_timeout', member: 'timeout', label: 'Session timeout', unit: 'seconds', hint: 'An idle session ends after that; 0 for never.' },
    { name: 'no_media_timer', request: 'set_no_media_timer', label: 'No media after', unit: 'seconds', hint: 'A client is told that its media does not arrive; 0 for never.' },
    { name: 'slowlink_threshold', request: 'set_slowlink_threshold', label: 'Slow link from', unit: 'packets a second', hint: 'A client is told when so many are lost; 0 for never.' },
    { name: 'min_nack_queue', request: 'set_min_nack_queue', label: 'Kept for retransmission', unit: 'milliseconds', hint: 'At least so long, at most 1000.', most: 1_000 },
    { name: 'nack-optimizations', request: 'set_nack_optimizations', member: 'nack_optimizations', label: 'Clear it at keyframes', hint: 'What was kept for retransmission is dropped when a keyframe goes out.', type: 'flag' },
  ] },
  { group: 'Log', rows: [
    { name: 'log_level', request: 'set_log_level', member: 'level', label: 'Log level', type: 'level', hint: 'How much the server writes.' },
    { name: 'log_timestamps', request: 'set_log_timestamps', member: 'timestamps', label: 'Times', hint: 'Each line begins with the time.', type: 'flag' },
    { name: 'log_colors', request: 'set_log_colors', member: 'colors', label: 'Colours', hint: 'For terminals.', type: 'flag' },
  ] },
];

export class SettingsView {
  title = 'Settings';
  census = false;
  #app;
  #timer;
  #open = false;
  #rows = new Map();
  #status = {};

  constructor(app) {
    this.#app = app;
    this.line = element('input', { type: 'text', id: 'log-line', 'aria-label': 'A line for the log', placeholder: 'A line for the log', autocomplete: 'off' });
    this.root = element('section', {},
      element('div', { class: 'head' }, element('h1', {}, 'Settings')),
      element('p', { class: 'quiet' }, 'What you change here holds at once, also for calls that are there, and until the server ends. Nothing is written to a file.'),
      ...SETTINGS.map(({ group, rows }) => element('section', { class: 'panel', 'aria-label': group },
        element('h2', {}, group), element('div', { class: 'settings' }, ...rows.map((row) => this.#make(row))),
        group === 'Log' ? element('form', { class: 'talk', onsubmit: (event) => this.#write(event) }, this.line, element('button', {}, 'Write')) : '')));
  }

  #make(row) {
    const id = `set-${row.name}`;
    const set = (value) => this.#set(row, value);
    let input;
    let control;
    if (row.type === 'flag') {
      input = element('input', { type: 'checkbox', id, role: 'switch', onchange: () => set(input.checked) });
      control = input;
    } else if (row.type === 'level') {
      input = element('select', { id, onchange: () => set(Number(input.value)) }, ...LOG_LEVELS.map((words, i) => element('option', { value: i }, words)));
      control = input;
    } else {
      input = element('input', { type: 'number', id, min: 0, max: row.most ?? 2_147_483_647, step: 1, required: true, inputmode: 'numeric' });
      control = element('form', { class: 'row', onsubmit: (event) => {
        event.preventDefault();
        set(Number(input.value));
      } }, input, element('button', { id: `${id}-set` }, 'Set'));
    }
    this.#rows.set(row.name, { row, input });
    return element('div', { class: 'setting' },
      element('label', { for: id }, element('span', {}, row.label + (row.unit ? `, ${row.unit}` : '')), element('small', { class: 'quiet' }, row.hint)), control);
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
      const { status } = await this.#app.ask('get_status');
      this.#show(status);
    } catch (error) {
      if (!isLost(error)) this.#app.say(explain(error), true);
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  /** A field that somebody is writing in keeps what they write. */
  #show(status) {
    this.#status = status;
    for (const [name, { row, input }] of this.#rows) {
      const value = status[name];
      input.closest('.setting').hidden = value === undefined;
      if (document.activeElement === input && row.type !== 'flag') continue;
      if (row.type === 'flag') input.checked = Boolean(value);
      else input.value = String(value);
    }
  }

  async #set(row, value) {
    const { request, name, member = name, label } = row;
    const answer = await this.#app.attempt(() => this.#app.ask(request, { [member]: value }));
    this.#rows.get(name).input.blur();
    if (answer) {
      const now = answer[name] ?? answer[member] ?? value;
      this.#app.say(row.type === 'flag' ? `${label}: ${now ? 'on' : 'off'} now.` : `${label}: ${now} now.`);
    }
    this.#poll();
  }

  async #write(event) {
    event.preventDefault();
    const line = this.line.value.trim();
    if (!line) return;
    if (await this.#app.attempt(() => this.#app.ask('custom_logline', { line }), 'It is in the log.')) this.line.value = '';
  }

  snapshot() {
    return { status: this.#status, shown: Object.fromEntries([...this.#rows].map(([name, { input }]) => [name, input.type === 'checkbox' ? input.checked : input.value])) };
  }
}
