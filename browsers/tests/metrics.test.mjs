// The figures for Prometheus agree with what a browser counts, and health is told rightly.
// Runs inside a network namespace of its own (testkit/namespace).
import test from 'node:test';
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { startCardea, admin } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';
import { scrape, monitored, promtool } from '../lib/metrics.mjs';
import { shapedHost } from '../lib/shaped.mjs';
import { enter, roomFile } from '../lib/members.mjs';

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');

/** How far figures may be apart: a share, and what is on its way when both are read. */
const CLOSE = 0.02;
const FEW = 3;

const SHARE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../packaging/share');

const sameFigure = (what, ours, theirs, share = CLOSE, few = FEW) => assert.ok(
  Math.abs(ours - theirs) <= Math.max(few, share * theirs), `${what}: ${ours} here, ${theirs} in the browser`);

/** A server with figures, pages, and a browser. */
async function setUp(t, { chromiumArgs = [], namespace, pagesAt } = {}) {
  const monitor = monitored();
  const server = await startCardea({ core: monitor.core });
  const pages = await servePages(pagesAt);
  const browser = await launch('chromium', { chromiumArgs: chromiumArgs.map((a) => a.replace('PORT', pages.port)), namespace });
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  return { monitor, server, pages, browser };
}

/** What the browser counts, summed over its streams of a kind. */
const counted = (page, call) => page.evaluate(async (i) => {
  const sum = { audio: {}, video: {} };
  const add = (kind, name, value) => { sum[kind][name] = (sum[kind][name] || 0) + (value || 0); };
  (await calls[i].pc.getStats()).forEach((s) => {
    if (s.type === 'outbound-rtp') {
      add(s.kind, 'sent', s.packetsSent);
      add(s.kind, 'sentBytes', s.bytesSent + s.headerBytesSent);
      add(s.kind, 'repeated', s.retransmittedPacketsSent);
      add(s.kind, 'plisReceived', s.pliCount);
    }
    if (s.type === 'inbound-rtp') {
      add(s.kind, 'received', s.packetsReceived);
      add(s.kind, 'receivedBytes', s.bytesReceived + s.headerBytesReceived);
      add(s.kind, 'lost', s.packetsLost);
      add(s.kind, 'repaired', s.retransmittedPacketsReceived);
      add(s.kind, 'plisSent', s.pliCount);
    }
    if (s.type === 'remote-inbound-rtp') add(s.kind, 'lostByRemote', s.packetsLost);
  });
  return sum;
}, call);

/** Stops the media and reads both sides once neither moves any more. */
async function settle(page, call, monitor) {
  await page.evaluate((i) => Promise.all(calls[i].pc.getSenders().map((s) => s.track && s.replaceTrack(null))), call);
  let last = '';
  let still = 0;
  return eventually('the figures stand still', async () => {
    const theirs = await counted(page, call);
    const ours = await scrape(monitor.url);
    const now = JSON.stringify([theirs, ours.series.filter((s) => /^cardea_(media|rtp)/.test(s.name))]);
    still = now === last ? still + 1 : 0;
    last = now;
    return still >= 3 && { theirs, ours };
  }, 30_000, 1_000);
}

async function play(page, url, options, frames = 150) {
  const call = await page.evaluate((u, o) => startEcho(u, o), url, options);
  await eventually('media both ways', () => page.evaluate(async (i, n) => {
    const s = await echoStats(i);
    return s.video.frames > n && s.audio.packets > 2 * n;
  }, call, frames), 60_000);
  return call;
}

