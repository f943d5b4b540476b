// Reads a server's figures as Prometheus does.
import { execFileSync } from 'node:child_process';

let nextPort = 17_089;

/** A port for the listener, and the settings that open it. */
export function monitored(general = 'admin_secret = "tattle"') {
  const port = nextPort++;
  return {
    core: `general: { ${general} }\nmetrics: { enabled = true  port = ${port} }\n`,
    url: `http://127.0.0.1:${port}`,
  };
}

/** returns { text, names, value(name, labels) }; a value is the sum over all series that have the labels. */
export async function scrape(url, accept = 'text/plain') {
  const response = await fetch(`${url}/metrics`, { headers: { accept } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  const series = [];
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] || '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, k, v]) => [k, v]));
    series.push({ name: match[1], labels, value: Number(match[3].replace('Inf', 'Infinity')) });
  }
  return {
    text,
    series,
    names: new Set(series.map((s) => s.name)),
    value(name, wanted = {}) {
      const found = series.filter((s) => s.name === name
        && Object.entries(wanted).every(([k, v]) => s.labels[k] === v));
      return found.reduce((sum, s) => sum + s.value, 0);
    },
  };
}

/** promtool, as Debian's prometheus has it; throws with its complaints. */
export function promtool(args, input) {
  try {
    return execFileSync('promtool', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (e) {
    throw new Error(`promtool ${args.join(' ')}: ${e.stdout}${e.stderr}`);
  }
}
