// What flowed through a handle in the last minutes, computed from the counters that the server tells.

export const POINTS = 300;
export const PERIOD_MS = 1_000;
const GAP_MICROS = 3_500_000; // longer than that between two answers, and nothing is known of the time

const FIELDS = ['inBps', 'outBps', 'inPackets', 'outPackets', 'inLost', 'outLost', 'nacksSent', 'nacksReceived', 'rtt', 'inJitter', 'outJitter'];
const RATES = FIELDS.slice(0, 8);

function layersOf(stats) {
  const above = Object.keys(stats ?? {}).filter((name) => name.startsWith('video-simulcast')).sort();
  return [stats ?? {}, ...above.map((name) => stats[name])];
}

/** The counters of a stream, all layers together. */
function countersOf(line) {
  const layers = layersOf(line.stats?.in);
  const sum = (name) => layers.reduce((total, layer) => total + (layer[name] ?? 0), 0);
  const reports = Object.values(line.rtcp ?? {});
  const out = line.stats?.out ?? {};
  return {
    inBps: sum('bytes') * 8,
    outBps: (out.bytes ?? 0) * 8,
    inPackets: sum('packets'),
    outPackets: out.packets ?? 0,
    inLost: reports.reduce((total, each) => total + (each.lost ?? 0), 0),
    outLost: line.rtcp?.main?.['lost-by-remote'] ?? 0,
    nacksSent: sum('nacks'),
    nacksReceived: out.nacks ?? 0,
    rtt: line.rtcp?.main?.rtt ?? 0,
    inJitter: line.rtcp?.main?.['jitter-local'] ?? 0,
    outJitter: line.rtcp?.main?.['jitter-remote'] ?? 0,
  };
}

/** What is told of a simulcast layer, from the lowest. */
export const layerStats = (line) => layersOf(line.stats?.in);

export class History {
  #last = null; // { at, counters by mid }
  #samples = []; // { byMid, estimate }

  get length() {
    return this.#samples.length;
  }

  get mids() {
    return [...new Set(this.#samples.flatMap(({ byMid }) => [...byMid.keys()]))];
  }

  add(info) {
    const lines = Object.entries(info.webrtc?.media ?? {});
    const now = { at: Number(info.current_time), counters: new Map(lines.map(([mid, line]) => [mid, countersOf(line)])) };
    const micros = this.#last ? now.at - this.#last.at : 0;
    if (micros > 0) {
      const byMid = new Map();
      for (const [mid, counters] of now.counters) byMid.set(mid, this.#sample(counters, this.#last.counters.get(mid), micros));
      this.#push({ byMid, estimate: info.webrtc?.bwe?.estimate ?? null });
    }
    this.#last = now;
  }

  #sample(now, before, micros) {
    if (!before || micros > GAP_MICROS) return null;
    const sample = { ...now };
    for (const name of RATES) {
      const grown = now[name] - before[name];
      // Losses go down when what was missing comes late; another counter only with another call.
      if (grown < 0) sample[name] = name.endsWith('Lost') ? 0 : null;
      else sample[name] = (grown * 1e6) / micros;
    }
    return sample;
  }

  #push(sample) {
    this.#samples.push(sample);
    if (this.#samples.length > POINTS) this.#samples.shift();
  }

  /** The values of a field, oldest first: of one stream, or of all together. */
  series(field, mid = '') {
    if (field === 'estimate') return this.#samples.map((sample) => sample.estimate);
    const together = RATES.includes(field) ? (a, b) => a + b : (a, b) => Math.max(a, b);
    return this.#samples.map(({ byMid }) => {
      const known = (mid ? [byMid.get(mid)] : [...byMid.values()]).filter((s) => s && s[field] !== null).map((s) => s[field]);
      return known.length ? known.reduce(together) : null;
    });
  }

  latest(field, mid) {
    return this.series(field, mid).at(-1) ?? null;
  }
}
