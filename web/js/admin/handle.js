// One handle: what it is, how it is connected, what flows, and what can be done about it.
import { element, sync, write } from '../dom.js';
import { formatRate } from '../plot.js';
import { ask } from './ask.js';
import { askCapture } from './capture.js';
import { describe } from './census.js';
import { Chart } from './chart.js';
import { print } from './connection.js';
import { History, PERIOD_MS, layerStats } from './history.js';
import { count, duration, explain, isGone, isLost, number, short } from './words.js';

const perSecond = (n) => `${n < 10 ? n.toFixed(n % 1 ? 1 : 0) : Math.round(n)} /s`;
const millis = (n) => `${Math.round(n)} ms`;

const CHARTS = {
  bitrate: ['Bitrate', { in: ['received', '--in', 'inBps'], out: ['sent', '--out', 'outBps'], estimate: ['estimate', '--good', 'estimate', true] }, { format: formatRate, least: 100e3 }],
  packets: ['Packets', { in: ['received', '--in', 'inPackets'], out: ['sent', '--out', 'outPackets'] }, { format: perSecond, least: 50 }],
  losses: ['Lost packets', { in: ['on the way here', '--in', 'inLost'], out: ['on the way there', '--out', 'outLost'] }, { format: perSecond, least: 5 }],
  nacks: ['NACKs', { out: ['sent', '--in', 'nacksSent'], in: ['received', '--out', 'nacksReceived'] }, { format: perSecond, least: 5 }],
  times: ['Round trip and jitter', { rtt: ['round trip', '--good', 'rtt'], in: ['jitter here', '--in', 'inJitter'], out: ['jitter there', '--out', 'outJitter'] }, { format: millis, least: 20 }],
};

export class HandleView {
  census = false;
  #app;
  #session;
  #handle;
  #info = null;
  #history = new History();
  #charts = {};
  #mid = '';
  #timer;
  #open = false;

  constructor(app, session, handle) {
    this.#app = app;
    this.#session = session;
    this.#handle = handle;
    this.title = `Handle ${handle}`;
    for (const [name, [title, lines, options]] of Object.entries(CHARTS)) {
      const series = Object.fromEntries(Object.entries(lines).map(([key, [label, color, field, optional]]) => [key, { label, color, field, optional }]));
      this.#charts[name] = { chart: new Chart(title, series, { ...options, id: `plot-${name}` }), series };
    }
    this.#build();
  }