test('figures agree with the browser', async (t) => {
  const { monitor, server, pages, browser } = await setUp(t);
  const page = await openPage(browser, pages.url);
  const call = await play(page, server.wsUrl, { data: true });
  await eventually('data channel', () => page.evaluate((i) => calls[i].channel.readyState === 'open', call));
  for (let n = 0; n < 20; n++) await page.evaluate((i) => calls[i].channel.send('salve'), call);
  await eventually('data comes back', () => page.evaluate((i) => calls[i].messages.length === 20, call));

  const during = await scrape(monitor.url);
  promtool(['check', 'metrics'], during.text);
  assert.equal(during.value('cardea_sessions'), 1);
  assert.equal(during.value('cardea_handles'), 1);
  assert.equal(during.value('cardea_peerconnections'), 1);
  assert.equal(during.value('cardea_plugin_echotest_sessions'), 1);
  assert.equal(during.value('cardea_transport_websockets_clients'), 1);
  assert.equal(during.value('cardea_ice_outcomes_total', { outcome: 'connected' }), 1);
  assert.equal(during.value('cardea_dtls_outcomes_total', { outcome: 'connected' }), 1);
  assert.equal(during.value('cardea_ice_outcomes_total', { outcome: 'failed' }), 0);
  assert.equal(during.value('cardea_requests_total', { api: 'janus', request: 'create', code: '0' }), 1);
  assert.equal(during.value('cardea_request_duration_seconds_count', { request: 'attach' }), 1);
  assert.ok(during.value('cardea_loop_busy_ratio') > 0);
  assert.ok(during.value('cardea_loop_turn_seconds_count') > 1_000);
  assert.ok(during.value('jvm_memory_used_bytes') > 1e6 && during.value('process_open_fds') > 10);

  const { theirs, ours } = await settle(page, call, monitor);
  for (const kind of ['audio', 'video']) {
    const figure = (name) => ours.value(`cardea_${name}_total`, { kind });
    const browserCounts = theirs[kind];
    assert.ok(browserCounts.sent > 300, `${browserCounts.sent} packets of ${kind} are too few to compare`);
    sameFigure(`${kind} packets to the server`, figure('media_received_packets'), browserCounts.sent);
    sameFigure(`${kind} bytes to the server`, figure('media_received_bytes'), browserCounts.sentBytes);
    sameFigure(`${kind} packets to the browser`, figure('media_sent_packets'), browserCounts.received);
    sameFigure(`${kind} bytes to the browser`, figure('media_sent_bytes'), browserCounts.receivedBytes);
    sameFigure(`${kind} lost to the server`, figure('rtp_lost_packets'), browserCounts.lostByRemote);
    sameFigure(`${kind} lost to the browser`, figure('rtp_remote_lost_packets'), browserCounts.lost);
  }
  sameFigure('keyframes asked for', ours.value('cardea_rtcp_sent_keyframe_requests_total'), theirs.video.plisReceived, CLOSE, 0);
  sameFigure('keyframes we were asked for', ours.value('cardea_rtcp_received_keyframe_requests_total'), theirs.video.plisSent, CLOSE, 0);
  assert.equal(ours.value('cardea_media_received_packets_total', { kind: 'data' }), 20);
  assert.equal(ours.value('cardea_media_received_bytes_total', { kind: 'data' }), 20 * 'salve'.length);
  assert.equal(ours.value('cardea_media_sent_packets_total', { kind: 'data' }), 20);

  // Nothing goes back when the client leaves, and what is there is gone.
  await page.evaluate((i) => calls[i].hangup().then(() => calls[i].client.close()), call);
  const after = await eventually('it has left', async () => {
    const now = await scrape(monitor.url);
    return now.value('cardea_peerconnections') === 0 && now.value('cardea_sessions') === 0 && now;
  });
  assert.equal(after.value('cardea_plugin_echotest_sessions'), 0);
  for (const each of ours.series.filter((s) => s.name.endsWith('_total'))) {
    const now = after.value(each.name, each.labels);
    assert.ok(now >= ours.value(each.name, each.labels), `${each.name} ${JSON.stringify(each.labels)} went back`);
  }
});

test('losses agree with the browser', async (t) => {
  const LOSS = 4;
  const host = shapedHost({ kbit: 20_000, lossPercent: LOSS });
  t.after(() => host.remove());
  // The way up loses too, on arrival: a host that drops its own packets tells whoever sends them.
  execFileSync('nft', ['add table inet up']);
  t.after(() => execFileSync('nft', ['delete table inet up']));
  execFileSync('nft', ['add chain inet up in { type filter hook input priority 0; }']);
  execFileSync('nft', [`add rule inet up in ip saddr ${host.far} meta l4proto udp numgen random mod 100 < ${LOSS} drop`]);
  const { monitor, server, pages, browser } = await setUp(t, {
    chromiumArgs: [`--unsafely-treat-insecure-origin-as-secure=http://${host.near}:PORT`], namespace: host.namespace, pagesAt: '0.0.0.0',
  });
  const page = await openPage(browser, `http://${host.near}:${pages.port}/`);
  const call = await play(page, `ws://${host.near}:${server.wsPort}`, {}, 500);
  const { theirs, ours } = await settle(page, call, monitor);
  const figure = (name, kind) => ours.value(`cardea_${name}_total`, { kind });
  t.diagnostic(JSON.stringify(theirs));
  t.diagnostic(JSON.stringify(ours.series.filter((s) => /^cardea_rt/.test(s.name) && s.value).map((s) => [s.name, s.labels.kind, s.value])));
  for (const kind of ['audio', 'video']) {
    const lost = theirs[kind];
    // What was repaired is not lost for us, and for the browser it is.
    assert.ok(lost.lost > 10 && (lost.lostByRemote > 10 || lost.repeated > 10), `the premise: ${kind} is lost both ways`);
    sameFigure(`${kind} lost to the server`, figure('rtp_lost_packets', kind), lost.lostByRemote, CLOSE, 6);
    sameFigure(`${kind} lost to the browser`, figure('rtp_remote_lost_packets', kind), lost.lost, CLOSE, 6);
    sameFigure(`${kind} packets to the server`, figure('media_received_packets', kind), lost.sent * (1 - LOSS / 100));
    sameFigure(`${kind} packets to the browser`, figure('media_sent_packets', kind) * (1 - LOSS / 100), lost.received);
  }
  assert.ok(figure('rtcp_sent_nacks', 'video') > 10 && figure('rtcp_received_nacks', 'video') > 10);
  // What is sent again is lost again as often as anything else.
  const again = (sent, received, what) => assert.ok(
    received > 0 && received <= sent * 1.05 && received >= sent * 0.8, `${what}: ${sent} sent, ${received} came`);
  again(theirs.video.repeated, figure('rtp_received_retransmissions', 'video'), 'repeated to the server');
  again(figure('rtp_sent_retransmissions', 'video'), theirs.video.repaired, 'repeated to the browser');
});

