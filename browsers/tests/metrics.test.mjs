// The figures for Prometheus agree with what a browser counts, and health is told rightly.
// Runs inside a network namespace of its own (testkit/namespace).
import test from 'node:test';
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { execFileSync } from 'node:child_process';
import { startCardea, admin } from '../lib/server.mjs';
import { launch, servePages, openPage, eventually } from '../lib/browser.mjs';
import { scrape, monitored, promtool } from '../lib/metrics.mjs';
import { shapedHost } from '../lib/shaped.mjs';

assert.ok(process.env.CARDEA_NAMESPACE, 'run this through testkit/namespace');

/** How far figures may be apart: a share, and what is on its way when both are read. */
const SHARE = 0.02;
const FEW = 3;

const sameFigure = (what, ours, theirs, share = SHARE, few = FEW) => assert.ok(
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

async function play(page, url, options, video = 300) {
  const call = await page.evaluate((u, o) => startEcho(u, o), url, options);
  await eventually('media both ways', () => page.evaluate(async (i, n) => {
    const s = await echoStats(i);
    return s.video.frames > n && s.audio.packets > n;
  }, call, video), 60_000);
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
  sameFigure('keyframes asked for', ours.value('cardea_rtcp_sent_keyframe_requests_total'), theirs.video.plisReceived, SHARE, 0);
  sameFigure('keyframes we were asked for', ours.value('cardea_rtcp_received_keyframe_requests_total'), theirs.video.plisSent, SHARE, 0);
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
  const call = await play(page, `ws://${host.near}:${server.wsPort}`, {}, 600);
  const { theirs, ours } = await settle(page, call, monitor);
  const figure = (name, kind) => ours.value(`cardea_${name}_total`, { kind });
  t.diagnostic(JSON.stringify(theirs));
  t.diagnostic(JSON.stringify(ours.series.filter((s) => /^cardea_rt/.test(s.name) && s.value).map((s) => [s.name, s.labels.kind, s.value])));
  for (const kind of ['audio', 'video']) {
    const lost = theirs[kind];
    // What was repaired is not lost for us, and for the browser it is.
    assert.ok(lost.lost > 10 && (lost.lostByRemote > 10 || lost.repeated > 10), `the premise: ${kind} is lost both ways`);
    sameFigure(`${kind} lost to the server`, figure('rtp_lost_packets', kind), lost.lostByRemote, SHARE, 6);
    sameFigure(`${kind} lost to the browser`, figure('rtp_remote_lost_packets', kind), lost.lost, SHARE, 6);
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
