// What flows, from getStats once a second: per received stream, in total, and what we send.

const EVERY_MS = 1_000;
const FROZEN_AFTER_MS = 2_000;

/** Puts into each received stream `stats`, and into the state's `numbers` the sums. */
export class Measure {
  #state;
  #conference;
  #last = new Map(); // id of a report → { bytes, at }
  #timer;

  constructor(state, conference) {
    this.#state = state;
    this.#conference = conference;
  }

  start() {
    this.stop();
    this.#timer = setInterval(() => this.#take().catch(() => {}), EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#last.clear();
  }

  async #take() {
    const { subscriber, publisher } = this.#conference;
    const incoming = await subscriber?.connection?.getStats();
    const outgoing = await publisher?.connection?.getStats();
    const { numbers } = this.#state;
    Object.assign(numbers, { received: 0, sent: 0, lost: null, rtt: null, path: '', layers: [] });
    if (incoming) this.#receives(incoming, [...this.#state.received.values()]);
    if (outgoing) this.#sends(outgoing);
    this.#state.changed('numbers', 'received');
  }

  #rate(id, bytes, at) {
    const before = this.#last.get(id);
    this.#last.set(id, { bytes, at });
    if (!before || at <= before.at || bytes < before.bytes) return 0;
    return ((bytes - before.bytes) * 8_000) / (at - before.at);
  }

  #receives(report, streams) {
    const { numbers } = this.#state;
    const byMid = new Map(streams.map((s) => [s.mid, s]));
    const byTrack = new Map(streams.map((s) => [s.track?.id, s]));
    let lost = 0;
    let packets = 0;
    const seen = new Map();
    report.forEach((r) => {
      if (r.type === 'transport') this.#path(report, r);
      if (r.type !== 'inbound-rtp') return;
      const rate = this.#rate(`in ${r.id}`, r.bytesReceived + (r.headerBytesReceived ?? 0), r.timestamp);
      numbers.received += rate;
      lost += Math.max(0, r.packetsLost ?? 0);
      packets += r.packetsReceived ?? 0;
      const stream = byMid.get(r.mid) ?? byTrack.get(r.trackIdentifier);
      // An m-line that changed hands may show its former source too: the livelier one counts.
      if (stream && !(seen.get(stream) > r.packetsReceived)) {
        seen.set(stream, r.packetsReceived);
        this.#stream(stream, r, rate, report);
      }
    });
    if (packets) numbers.lost = this.#share(lost, packets);
    if (numbers.rtt === null) report.forEach((r) => this.#pair(r));
  }

  #share(lost, packets) {
    const before = this.#last.get('loss') ?? { lost: 0, packets: 0 };
    this.#last.set('loss', { lost, packets });
    const gone = Math.max(0, lost - before.lost);
    const came = Math.max(0, packets - before.packets);
    return gone + came ? gone / (gone + came) : 0;
  }

  #stream(stream, r, rate, report) {
    const now = Date.now();
    const before = stream.stats ?? this.#last.get(`stream ${stream.key} ${stream.mid}`) ?? {};
    const frames = r.framesDecoded ?? 0;
    const moved = frames !== (before.framesDecoded ?? 0);
    const stats = {
      rate,
      framesDecoded: frames,
      width: r.frameWidth ?? 0,
      height: r.frameHeight ?? 0,
      fps: r.framesPerSecond ?? 0,
      audioEnergy: r.totalAudioEnergy ?? 0,
      audioLevel: r.audioLevel,
      codec: report.get(r.codecId)?.mimeType?.split('/')[1] ?? '',
      lastFrameAt: moved ? now : before.lastFrameAt ?? null,
    };
    stream.stats = stats;
    this.#last.set(`stream ${stream.key} ${stream.mid}`, stats);
  }

  #path(report, transport) {
    const pair = report.get(transport.selectedCandidatePairId);
    if (pair) this.#pair({ ...pair, type: 'candidate-pair', nominated: true, state: 'succeeded' }, report);
  }

  #pair(r, report) {
    if (r.type !== 'candidate-pair' || !r.nominated || r.state !== 'succeeded') return;
    const { numbers } = this.#state;
    if (r.currentRoundTripTime !== undefined) numbers.rtt = r.currentRoundTripTime * 1_000;
    const local = report?.get(r.localCandidateId);
    if (local) numbers.path = `${local.protocol} ${local.candidateType}`;
  }

  #sends(report) {
    const { numbers } = this.#state;
    report.forEach((r) => {
      if (r.type !== 'outbound-rtp') return;
      const rate = this.#rate(`out ${r.id}`, r.bytesSent + (r.headerBytesSent ?? 0), r.timestamp);
      numbers.sent += rate;
      if (r.kind === 'video') {
        numbers.layers.push({ rid: r.rid ?? '', rate, width: r.frameWidth ?? 0, height: r.frameHeight ?? 0, limited: r.qualityLimitationReason ?? '' });
      }
    });
  }
}

/** Seconds without a picture where there should be one, or 0. */
export function frozenFor(stream, now = Date.now()) {
  if (!stream || stream.type !== 'video' || stream.send === false) return 0;
  const ms = now - (stream.stats?.lastFrameAt ?? stream.since);
  return ms >= FROZEN_AFTER_MS ? Math.floor(ms / 1_000) : 0;
}