/** Names of figures in an expression of PromQL. */
const namesIn = (expression) => [...expression
  .replace(/"(?:[^"\\]|\\.)*"/g, '""')
  .replace(/\{[^}]*\}|\[[^\]]*\]|\b(by|without)\s*\([^)]*\)/g, ' ')
  .matchAll(/\b(?:cardea|jvm|process)_\w+/g)].map(([name]) => name);

test('everything that the dashboard, the alerts and the page name is there', async (t) => {
  const monitor = monitored('admin_secret = "tattle"');
  const events = createServer((request, response) => response.end());
  await new Promise((resolve) => events.listen(0, '127.0.0.1', resolve));
  t.after(() => events.close());
  const backend = `http://127.0.0.1:${events.address().port}`;
  const server = await startCardea({
    core: `${monitor.core}events: { broadcast = true }
tracing: { enabled = true  endpoint = "${backend}/v1/traces" }
`,
    files: {
      ...roomFile(),
      'janus.transport.pfunix.jcfg': 'general: { enabled = true  path = "socket" }\n',
      'janus.eventhandler.sampleevh.jcfg': `general: { enabled = true  events = "all"  backend = "${backend}" }\n`,
      'janus.eventhandler.wsevh.jcfg': `general: { enabled = true  events = "all"  backend = "ws://127.0.0.1:${events.address().port}" }\n`,
      'janus.eventhandler.gelfevh.jcfg': 'general: { enabled = true  events = "all"  backend = "127.0.0.1"  port = 12201  protocol = "udp" }\n',
    },
  });
  const pages = await servePages();
  const browser = await launch('chromium');
  t.after(async () => {
    await browser.close();
    await pages.stop();
    await server.stop();
  });
  // A room with a viewer whose bandwidth is estimated, since without one there is no estimate.
  const publisher = await enter(browser, { server, pages }, { noise: { width: 320, height: 240 }, display: 'ann', watch: false });
  await enter(browser, { server, pages }, { publish: false, display: 'bob', join: { bandwidth_events: true } });
  const there = await eventually('estimates', async () => {
    const now = await scrape(monitor.url);
    return now.value('cardea_bandwidth_estimates') === 1 && now;
  }, 30_000, 500);
  assert.equal(there.value('cardea_plugin_videoroom_rooms'), 1);
  assert.equal(there.value('cardea_plugin_videoroom_publishers'), 1);
  assert.equal(there.value('cardea_plugin_videoroom_subscribers'), 1);
  promtool(['check', 'metrics'], there.text);
  const isThere = (name, where) => assert.ok(there.names.has(name), `${where} names ${name}, which no scrape has`);

  const dashboard = JSON.parse(readFileSync(path.join(SHARE, 'grafana/cardea.json'), 'utf8'));
  assert.ok(dashboard.schemaVersion >= 36 && dashboard.panels.length > 40);
  assert.equal(new Set(dashboard.panels.map((p) => p.id)).size, dashboard.panels.length);
  for (const panel of dashboard.panels) {
    for (const target of panel.targets || []) {
      const names = namesIn(target.expr);
      assert.ok(names.length > 0, `${panel.title}: ${target.expr}`);
      names.forEach((name) => isThere(name, `panel ${panel.title}`));
    }
  }
  const rules = path.join(SHARE, 'prometheus/cardea.rules.yml');
  promtool(['check', 'rules', rules]);
  const alerts = [...readFileSync(rules, 'utf8').matchAll(/expr: (?:>-\n)?([^]*?)\n        (?:for|labels):/g)];
  assert.ok(alerts.length > 10);
  alerts.flatMap(([, expr]) => namesIn(expr)).forEach((name) => isThere(name, 'an alert'));

  // And the page has a line for every figure of ours.
  const text = readFileSync(path.join(SHARE, '../../docs/monitoring.md'), 'utf8');
  const documented = text.replace(/`…_(\w+)`/g, '`_$1`');
  for (const [, name] of there.text.matchAll(/^# TYPE (cardea_\w+) /gm)) {
    const known = documented.includes(name)
      || [...documented.matchAll(/`_(\w+)`/g)].some(([, end]) => name.endsWith(`_${end}`))
      || (/^cardea_eventhandler_/.test(name) && /_(waiting|sent_total|dropped_total)$/.test(name));
    assert.ok(known, `${name} is not in docs/monitoring.md`);
  }
  assert.ok(publisher.id);
});

test('a request becomes a span of the trace that the client names', async (t) => {
  const spans = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk) => spans.push(chunk));
    request.on('end', () => response.end());
  });
  await new Promise((resolve) => collector.listen(0, '127.0.0.1', resolve));
  t.after(() => collector.close());
  const server = await startCardea({
    core: `general: { api_secret = "hush-hush" }
tracing: { enabled = true  endpoint = "http://127.0.0.1:${collector.address().port}/v1/traces"  service_name = "clinic" }
`,
  });
  t.after(() => server.stop());
  const ask = (body, traceparent) => fetch(server.httpUrl, {
    method: 'POST', headers: { traceparent }, body: JSON.stringify({ transaction: 'tx-4711', apisecret: 'hush-hush', ...body }),
  }).then((response) => response.json());
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const made = await ask({ janus: 'create' }, `00-${trace}-b7ad6b7169203331-01`);
  await ask({ janus: 'attach', session_id: made.data.id, plugin: 'janus.plugin.echotest' }, 'nonsense');
  const sent = await eventually('spans', () => {
    const all = Buffer.concat(spans);
    return all.includes('janus.attach') && all;
  });
  for (const text of ['janus.create', 'janus.plugin.echotest', 'janus.transport.http', 'clinic', String(made.data.id)]) {
    assert.ok(sent.includes(text), text);
  }
  assert.ok(sent.includes(Buffer.from(trace, 'hex')));
  assert.ok(!sent.includes('hush-hush') && !sent.includes('tx-4711'), 'nothing secret, nothing of the client');
});

