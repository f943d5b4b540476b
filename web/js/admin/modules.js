// What the server is made of, with questions to each part; and questions to the network around it.
import { element, write } from '../dom.js';
import { print } from './connection.js';
import { explain, isLost, short } from './words.js';

const KINDS = [
  { member: 'plugins', title: 'Plugins', request: 'message_plugin', name: 'plugin', example: '{"request": "list"}' },
  { member: 'transports', title: 'Transports', request: 'query_transport', name: 'transport', example: '{"request": "connections"}' },
  { member: 'events', title: 'Event handlers', request: 'query_eventhandler', name: 'handler', example: '{"request": "tweak", "events": "all"}' },
  { member: 'loggers', title: 'Loggers', request: 'query_logger', name: 'logger', example: '{"request": "info"}' },
];

export class ModulesView {
  title = 'Modules';
  census = false;
  #app;
  #open = false;
  #count = 0;

  constructor(app) {
    this.#app = app;
    this.lists = element('div', { class: 'groups', id: 'modules' });
    this.root = element('section', {}, element('div', { class: 'head' }, element('h1', {}, 'Modules')), this.lists, this.#network());
  }

  async open() {
    this.#open = true;
    try {
      const info = await this.#app.ask('info');
      if (!this.#open) return;
      const groups = KINDS.map((kind) => [kind, Object.entries(info[kind.member] ?? {}).sort(([a], [b]) => a.localeCompare(b))]);
      this.#count = groups.reduce((sum, [, list]) => sum + list.length, 0);
      this.lists.replaceChildren(...groups.map(([kind, list]) => element('section', { class: 'panel', 'aria-label': kind.title },
        element('h2', {}, kind.title),
        list.length ? element('ul', { class: 'rows' }, ...list.map(([name, about]) => this.#module(kind, name, about))) : element('p', { class: 'quiet' }, 'None.'))));
    } catch (error) {
      if (!isLost(error)) this.#app.say(explain(error), true);
    }
  }

  close() {
    this.#open = false;
  }

  #module(kind, name, about) {
    const text = element('textarea', { rows: 2, spellcheck: 'false', 'aria-label': `Request to ${name}` });
    text.value = kind.example;
    const answer = element('pre', { hidden: true, 'aria-live': 'polite' });
    const send = async (event) => {
      event.preventDefault();
      let request;
      try {
        request = JSON.parse(text.value);
      } catch {
        return this.#app.say('This is not JSON.', true);
      }
      await this.#answered(answer, async () => (await this.#app.ask(kind.request, { [kind.name]: name, request })).response);
    };
    return element('li', {}, element('details', { class: 'module' },
      element('summary', {}, element('strong', {}, short(name)), ' ', element('span', { class: 'quiet' }, `${about.version_string ?? ''} · ${about.name ?? ''}`)),
      element('p', { class: 'quiet' }, name, element('br'), about.description ?? ''),
      element('form', { class: 'query', onsubmit: send }, text, element('button', {}, 'Ask')), answer));
  }

  async #answered(node, work) {
    node.hidden = false;
    try {
      write(node, print(await work(), 2));
    } catch (error) {
      write(node, explain(error));
    }
  }

  #network() {
    const answer = element('pre', { hidden: true, 'aria-live': 'polite' });
    const form = (label, id, placeholder, request) => {
      const input = element('input', { type: 'text', id, placeholder, required: true, autocomplete: 'off' });
      const send = (event) => {
        event.preventDefault();
        this.#answered(answer, async () => {
          const { janus, transaction, ...told } = await request(input.value.trim());
          return { ...told, elapsed: `${told.elapsed} µs` };
        });
      };
      return element('form', { class: 'row', onsubmit: send }, element('label', { class: 'field wide' }, element('span', {}, label), input), element('button', {}, 'Ask'));
    };
    return element('section', { class: 'panel', 'aria-label': 'The network' }, element('h2', {}, 'The network, seen from the server'),
      form('Resolve a name', 'resolve', 'stun.example.com', (address) => this.#app.ask('resolve_address', { address })),
      form('Ask a STUN server', 'stun', 'stun.example.com:3478', (server) => {
        const [, address, port] = server.match(/^(.*?)(?::(\d+))?$/);
        return this.#app.ask('test_stun', { address, port: Number(port ?? 3478) });
      }), answer);
  }

  snapshot() {
    return { modules: this.#count, texts: [...this.lists.querySelectorAll('summary')].map((node) => node.textContent) };
  }
}
