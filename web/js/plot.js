// Some values over time on a canvas.

const SECONDS = 60;

export class Plot {
  #canvas;
  #points;
  #most;
  #format;
  #least;
  #series = new Map();
  #mark = null;

  /**
   * A line for each of `series`: its name, and the colour as a property of the sheet. The scale
   * reaches at least to `least` and is told by `format`. There is room for `points` values, and for
   * more of them, as they come, up to `most`.
   */
  constructor(canvas, series, { points = SECONDS, most = points, format = formatRate, least = 100e3 } = {}) {
    this.#canvas = canvas;
    this.#points = points;
    this.#most = most;
    this.#format = format;
    this.#least = least;
    for (const name of Object.keys(series)) this.#series.set(name, { color: series[name], values: [] });
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** One value per series, once a second; null where there is none. */
  add(values) {
    for (const [name, series] of this.#series) {
      series.values.push(values[name] === undefined ? 0 : values[name]);
      if (series.values.length > this.#most) series.values.shift();
      this.#points = Math.max(this.#points, series.values.length);
    }
    this.draw();
  }

  /** All values anew: those of a series are a list, the newest last. */
  show(values) {
    for (const [name, series] of this.#series) {
      series.values = values[name].slice(-this.#most);
      this.#points = Math.max(this.#points, series.values.length);
    }
    this.draw();
  }

  /** How many values there is room for at the moment. */
  get points() {
    return this.#points;
  }

  clear() {
    for (const series of this.#series.values()) series.values.length = 0;
    this.draw();
  }

  /** Marks what was there at a share of the width, 0 to 1; says how long ago that is, in points. */
  mark(share) {
    this.#mark = share === null ? null : Math.round((1 - share) * (this.#points - 1));
    this.draw();
    return this.#mark;
  }

  draw() {
    const canvas = this.#canvas;
    const scale = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const g = canvas.getContext('2d');
    g.scale(scale, scale);
    const top = this.#top();
    const xOf = (ago) => width * (1 - ago / (this.#points - 1));
    g.font = '11px system-ui, sans-serif';
    for (const share of [0, 0.5, 1]) {
      const y = Math.round(height - 2 - share * (height - 16)) + 0.5;
      g.strokeStyle = colorOf(canvas, '--line');
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(0, y);
      g.lineTo(width, y);
      g.stroke();
      g.fillStyle = colorOf(canvas, '--quiet');
      if (share) g.fillText(this.#format(top * share), 2, y - 3);
    }
    if (this.#mark !== null) {
      g.strokeStyle = colorOf(canvas, '--quiet');
      g.beginPath();
      g.moveTo(xOf(this.#mark), 0);
      g.lineTo(xOf(this.#mark), height);
      g.stroke();
    }
    for (const { color, values } of this.#series.values()) {
      g.strokeStyle = colorOf(canvas, color);
      g.lineWidth = 2;
      g.lineJoin = 'round';
      g.beginPath();
      let drawing = false;
      values.forEach((value, i) => {
        const known = value !== null;
        const x = xOf(values.length - 1 - i);
        const y = height - 2 - (value / top) * (height - 16);
        if (known && drawing) g.lineTo(x, y);
        else if (known) g.moveTo(x, y);
        drawing = known;
      });
      g.stroke();
    }
  }

  /** A round figure that nothing is above: 1, 2 or 5 times a power of ten. */
  #top() {
    let most = this.#least;
    for (const { values } of this.#series.values()) most = Math.max(most, ...values);
    const power = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 5, 10].map((n) => n * power).find((step) => most <= step) ?? most;
  }
}

/** A colour of the sheet as the canvas understands it: light-dark() must be resolved first. */
function colorOf(canvas, property) {
  canvas.style.color = `var(${property})`;
  return getComputedStyle(canvas).color;
}

export const formatRate = (bps) =>
  bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1e3)} kbit/s`;
