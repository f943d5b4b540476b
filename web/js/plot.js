// A minute of bitrates on a canvas.

const SECONDS = 60;

export class Plot {
  #canvas;
  #series = new Map();

  constructor(canvas, series) {
    this.#canvas = canvas;
    for (const name of Object.keys(series)) this.#series.set(name, { color: series[name], values: [] });
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** One value per series, in bit/s, once a second; null where there is none. */
  add(values) {
    for (const [name, series] of this.#series) {
      series.values.push(values[name] === undefined ? 0 : values[name]);
      if (series.values.length > SECONDS) series.values.shift();
    }
    this.draw();
  }

  clear() {
    for (const series of this.#series.values()) series.values.length = 0;
    this.draw();
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
      if (share) g.fillText(formatRate(top * share), 2, y - 3);
    }
    for (const { color, values } of this.#series.values()) {
      g.strokeStyle = colorOf(canvas, color);
      g.lineWidth = 2;
      g.lineJoin = 'round';
      g.beginPath();
      let drawing = false;
      values.forEach((value, i) => {
        const known = value !== null;
        const x = width * (1 - (values.length - 1 - i) / (SECONDS - 1));
        const y = height - 2 - (value / top) * (height - 16);
        if (known && drawing) g.lineTo(x, y);
        else if (known) g.moveTo(x, y);
        drawing = known;
      });
      g.stroke();
    }
  }

  #top() {
    let most = 0;
    for (const { values } of this.#series.values()) most = Math.max(most, ...values);
    const steps = [100e3, 250e3, 500e3, 1e6, 2e6, 3e6, 5e6, 10e6];
    return steps.find((step) => most <= step) ?? most;
  }
}

/** A colour of the sheet as the canvas understands it: light-dark() must be resolved first. */
function colorOf(canvas, property) {
  canvas.style.color = `var(${property})`;
  return getComputedStyle(canvas).color;
}

export const formatRate = (bps) =>
  bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1e3)} kbit/s`;