  #build() {
    const button = (id, words, act, kind = '') => element('button', { id, class: kind, onclick: () => act() }, words);
    this.name = element('h1', { id: 'handle-name' }, `Handle ${this.#handle}`);
    this.facts = element('p', { class: 'quiet', id: 'handle-facts' });
    this.ice = element('span', { class: 'status' }, '…');
    this.dtls = element('span', { class: 'status' }, '');
    this.hangup = button('hangup', 'Hang up', () => this.#hangup(), 'off');
    this.detach = button('detach', 'Detach', () => this.#detach(), 'off');
    this.destroy = button('destroy', 'Destroy session', () => this.#destroy(), 'off');
    this.capture = button('capture', 'Start capture …', () => this.#capture());
    this.notice = element('p', { class: 'notice', id: 'handle-notice', role: 'alert', hidden: true });
    this.mids = element('div', { class: 'segments', role: 'group', 'aria-label': 'Streams' });
    this.streams = element('ul', { class: 'rows', id: 'streams' });
    this.connection = element('dl', { class: 'facts', id: 'connection' });
    this.folded = element('div', { class: 'folds', id: 'folds' });
    this.flow = element('section', { class: 'panel', 'aria-label': 'What flows' },
      element('div', { class: 'head' }, element('h2', {}, 'What flows'), this.mids),
      element('div', { class: 'charts' }, ...Object.values(this.#charts).map(({ chart }) => chart.root)));
    this.root = element('section', {},
      element('p', { class: 'back' }, element('a', { href: '#/sessions' }, '← Sessions')),
      element('div', { class: 'head' }, this.name, element('span', { class: 'row' }, this.ice, this.dtls)),
      this.facts, this.notice,
      element('div', { class: 'row actions' }, this.capture, element('span', { class: 'grow' }), this.hangup, this.detach, this.destroy),
      this.flow,
      element('div', { class: 'columns' },
        element('section', { class: 'panel', 'aria-label': 'Streams' }, element('h2', {}, 'Streams'), this.streams),
        element('section', { class: 'panel', 'aria-label': 'Connection' }, element('h2', {}, 'Connection'), this.connection)),
      this.folded);
  }

  open() {
    this.#open = true;
    this.#poll();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  get #ids() {
    return { session_id: this.#session, handle_id: this.#handle };
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      if (!document.hidden) {
        const { info } = await this.#app.ask('handle_info', this.#ids);
        if (!this.#open) return;
        this.#info = info;
        this.#history.add(info);
        this.notice.hidden = true;
        this.#render();
      }
    } catch (error) {
      if (isGone(error)) return this.#gone();
      if (!isLost(error)) {
        write(this.notice, explain(error));
        this.notice.hidden = false;
      }
    }
    if (this.#open) this.#timer = setTimeout(() => this.#poll(), PERIOD_MS);
  }

  #gone() {
    write(this.notice, 'This handle is gone. What is below is what was last known of it.');
    this.notice.hidden = false;
    for (const button of [this.hangup, this.detach, this.destroy, this.capture]) button.disabled = true;
    this.#state(this.ice, 'gone', 'failed');
    this.#state(this.dtls, '');
  }

  #state(node, words, state = 'idle') {
    write(node, words);
    node.hidden = !words;
    node.dataset.state = state;
  }

  #render() {
    const info = this.#info;
    const { plugin, name, role } = describe({ info });
    write(this.name, name || short(plugin) || `Handle ${this.#handle}`);
    const opaque = info.opaque_id ? `opaque id ${info.opaque_id}` : '';
    const since = `for ${duration((Number(info.current_time) - Number(info.created)) / 1e6)}`;
    write(this.facts, [plugin, role, opaque, `session ${this.#session}`, `handle ${this.#handle}`,
      info.session_transport ? `over ${short(info.session_transport)}` : 'without a connection', since].filter(Boolean).join(' · '));
    const { ice, dtls } = info.webrtc ?? {};
    const good = (word) => (['ready', 'connected'].includes(word) ? 'connected' : word === 'failed' ? 'failed' : 'connecting');
    if (ice) this.#state(this.ice, `ICE ${ice.state}`, good(ice.state));
    else this.#state(this.ice, 'no PeerConnection');
    this.#state(this.dtls, dtls ? `DTLS ${dtls['dtls-state']}` : '', dtls ? good(dtls['dtls-state']) : 'idle');
    this.hangup.disabled = !info.webrtc;
    write(this.capture, this.#capturing ? 'Stop capture' : 'Start capture …');
    this.capture.classList.toggle('primary', this.#capturing);
    this.flow.hidden = !info.webrtc && !this.#history.length;
    this.#selector(info);
    this.#drawCharts();
    this.#streams(info);
    this.#connected(info);
    this.#fold(info);
  }

  get #capturing() {
    return Boolean(this.#info['dump-to-pcap'] || this.#info['dump-to-text2pcap']);
  }

  #selector(info) {
    const media = info.webrtc?.media ?? {};
    const mids = Object.keys(media).filter((mid) => media[mid].type !== 'data');
    if (this.#mid && !mids.includes(this.#mid)) this.#mid = '';
    const choices = [{ mid: '', words: 'All' }, ...mids.map((mid) => ({ mid, words: `${media[mid].type ?? 'stream'} ${mid}` }))];
    this.mids.hidden = mids.length < 2;
    sync(this.mids, choices, ({ mid }) => `m${mid}`, ({ mid }) => element('button', {
      onclick: () => {
        this.#mid = mid;
        this.#render();
      },
    }), (node, { mid, words }) => {
      write(node, words);
      node.setAttribute('aria-pressed', String(mid === this.#mid));
    });
  }

  #drawCharts() {
    for (const { chart, series } of Object.values(this.#charts)) {
      chart.show(Object.fromEntries(Object.entries(series).map(([key, { field }]) => [key, this.#history.series(field, this.#mid)])));
    }
  }

  #streams(info) {
    const rows = [];
    for (const [mid, line] of Object.entries(info.webrtc?.media ?? {})) {
      const { stats = {}, rtcp = {} } = line;
      const name = [line.type, mid].filter(Boolean).join(' ');
      const codec = line.codecs?.codec ?? '';
      if (line.type === 'data') {
        rows.push({ key: mid, name, notes: [], cells: { 'came in': packets(stats.in), 'went out': packets(stats.out) } });
        continue;
      }
      const main = rtcp.main ?? {};
      const layers = layerStats(line);
      layers.forEach((layer, i) => {
        const quality = i === 0 ? main : rtcp[`sim${i}`] ?? {};
        const notes = i === 0 ? [codec, direction(line), line.do_nacks ? `NACK, ${line['nack-queue-ms']} ms` : ''] : [];
        rows.push({
          key: `${mid}/in${i}`, name: layers.length > 1 ? `${name}, layer ${i}` : name, notes,
          cells: {
            received: `${formatRate((layer.bytes_lastsec ?? 0) * 8)}, ${packets(layer)}`,
            lost: lost(quality.lost), jitter: `${quality['jitter-local'] ?? 0} ms`,
            'NACKs sent': number(layer.nacks ?? 0), ...(i === 0 && stats.in?.retransmissions !== undefined ? { retransmitted: number(stats.in.retransmissions) } : {}),
          },
        });
      });
      rows.push({
        key: `${mid}/out`, name: `${name}, sent`, notes: [],
        cells: {
          sent: `${formatRate((stats.out?.bytes_lastsec ?? 0) * 8)}, ${packets(stats.out)}`,
          lost: lost(main['lost-by-remote']), jitter: `${main['jitter-remote'] ?? 0} ms`, 'round trip': `${main.rtt ?? 0} ms`,
          'NACKs received': number(stats.out?.nacks ?? 0),
        },
      });
    }
    sync(this.streams, rows, ({ key }) => key, () => element('li', { class: 'stream' },
      element('p', {}, element('strong', {}), ' ', element('span', { class: 'quiet' })), element('dl', { class: 'numbers' })), (node, row) => {
      write(node.querySelector('strong'), row.name);
      write(node.querySelector('.quiet'), row.notes.filter(Boolean).join(' · '));
      pairs(node.querySelector('dl'), Object.entries(row.cells), true);
    });
  }

  #connected({ webrtc, flags = {}, ...info }) {
    const { ice, dtls, bwe, extensions } = webrtc ?? {};
    const facts = [];
    const fact = (name, value) => value !== undefined && value !== '' && facts.push([name, String(value)]);
    if (ice) {
      fact('ICE', [ice.state, info['ice-mode'], info['ice-role']].filter(Boolean).join(', '));
      fact('Pair', (ice['selected-pair'] ?? 'none yet').replace(' <-> ', ' ↔ '));
      fact('Candidates', `${count((ice['local-candidates'] ?? []).length, 'own', 'own')}, ${count((ice['remote-candidates'] ?? []).length, 'theirs', 'theirs')}`);
      if (ice.connected && info['agent-started']) fact('ICE took', `${Math.round((Number(ice.connected) - Number(info['agent-started'])) / 1e3)} ms`);
    }
    if (dtls) {
      fact('DTLS', [dtls['dtls-state'], dtls['dtls-role'] === 'active' ? 'we are the client' : 'we are the server'].join(', '));
      fact('SRTP', dtls['srtp-profile']);
      if (dtls.connected && dtls['handshake-started']) fact('DTLS took', `${Math.round((Number(dtls.connected) - Number(dtls['handshake-started'])) / 1e3)} ms`);
      fact('Fingerprint', dtls['remote-fingerprint'] ? `${dtls['remote-fingerprint-hash']} ${dtls['remote-fingerprint']}` : '');
      fact('Data channels', dtls['sctp-association'] ? 'open' : 'none');
    }
    if (bwe) fact('Estimate', bwe.estimate ? formatRate(bwe.estimate) : bwe.twcc ? 'not made (feedback is there)' : 'not made');
    if (extensions) fact('Extensions', Object.keys(extensions).map((uri) => uri.split(/[:/#]/).at(-1)).join(', '));
    const on = Object.entries(flags).filter(([, is]) => is).map(([flag]) => flag);
    fact('Flags', on.join(', ') || 'none');
    const file = info['pcap-file'] ?? info['text2pcap-file'];
    fact('Capture', file);
    pairs(this.connection, facts, false);
  }

  #fold(info) {
    const { sdps = {}, plugin_specific: own, webrtc } = info;
    const texts = [
      ['What the plugin says', own ? print(own, 2) : ''],
      ['Our description (SDP)', sdps.local], ['Their description (SDP)', sdps.remote], ['What the plugin was shown (SDP)', sdps.profile],
      ['Candidates', webrtc ? [...(webrtc.ice?.['local-candidates'] ?? []), '', ...(webrtc.ice?.['remote-candidates'] ?? [])].join('\n') : ''],
      ['Everything, as the server tells it', print(info, 2)],
    ].filter(([, text]) => text);
    sync(this.folded, texts, ([title]) => title, ([title]) =>
      element('details', { class: 'panel' }, element('summary', {}, title), element('pre', {})), (node, [, text]) => {
      if (node.open || !node.querySelector('pre').textContent) write(node.querySelector('pre'), text);
    });
  }

  async #confirmed(question, janus, done) {
    if (!(await ask({ ...question, danger: true }))) return;
    const ids = janus === 'destroy_session' ? { session_id: this.#session } : this.#ids;
    if (await this.#app.attempt(() => this.#app.ask(janus, ids), done)) this.#poll();
  }

  #hangup() {
    return this.#confirmed({ title: 'Hang up?', text: 'The PeerConnection is closed and the client is told. The handle stays.', yes: 'Hang up' }, 'hangup_webrtc', 'Hung up.');
  }

  #detach() {
    return this.#confirmed({ title: 'Detach the handle?', text: 'The handle ends, with its PeerConnection, and the client is told. Its session stays.', yes: 'Detach' }, 'detach_handle', 'The handle is detached.');
  }

  #destroy() {
    return this.#confirmed({ title: 'Destroy the session?', text: `Session ${this.#session} ends at once, with all its handles.`, yes: 'Destroy session' }, 'destroy_session', 'The session is destroyed.');
  }

  async #capture() {
    if (this.#capturing) await this.#app.attempt(() => this.#app.ask('stop_pcap', this.#ids), 'The capture has ended: see Captures.');
    else await askCapture(this.#app, this.#ids);
    if (this.#open) this.#poll();
  }

  snapshot() {
    return {
      points: Object.fromEntries(Object.entries(this.#charts).map(([name, { chart }]) => [name, chart.points])),
      latest: { inBps: this.#history.latest('inBps'), outBps: this.#history.latest('outBps'), rtt: this.#history.latest('rtt'), inPackets: this.#history.latest('inPackets') },
      name: this.name.textContent, facts: this.facts.textContent, notice: this.notice.hidden ? '' : this.notice.textContent,
      ice: this.ice.textContent, dtls: this.dtls.textContent,
    };
  }
}

const packets = (stats) => count(stats?.packets ?? 0, 'packet');
const lost = (n) => number(n ?? 0);
const direction = ({ direction: way = {} }) => (way.send && way.recv ? 'both ways' : way.recv ? 'to us' : way.send ? 'to them' : 'inactive');

/** A list of terms and values; `boxed` for those that stand in boxes of their own. */
export function pairs(list, entries, boxed) {
  const shape = entries.map(([name]) => name).join('\n');
  if (list.dataset.shape !== shape) {
    list.dataset.shape = shape;
    const made = entries.map(([name]) => [element('dt', {}, name), element('dd', {})]);
    list.replaceChildren(...(boxed ? made.map((both) => element('div', {}, ...both)) : made.flat()));
  }
  const values = list.querySelectorAll('dd');
  entries.forEach(([, value], i) => write(values[i], value));
}
