// The server: what it is, how long it runs, and how busy its loops are.
import { element, sync, write } from '../dom.js';
import { ask } from './ask.js';
import { Chart } from './chart.js';
import { print } from './connection.js';
import { pairs } from './handle.js';
import { count, duration, explain, isLost, number, percent, time } from './words.js';

const PERIOD_MS = 2_000;
const POINTS = 150; // five minutes
const WINDOW = 5; // answers whose difference tells of the last turns

/** Differences of two histograms of turn times, as [nanoseconds, turns]. */
function between(before, now) {
  const old = new Map(before);
  return now.map(([nanos, turns]) => [nanos, turns - (old.get(nanos) ?? 0)]).filter(([, turns]) => turns > 0);
}

function quantile(histogram, share) {
  const all = histogram.reduce((sum, [, turns]) => sum + turns, 0);
  let seen = 0;
  for (const [nanos, turns] of histogram) {
    seen += turns;
    if (seen >= all * share) return nanos;
  }
  return null;
}

export class OverviewView {
  title = 'Server';
  census = false;
  #app;
  #timer;
  #open = false;
  #loops = new Map(); // id → { chart, busy: [], answers: [] }
  #status = {};
  #accepted; // what we last made of it, for a server that does not tell

  constructor(app) {
    this.#app = app;
    this.name = element('h1', { id: 'server-name' }, 'Server');
    this.numbers = element('dl', { class: 'numbers big', id: 'numbers' });
    this.accepting = element('p', { class: 'status', id: 'accepting' });
    this.accept = element('button', { id: 'accept', hidden: true, onclick: () => this.#accept() });
    this.loops = element('ul', { class: 'loops', id: 'loops' });
    this.noLoops = element('p', { class: 'quiet' }, 'Asking the server …');
    this.facts = element('dl', { class: 'facts double', id: 'facts' });
    this.everything = element('pre', {});
    this.root = element('section', {},
      element('div', { class: 'head' }, this.name, element('div', { class: 'row middle' }, this.accepting, this.accept)),
      this.numbers,
      element('section', { class: 'panel', 'aria-label': 'Media loops' }, element('h2', {}, 'Media loops'), this.noLoops, this.loops),
      element('section', { class: 'panel', 'aria-label': 'About the server' }, element('h2', {}, 'About the server'), this.facts),
      element('details', { class: 'panel' }, element('summary', {}, 'Everything, as the server tells it'), this.everything));
  }

  open() {
    this.#open = true;
    this.#info();
    this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  async #info() {
    try {
      const { janus, transaction, ...info } = await this.#app.ask('info');
      write(this.name, info['server-name'] || info.name);
      write(this.everything, print(info, 2));
      const yes = (is) => (is ? 'yes' : 'no');
      pairs(this.facts, [
        ['Server', info.implementation ?? info.name],
        ['API of', `${info.name} ${info.version_string ?? ''}`],
        ['Built', [info['commit-hash'], info['compile-time']].filter(Boolean).join(', ')],
        ['Addresses', [info['local-ip'], ...(info['public-ips'] ?? [info['public-ip']])].filter(Boolean).join(', ')],
        ['ICE', [info['ice-lite'] ? 'lite' : 'full', info['ice-tcp'] ? 'with TCP' : 'without TCP', info.ipv6 ? 'IPv6 on' : 'IPv6 off', info['full-trickle'] ? 'full trickle' : 'half trickle'].join(', ')],
        ['STUN and TURN', [info['stun-server'], info['turn-server']].filter(Boolean).join(', ') || 'none'],
        ['Wants', [info.api_secret ? 'a secret' : '', info.auth_token ? 'a token' : ''].filter(Boolean).join(' or ') || 'neither secret nor token'],
        ['Session timeout', info['session-timeout'] ? duration(info['session-timeout']) : 'never'],
        ['Data channels', yes(info.data_channels)],
        ['Event handlers', info.event_handlers ? 'told of events' : 'off'],
        ['Log', [info['log-to-stdout'] ? 'standard output' : '', info['log-path'] ?? ''].filter(Boolean).join(', ') || 'nowhere'],
        ['Made with', Object.entries(info.dependencies ?? {}).map(([name, version]) => `${name} ${version}`).join(', ') || 'not told'],
      ].filter(([, value]) => value), false);
    } catch (error) {
      if (!isLost(error)) this.#app.say(explain(error), true);
    }
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      if (!document.hidden) {
        const [{ status }, { sessions }, { loops }] = await Promise.all(['get_status', 'list_sessions', 'loops_info'].map((r) => this.#app.ask(r)));
        if (!this.#open) return;
        this.#render(status, sessions, loops);
      }
    } catch (error) {
      if (!isLost(error)) this.#app.say(explain(error), true);
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  #render(status, sessions, loops) {
    this.#status = { accepting: this.#accepted, ...status };
    const busy = loops.filter((loop) => loop.busy !== undefined);
    pairs(this.numbers, [
      ['Sessions', number(sessions.length)],
      ['PeerConnections', loops.length ? number(loops.reduce((sum, loop) => sum + loop.handles, 0)) : '–'],
      ['Busiest loop', busy.length ? percent(Math.max(...busy.map((loop) => loop.busy))) : '–'],
      ['Up for', status.uptime === undefined ? 'not told' : duration(status.uptime)],
    ], true);
    const { accepting } = this.#status;
    const known = accepting !== undefined;
    write(this.accepting, known ? (accepting ? 'Takes new sessions' : 'Takes no new sessions') : '');
    this.accepting.hidden = !known;
    this.accepting.dataset.state = accepting ? 'connected' : 'failed';
    this.accept.hidden = false;
    write(this.accept, known && !accepting ? 'Take new sessions' : 'Take no new sessions');
    this.noLoops.hidden = loops.length > 0;
    write(this.noLoops, 'The server has no fixed loops: each handle has a thread of its own.');
    for (const loop of loops) this.#measure(loop);
    sync(this.loops, loops, ({ id }) => id, ({ id }) => element('li', {}, element('p', {},
      element('strong', {}, `Loop ${id}`), ' ', element('span', { class: 'quiet' })), this.#loops.get(id).chart.root), (node, loop) =>
      write(node.querySelector('.quiet'), this.#words(loop)));
  }

  #measure({ id, busy, turn_times: times = [] }) {
    if (!this.#loops.has(id)) {
      const chart = new Chart('Busy', { busy: { label: 'busy', color: '--in' } }, { format: percent, least: 0.1, most: POINTS, seconds: PERIOD_MS / 1_000, quiet: true });
      this.#loops.set(id, { chart, busy: [], answers: [] });
    }
    const loop = this.#loops.get(id);
    loop.busy.push(busy ?? null);
    if (loop.busy.length > POINTS) loop.busy.shift();
    if (loop.answers.length && loop.answers.at(-1).reduce((n, [, t]) => n + t, 0) > times.reduce((n, [, t]) => n + t, 0)) loop.answers = [];
    loop.answers.push(times);
    if (loop.answers.length > WINDOW + 1) loop.answers.shift();
    loop.chart.show({ busy: loop.busy });
  }

  #words({ id, handles }) {
    const { answers } = this.#loops.get(id);
    const lately = between(answers[0] ?? [], answers.at(-1) ?? []);
    const turns = lately.length ? [
      `turns of the last ${duration(((answers.length - 1) * PERIOD_MS) / 1_000)}:`,
      `half within ${time(quantile(lately, 0.5))},`, `99 % within ${time(quantile(lately, 0.99))},`, `the longest ${time(lately.at(-1)[0])}`,
    ].join(' ') : '';
    return [count(handles, 'PeerConnection'), turns].filter(Boolean).join(' · ');
  }

  async #accept() {
    const more = this.#status.accepting === false;
    const yes = more || await ask({ title: 'Take no new sessions?', text: 'Who is there stays; whoever comes is sent away until you change it back or the server starts again.', yes: 'Take no new sessions', danger: true });
    if (!yes) return;
    await this.#app.attempt(async () => {
      this.#accepted = (await this.#app.ask('accept_new_sessions', { accept: more })).accept;
    }, more ? 'New sessions are welcome.' : 'New sessions are refused.');
    this.#poll();
  }

  snapshot() {
    return {
      numbers: this.numbers.textContent, loops: this.#loops.size, accepting: this.#status.accepting,
      points: Math.max(0, ...[...this.#loops.values()].map(({ chart }) => chart.points)),
    };
  }
}
