// A plot with a heading, and a legend that tells values: the latest, or those under the pointer.
import { element, write } from '../dom.js';
import { Plot } from '../plot.js';
import { POINTS } from './history.js';
import { duration } from './words.js';

export class Chart {
  #plot;
  #series;
  #values = {};
  #format;
  #mark = null;
  #when;
  #seconds; // between two values

  /** `series`: name → { label, color, field }, in the order of the legend. */
  constructor(title, series, { format, least, most = POINTS, seconds = 1, id = null, quiet = false }) {
    this.#series = series;
    this.#format = format;
    this.#seconds = seconds;
    const canvas = element('canvas', { class: 'plot', role: 'img', 'aria-label': `${title} over time`, id });
    this.#when = element('span', { class: 'quiet when' });
    this.legend = new Map(Object.entries(series).map(([name, { label, color }]) => {
      const value = element('b', {}, '–');
      const line = element('i', {});
      line.style.background = `var(${color})`;
      return [name, { value, root: element('span', {}, line, `${label} `, value) }];
    }));
    this.root = element('figure', { class: 'chart' },
      element('figcaption', {}, element(quiet ? 'span' : 'h3', {}, title), this.#when),
      canvas,
      element('p', { class: 'legend' }, ...[...this.legend.values()].map(({ root }) => root)));
    const colors = Object.fromEntries(Object.entries(series).map(([name, { color }]) => [name, color]));
    this.#plot = new Plot(canvas, colors, { points: Math.min(60, most / 2), most, format, least });
    canvas.addEventListener('pointermove', (event) => this.#hover(event.offsetX / canvas.clientWidth));
    canvas.addEventListener('pointerleave', () => this.#hover(null));
  }

  get points() {
    return Math.max(0, ...Object.values(this.#values).map((v) => v.filter((x) => x !== null).length));
  }

  #hover(share) {
    this.#mark = this.#plot.mark(share);
    this.#tell();
  }

  /** Lists of values by name, oldest first. */
  show(values) {
    this.#values = values;
    for (const [name, { root }] of this.legend) {
      root.hidden = Boolean(this.#series[name].optional) && values[name].every((v) => v === null);
    }
    this.#plot.show(values);
    this.#tell();
  }

  #tell() {
    write(this.#when, this.#mark === null ? `last ${duration(this.#plot.points * this.#seconds)}` : `${duration(this.#mark * this.#seconds)} ago`);
    for (const [name, { value }] of this.legend) {
      const known = (this.#values[name] ?? []).at(-1 - (this.#mark ?? 0)) ?? null;
      write(value, known === null ? '–' : this.#format(known));
    }
  }
}
