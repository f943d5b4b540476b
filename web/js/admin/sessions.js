// The list of all handles, with a filter.
import { element, sync, write } from '../dom.js';
import { formatRate } from '../plot.js';
import { ask } from './ask.js';
import { describe, rates } from './census.js';
import { count, duration, short } from './words.js';

const MOST_ROWS = 100;

/** One row: a handle, or a session that has none. */
function rowsOf(census) {
  return [...census.sessions.values()].flatMap((session) =>
    (session.handles.size
      ? [...session.handles.values()].map((handle) => ({ key: handle.key, session, handle }))
      : [{ key: `${session.id}/`, session, handle: null }]));
}

function textOf({ session, handle }) {
  if (!handle) return String(session.id);
  const { plugin, name, role } = describe(handle);
  const { opaque_id: opaque = '', session_transport: transport = '', token = '' } = handle.info ?? {};
  return [session.id, handle.id, plugin, name, role, opaque, transport, token].join('\n').toLowerCase();
}

export class SessionsView {
  title = 'Sessions';
  census = true;
  #census;
  #app;
  #shown = 0;

  constructor(app) {
    this.#app = app;
    this.#census = app.census;
    this.filter = element('input', {
      type: 'search', id: 'filter', placeholder: 'Id, name, opaque id, room, plugin …', 'aria-label': 'Filter', oninput: () => this.render(),
    });
    this.plugin = element('select', { id: 'filter-plugin', 'aria-label': 'Plugin', onchange: () => this.render() }, element('option', { value: '' }, 'All plugins'));
    this.sum = element('p', { class: 'quiet', id: 'sum', role: 'status' });
    this.list = element('ul', { class: 'rows handles', id: 'handles' });
    this.root = element('section', {},
      element('div', { class: 'head' }, element('h1', {}, 'Sessions'), this.sum),
      element('div', { class: 'filters' }, this.filter, this.plugin),
      element('div', { class: 'row-head handles', 'aria-hidden': 'true' },
        ...['Handle', 'Plugin', 'What', 'Receives', 'Sends', 'Since'].map((words) => element('span', {}, words))),
      this.list);
  }

  open() {
    this.render();
  }

  close() {
    this.#census.wanted.clear();
  }

  render() {
    const all = rowsOf(this.#census);
    this.#plugins();
    const words = this.filter.value.trim().toLowerCase();
    const plugin = this.plugin.value;
    const matching = all.filter((row) =>
      (!words || textOf(row).includes(words)) && (!plugin || (row.handle?.info?.plugin ?? '') === plugin));
    const rows = matching.slice(0, MOST_ROWS);
    this.#shown = rows.length;
    this.#census.wanted = new Set(rows.filter(({ handle }) => handle).map(({ key }) => key));
    const handles = all.filter(({ handle }) => handle).length;
    const parts = [`${count(handles, 'handle')} in ${count(this.#census.sessions.size, 'session')}`];
    if (words || plugin) parts.push(`${matching.length} match`);
    if (matching.length > rows.length) parts.push(`the first ${rows.length} are shown`);
    if (this.#census.unknown) parts.push(`${this.#census.unknown} still to be asked about`);
    write(this.sum, `${parts.join(', ')}.`);
    sync(this.list, rows, ({ key }) => key, (row) => this.#make(row), (node, row) => this.#update(node, row));
  }

  #plugins() {
    const names = [...new Set(this.#census.handles.map(({ info }) => info?.plugin).filter(Boolean))].sort();
    const there = [...this.plugin.options].map((o) => o.value).filter(Boolean);
    for (const name of names) if (!there.includes(name)) this.plugin.append(element('option', { value: name }, short(name)));
  }

  #make({ session, handle }) {
    if (!handle) {
      return element('li', { class: 'row-card' },
        element('span', { class: 'ids' }, element('strong', {}), element('span', { class: 'quiet' }, `session ${session.id}`)),
        element('span', { class: 'end' }, element('button', { class: 'small', onclick: () => this.#destroy(session) }, 'Destroy session')));
    }
    const cell = (name, label) => element('span', { class: `cell ${name}`, 'data-label': label });
    return element('li', {}, element('a', { class: 'row-card', href: `#/handle/${handle.session}/${handle.id}` },
      element('span', { class: 'ids' }, element('strong', {}, String(handle.id)), element('span', { class: 'quiet' }, `session ${session.id}`)),
      cell('plugin', 'Plugin'),
      element('span', { class: 'cell what' }, element('span', { class: 'name' }), element('span', { class: 'quiet' })),
      cell('in', 'Receives'), cell('out', 'Sends'), cell('since', 'Since')));
  }

  #update(node, { session, handle }) {
    if (!handle) return write(node.querySelector('strong'), session.asked ? 'no handle' : '…');
    const { plugin, name, role } = describe(handle);
    const opaque = handle.info?.opaque_id ?? '';
    const one = (selector, text) => write(node.querySelector(selector), text);
    one('.plugin', short(plugin) || '…');
    one('.name', name || opaque);
    one('.what .quiet', [role, name && opaque ? opaque : ''].filter(Boolean).join(' · '));
    const flow = handle.full ? rates(handle.info) : null;
    one('.in', flow ? formatRate(flow.in) : '–');
    one('.out', flow ? formatRate(flow.out) : '–');
    const { created, current_time: now } = handle.info ?? {};
    one('.since', created ? duration((Number(now) - Number(created)) / 1e6) : '…');
  }

  async #destroy(session) {
    const yes = await ask({ title: 'Destroy the session?', text: `Session ${session.id} and everything in it ends at once.`, yes: 'Destroy session', danger: true });
    if (yes) await this.#app.attempt(() => this.#app.ask('destroy_session', { session_id: session.id }), 'The session is destroyed.');
    this.#census.round().catch(() => {});
  }

  snapshot() {
    return { shown: this.#shown, sum: this.sum.textContent, rows: [...this.list.children].map((node) => node.textContent) };
  }
}