test('health', async (t) => {
  const monitor = monitored('admin_secret = "tattle"  server_name = "ward"');
  const server = await startCardea({ core: monitor.core });
  let stopped = false;
  t.after(() => stopped || server.stop());
  const health = async (path) => {
    const response = await fetch(`${monitor.url}${path}`);
    return [response.status, (await response.text()).trim()];
  };
  assert.deepEqual(await health('/healthz'), [200, 'ok']);
  assert.deepEqual(await health('/readyz'), [200, 'ok']);
  const accept = (on) => admin(server.adminUrl, { janus: 'accept_new_sessions', accept: on });
  assert.equal((await accept(false)).janus, 'success');
  assert.deepEqual(await health('/readyz'), [503, 'not accepting new sessions']);
  assert.deepEqual(await health('/healthz'), [200, 'ok']);
  await accept(true);
  assert.deepEqual(await health('/readyz'), [200, 'ok']);
  assert.equal((await health('/else'))[0], 404);
  assert.equal((await fetch(`${monitor.url}/metrics`, { method: 'POST', body: 'x' })).status, 405);

  // Nobody who dawdles keeps others out.
  const slow = await Promise.all(Array.from({ length: 40 }, () => new Promise((resolve) => {
    const socket = connect(Number(new URL(monitor.url).port), '127.0.0.1', () => {
      socket.write('GET /metrics HT');
      resolve(socket);
    });
    socket.on('error', () => {});
  })));
  const began = Date.now();
  assert.deepEqual(await health('/healthz'), [200, 'ok']);
  assert.ok(Date.now() - began < 3_000);
  await eventually('they are closed', async () => slow.every((socket) => socket.destroyed || socket.readableEnded), 20_000);
  const figures = await scrape(monitor.url);
  assert.ok(figures.value('cardea_monitor_connections_closed_total') >= 40);
  const open = await scrape(monitor.url, 'application/openmetrics-text;version=1.0.0');
  assert.match(open.text, /# EOF\s*$/);

  // While it stops it is not ready; how long that takes is up to whoever is still there.
  stopped = true;
  const end = server.stop();
  let last;
  await eventually('it is gone', async () => {
    try {
      last = await health('/readyz');
      return false;
    } catch {
      return true;
    }
  }, 10_000, 5);
  assert.ok(!last || last[0] === 200 || last[1] === 'stopping', `${last}`);
  assert.equal((await end).code, 143);
});
