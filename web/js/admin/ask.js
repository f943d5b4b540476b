// Dialogues: nothing that ends somebody's call is done without a second click.
import { element } from '../dom.js';

/**
 * Asks for a confirmation and perhaps for values; resolves with the values by name, or null if the
 * answer was no.
 */
export function ask({ title, text = '', yes, danger = false, fields = [] }) {
  const dialog = document.getElementById('ask');
  const inputs = fields.map(field);
  const error = element('p', { class: 'notice', role: 'alert', hidden: true });
  const form = element('form', { method: 'dialog' },
    element('h2', {}, title),
    text ? element('p', {}, text) : '',
    ...inputs.map(({ label }) => label),
    error,
    element('div', { class: 'row ends' },
      element('button', { type: 'button', value: 'no', onclick: () => dialog.close('no') }, 'Cancel'),
      element('button', { class: danger ? 'danger' : 'primary', value: 'yes', id: 'ask-yes' }, yes)));
  dialog.setAttribute('aria-label', title);
  dialog.replaceChildren(form);
  dialog.returnValue = 'no';
  dialog.showModal();
  (inputs[0]?.input ?? dialog.querySelector('#ask-yes')).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const values = Object.fromEntries(inputs.map(({ name, read }) => [name, read()]));
      dialog.replaceChildren();
      resolve(dialog.returnValue === 'yes' ? values : null);
    }, { once: true });
  });
}

function field({ name, label, type = 'text', value = '', hint = '', options = [], required = false, min = null }) {
  const id = `ask-${name}`;
  if (type === 'check') {
    const input = element('input', { type: 'checkbox', id });
    input.checked = Boolean(value);
    return { name, input, read: () => input.checked, label: element('label', { class: 'check' }, input, label) };
  }
  const input = type === 'select'
    ? element('select', { id }, ...options.map(([v, words]) => element('option', { value: v }, words)))
    : element('input', { id, type, autocomplete: 'off', required, min });
  input.value = value;
  return {
    name, input, read: () => (type === 'number' ? Number(input.value) : input.value),
    label: element('label', { class: 'field' }, element('span', {}, label), input, hint ? element('small', { class: 'quiet' }, hint) : ''),
  };
}
