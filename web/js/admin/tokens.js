// Tokens that the server keeps, and which plugins each may use.
import { element, sync, write } from '../dom.js';
import { ask } from './ask.js';
import { count, explain, isLost, short } from './words.js';

const PERIOD_MS = 4_000;

export class TokensView {
  title = 'Tokens';
  census = false;
  #app;
  #timer;
  #open = false;
  #plugins = [];
  #tokens = [];

  constructor(app) {
    this.#app = app;
    this.sum = element('p', { class: 'quiet', role: 'status', id: 'tokens-sum' }, 'Asking the server …');
    this.list = element('ul', { class: 'rows', id: 'tokens' });
    this.token = element('input', { type: 'text', id: 'new-token', required: true, autocomplete: 'off' });
    this.chosen = element('div', { class: 'checks', id: 'new-plugins' });
    this.form = element('form', { class: 'panel add', 'aria-label': 'Add a token', onsubmit: (event) => this.#add(event) },
      element('h2', {}, 'Add a token'),
      element('div', { class: 'row' },
        element('label', { class: 'field wide' }, element('span', {}, 'Token'), this.token),
        element('button', { type: 'button', onclick: () => this.#invent() }, 'Make one up'),
        element('button', { class: 'primary', id: 'add-token' }, 'Add')),
      this.chosen);
    this.root = element('section', {}, element('div', { class: 'head' }, element('h1', {}, 'Tokens'), this.sum), this.form, this.list);
  }

  async open() {
    this.#open = true;
    this.form.hidden = true;
    try {
      const { plugins } = await this.#app.ask('info');
      this.#plugins = Object.keys(plugins).sort();
      this.chosen.replaceChildren(...this.#plugins.map((name) => {
        const input = element('input', { type: 'checkbox', value: name });
        input.checked = true;
        return element('label', { class: 'check' }, input, short(name));
      }));
    } catch (error) {
      if (!isLost(error)) write(this.sum, explain(error));
    }
    if (this.#open) this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const { data } = await this.#app.ask('list_tokens');
      this.#tokens = data.tokens;
      this.form.hidden = false;
      write(this.sum, this.#tokens.length ? `${count(this.#tokens.length, 'token')}.` : 'There are none: nobody gets in by a token.');
      this.#render();
    } catch (error) {
      if (!isLost(error)) {
        write(this.sum, explain(error));
        this.form.hidden = true;
        if (error.code === 490) return;
      }
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  #render() {
    sync(this.list, this.#tokens, ({ token }) => token, ({ token }) => element('li', { class: 'panel token' },
      element('div', { class: 'row middle' }, element('strong', {}, element('code', {}, token)), element('span', { class: 'grow' }),
        element('button', { class: 'small off remove', onclick: () => this.#remove(token) }, 'Remove')),
      element('div', { class: 'checks' }, ...this.#plugins.map((name) => {
        const input = element('input', { type: 'checkbox', value: name, onchange: () => this.#allow(token, name, input) });
        return element('label', { class: 'check' }, input, short(name));
      }))), (node, { allowed_plugins: allowed }) => {
      for (const input of node.querySelectorAll('input')) input.checked = allowed.includes(input.value);
    });
  }

  #invent() {
    this.token.value = Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, '0')).join('');
  }

  async #add(event) {
    event.preventDefault();
    const token = this.token.value.trim();
    const plugins = [...this.chosen.querySelectorAll('input:checked')].map((input) => input.value);
    if (!token) return;
    if (!plugins.length) return this.#app.say('Choose a plugin: a token without any is of no use.', true);
    const done = await this.#app.attempt(() => this.#app.ask('add_token', { token, plugins }), 'The token is added.');
    if (done) this.token.value = '';
    this.#poll();
  }

  async #allow(token, plugin, input) {
    const { checked } = input;
    if (!checked && this.#tokens.find((t) => t.token === token)?.allowed_plugins.length === 1) {
      input.checked = true;
      return this.#app.say('A token without a plugin is of no use: remove it instead.', true);
    }
    await this.#app.attempt(() => this.#app.ask(checked ? 'allow_token' : 'disallow_token', { token, plugins: [plugin] }),
      `The token ${checked ? 'may use' : 'may no longer use'} ${short(plugin)}.`);
    this.#poll();
  }

  async #remove(token) {
    if (!(await ask({ title: 'Remove the token?', text: `“${token}” will open nothing any more. Sessions that are there stay.`, yes: 'Remove', danger: true }))) return;
    await this.#app.attempt(() => this.#app.ask('remove_token', { token }), 'The token is removed.');
    this.#poll();
  }

  snapshot() {
    return { tokens: this.#tokens, sum: this.sum.textContent };
  }
}
