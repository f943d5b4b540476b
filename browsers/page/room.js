// A member of a video room for tests: one handle that publishes, one that is subscribed to everybody
// else with all streams on one PeerConnection.
/* global JanusClient */
'use strict';

const SIMULCAST = [
  { rid: 'h', maxBitrate: 900000 },
  { rid: 'm', maxBitrate: 350000, scaleResolutionDownBy: 2 },
  { rid: 'l', maxBitrate: 120000, scaleResolutionDownBy: 4 },
];

class Connection {
  constructor(client, handle) {
    this.client = client;
    this.handle = handle;
    this.messages = [];
    this.pc = new RTCPeerConnection(Connection.configuration || {});
    this.pc.onicecandidate = ({ candidate }) => {
      const body = candidate && candidate.candidate
        ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex }
        : { completed: true };
      this.client.request({ janus: 'trickle', handle_id: this.handle, candidate: body }).catch(() => {});
    };
    this.pc.ondatachannel = ({ channel }) => this.listen(channel);
    client.listeners.push((event) => {
      const c = event.sender === this.handle && event.janus === 'trickle' && event.candidate;
      if (c && c.candidate) this.pc.addIceCandidate(c).catch(() => {});
    });
  }

  listen(channel) {
    channel.onmessage = ({ data }) => this.messages.push({ label: channel.label, text: data });
  }
}

/** Plays a track in the page, so that it is really decoded. */
function play(track, name) {
  const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video');
  element.id = name;
  element.autoplay = true;
  element.playsInline = true;
  element.srcObject = new MediaStream([track]);
  document.getElementById('media').append(element);
  element.play().catch(() => {});
  return element;
}

class Member {
  constructor(client, room, options) {
    this.client = client;
    this.room = room;
    this.options = options;
    this.publishers = new Map();
    this.events = [];
    this.subscriberEvents = [];
    this.streams = [];
    this.queue = Promise.resolve();
    this.errors = [];
  }

  async join() {
    const { display, pin, id, token } = this.options;
    this.handle = await this.client.attach('janus.plugin.videoroom');
    this.client.listeners.push((event) => {
      const data = event.plugindata && event.plugindata.data;
      if (!data) return;
      if (event.sender === this.handle) this.onEvent(data);
      if (event.sender === this.subscriber) this.onSubscriberEvent(data, event);
    });
    const request = { request: 'join', ptype: 'publisher', room: this.room, display };
    if (pin) request.pin = pin;
    if (id) request.id = id;
    if (token) request.token = token;
    const event = await this.client.message(this.handle, request);
    const data = event.plugindata.data;
    if (data.videoroom !== 'joined') throw new Error(JSON.stringify(data));
    this.id = data.id;
    this.privateId = data.private_id;
    if (this.options.watch !== false) this.watch(data.publishers);
  }

  onEvent(data) {
    this.events.push(data);
    if (data.publishers && data.videoroom === 'event' && this.options.watch !== false) this.watch(data.publishers);
    const gone = [data.unpublished, data.leaving, data.kicked].find((x) => x !== undefined && x !== 'ok');
    if (gone !== undefined) this.publishers.delete(gone);
  }

  /** Subscribes to what is new of these publishers, and unsubscribes from what is no more. */
  watch(publishers) {
    const wanted = [];
    const over = [];
    for (const p of publishers) {
      const known = this.publishers.get(p.id);
      const had = new Set(known ? known.mids : []);
      const mids = (p.streams || []).filter((s) => !s.disabled).map((s) => s.mid);
      this.publishers.set(p.id, { display: p.display, mids });
      for (const mid of had) if (!mids.includes(mid)) over.push({ feed: p.id, mid });
      for (const mid of mids) {
        if (had.has(mid)) continue;
        wanted.push({ feed: p.id, mid, ...(this.options.subscribe || {}) });
      }
    }
    if (wanted.length) this.enqueue(() => this.subscribe(wanted));
    if (over.length) this.enqueue(() => this.unsubscribe(over));
  }

  enqueue(task) {
    this.queue = this.queue.then(task).catch((e) => this.errors.push(String(e)));
    return this.queue;
  }

  async subscribe(streams) {
    let event;
    if (!this.subscriber) {
      this.subscriber = await this.client.attach('janus.plugin.videoroom');
      const request = { request: 'join', ptype: 'subscriber', room: this.room, streams, private_id: this.privateId,
        ...(this.options.join || {}) };
      if (this.options.pin) request.pin = this.options.pin;
      event = await this.client.message(this.subscriber, request);
    } else {
      event = await this.client.message(this.subscriber, { request: 'subscribe', streams });
    }
    const data = event.plugindata.data;
    if (data.error) throw new Error(JSON.stringify(data));
    if (event.jsep) await this.answer(event);
  }

  async unsubscribe(streams) {
    const event = await this.client.message(this.subscriber, { request: 'unsubscribe', streams });
    if (event.jsep) await this.answer(event);
  }

  onSubscriberEvent(data, event) {
    this.subscriberEvents.push(data);
    if (event.jsep && !event.transaction) this.enqueue(() => this.answer(event));
  }

  async answer(event) {
    const data = event.plugindata.data;
    if (data.streams) this.streams = data.streams;
    if (!this.down) {
      this.down = new Connection(this.client, this.subscriber);
      this.down.pc.ontrack = ({ track, receiver, transceiver }) => {
        if (this.options.onReceiver) this.options.onReceiver(receiver, track.kind);
        play(track, `remote-${transceiver.mid}`);
      };
      if (this.options.e2ee) receiveEncrypted(this.down.pc, this.options.e2ee);
    }
    const pc = this.down.pc;
    await pc.setRemoteDescription(event.jsep);
    if (/^m=application/m.test(event.jsep.sdp) && !this.downChannel && !this.options.passiveData) {
      // As janus.js does: Janus has nothing to send on before it knows a channel.
      this.downChannel = pc.createDataChannel('JanusDataChannel');
      this.down.listen(this.downChannel);
    }
    const answer = await pc.createAnswer();
    await pc.setLocalDescription(answer);
    const jsep = { type: answer.type, sdp: answer.sdp };
    if (this.options.e2ee) jsep.e2ee = true;
    const started = await this.client.message(this.subscriber, { request: 'start' }, jsep);
    if (started.plugindata.data.error) throw new Error(JSON.stringify(started.plugindata.data));
  }

  async publish() {
    const o = this.options;
    this.up = new Connection(this.client, this.handle);
    if (o.e2ee) this.up.encrypt = o.e2ee;
    const stream = o.source ? await o.source() : await navigator.mediaDevices.getUserMedia({
      audio: o.audio !== false,
      video: o.video === false ? false : o.size || { width: 320, height: 240 },
    });
    this.stream = stream;
    for (const track of stream.getTracks()) this.add(track);
    if (o.data) {
      this.channel = this.up.pc.createDataChannel('JanusDataChannel');
      this.up.listen(this.channel);
    }
    const request = { request: 'publish', ...(o.publish || {}) };
    if (o.codec && o.forceCodec !== false) request.videocodec = o.codec;
    return this.negotiate(request);
  }

  add(track, more = {}) {
    const o = this.options;
    const init = { direction: 'sendonly', streams: [this.stream] };
    if (track.kind === 'video' && o.simulcast) init.sendEncodings = o.encodings || SIMULCAST.map((e) => ({ ...e }));
    if (track.kind === 'video' && o.simulcast && o.mode) init.sendEncodings.forEach((e) => { e.scalabilityMode = o.mode; });
    if (track.kind === 'video' && o.svc) init.sendEncodings = [{ scalabilityMode: o.svc, maxBitrate: o.maxBitrate || 1500000 }];
    if (track.kind === 'video' && o.maxBitrate && !init.sendEncodings) init.sendEncodings = [{ maxBitrate: o.maxBitrate }];
    const transceiver = this.up.pc.addTransceiver(track, Object.assign(init, more));
    if (track.kind === 'video' && o.codec) {
      const all = RTCRtpSender.getCapabilities('video').codecs;
      const wanted = all.filter((c) => c.mimeType.toLowerCase() === `video/${o.codec}`);
      transceiver.setCodecPreferences([...wanted, ...all.filter((c) => /rtx/i.test(c.mimeType))]);
    }
    if (o.e2ee) sendEncrypted(transceiver.sender, o.e2ee);
    if (track.kind === 'video') {
      // On a busy computer rather fewer frames than smaller ones: tests look at sizes.
      const parameters = transceiver.sender.getParameters();
      parameters.degradationPreference = 'maintain-resolution';
      transceiver.sender.setParameters(parameters).catch(() => {});
    }
    return transceiver;
  }

  async negotiate(request, offerOptions) {
    const pc = this.up.pc;
    const offer = await pc.createOffer(offerOptions);
    await pc.setLocalDescription(offer);
    const jsep = { type: offer.type, sdp: offer.sdp };
    if (this.options.e2ee) jsep.e2ee = true;
    if (this.options.svc) jsep.svc = [{ mindex: this.options.audio === false ? 0 : 1, svc: this.options.svc }];
    const event = await this.client.message(this.handle, request, jsep);
    const data = event.plugindata.data;
    if (!event.jsep) throw new Error(`no answer: ${JSON.stringify(data)}`);
    await pc.setRemoteDescription(event.jsep);
    return data;
  }

  configure(body) {
    return this.client.message(this.handle, { request: 'configure', ...body }).then((e) => e.plugindata.data);
  }

  /** A request of the subscriber's handle. */
  async ask(body) {
    const event = await this.client.message(this.subscriber, body);
    if (event.jsep) await this.enqueue(() => this.answer(event));
    return event.plugindata.data;
  }

  /** One more video m-line: a shared screen, or a picture drawn where there is none to share. */
  async share() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia({ video: true, preferCurrentTab: true });
    } catch (e) {
      stream = drawing({ width: 320, height: 240 });
    }
    this.screen = this.add(stream.getVideoTracks()[0], { sendEncodings: [{}] });
    await this.negotiate({ request: 'configure' });
    return this.screen.mid;
  }

  async unshare() {
    this.screen.sender.track.stop();
    this.screen.stop();
    await this.negotiate({ request: 'configure' });
  }

  async stats() {
    const feeds = {};
    if (!this.down) return feeds;
    const byMid = new Map(this.down.pc.getTransceivers().map((t) => [t.mid, t]));
    for (const s of this.streams) {
      const t = byMid.get(s.mid);
      if (!s.active || s.type === 'data' || !t) continue;
      const report = await t.receiver.getStats();
      const feed = feeds[s.feed_id] = feeds[s.feed_id] || { video: [], audio: [] };
      report.forEach((r) => {
        if (r.type !== 'inbound-rtp') return;
        feed[s.type].push({
          mid: s.mid, feedMid: s.feed_mid, packets: r.packetsReceived, lost: r.packetsLost, bytes: r.bytesReceived,
          frames: r.framesDecoded, width: r.frameWidth, height: r.frameHeight, fps: r.framesPerSecond,
          keyFrames: r.keyFramesDecoded, dropped: r.framesDropped, nacks: r.nackCount, plis: r.pliCount,
          freezes: r.freezeCount, freezeSeconds: r.totalFreezesDuration, energy: r.totalAudioEnergy,
          retransmitted: r.retransmittedPacketsReceived,
        });
      });
    }
    return feeds;
  }

  async sent() {
    const sent = [];
    (await this.up.pc.getStats()).forEach((r) => {
      if (r.type !== 'outbound-rtp') return;
      sent.push({ kind: r.kind, rid: r.rid, packets: r.packetsSent, bytes: r.bytesSent, width: r.frameWidth,
        plis: r.pliCount, firs: r.firCount, keyFrames: r.keyFramesEncoded, limited: r.qualityLimitationReason });
    });
    return sent;
  }
}

/** A moving picture without a camera. */
function drawing({ width, height, fps = 15 }) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const g = canvas.getContext('2d');
  let n = 0;
  setInterval(() => {
    g.fillStyle = `hsl(${(n * 7) % 360} 80% 50%)`;
    g.fillRect(0, 0, width, height);
    g.fillStyle = '#fff';
    g.font = `${height / 4}px sans-serif`;
    g.fillText(String(n++), width / 8, height / 2);
  }, 1000 / fps);
  return canvas.captureStream(fps);
}

/** A picture that does not compress: every layer takes the bitrate it is given. */
function noise({ width, height, fps = 15 }) {
  const small = document.createElement('canvas');
  small.width = width / 8;
  small.height = height / 8;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const [s, g] = [small.getContext('2d'), canvas.getContext('2d')];
  const image = s.createImageData(small.width, small.height);
  setInterval(() => {
    for (let i = 0; i < image.data.length; i += 4) {
      // Of little contrast: otherwise a keyframe is as large as no camera's.
      const value = 96 + Math.random() * 64;
      image.data.set([value, value, value, 255], i);
    }
    s.putImageData(image, 0, 0);
    g.drawImage(small, 0, 0, width, height);
  }, 1000 / fps);
  return canvas.captureStream(fps);
}

/** A white flash and a beep in the same moment, every second. */
async function clapper({ width = 320, height = 240 } = {}) {
  const audio = new AudioContext({ sampleRate: 48000 });
  await audio.resume();
  const gain = audio.createGain();
  gain.gain.value = 0;
  const tone = audio.createOscillator();
  tone.frequency.value = 1000;
  const out = audio.createMediaStreamDestination();
  tone.connect(gain).connect(out);
  tone.start();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const g = canvas.getContext('2d');
  let lit = false;
  let n = 0;
  setInterval(() => {
    const phase = audio.currentTime % 1;
    const now = phase < 0.2;
    g.fillStyle = now ? '#fff' : '#000';
    g.fillRect(0, 0, width, height);
    g.fillStyle = '#888';
    g.fillRect((n++ % 32) * 10, height - 8, 8, 8);
    if (now !== lit) gain.gain.value = now ? 0.8 : 0;
    lit = now;
  }, 20);
  return new MediaStream([...out.stream.getAudioTracks(), ...canvas.captureStream(50).getVideoTracks()]);
}

// ---- End-to-end encryption by insertable streams: every byte but the codec's first few is XORed ----

const CLEAR_BYTES = { key: 10, delta: 3, audio: 1 };

function scramble(key) {
  return new TransformStream({
    transform(frame, controller) {
      const clear = CLEAR_BYTES[frame.type || 'audio'] ?? CLEAR_BYTES.audio;
      const bytes = new Uint8Array(frame.data.slice(0));
      for (let i = clear; i < bytes.length; i++) bytes[i] ^= key ^ (i & 0xff);
      frame.data = bytes.buffer;
      controller.enqueue(frame);
    },
  });
}

function sendEncrypted(sender, key) {
  const { readable, writable } = sender.createEncodedStreams();
  readable.pipeThrough(scramble(key)).pipeTo(writable);
}

function receiveEncrypted(pc, key) {
  const before = pc.ontrack;
  pc.ontrack = (event) => {
    const { readable, writable } = event.receiver.createEncodedStreams();
    readable.pipeThrough(scramble(key)).pipeTo(writable);
    before(event);
  };
}

const members = [];

/** Opens a session and joins a room; returns the member's index. */
async function enter(url, room, options = {}) {
  if (options.e2ee) Connection.configuration = { encodedInsertableStreams: true };
  const client = new JanusClient(url);
  await client.open();
  if (options.clapper) options.source = () => clapper(options.size);
  if (options.noise) {
    options.source = async () => new MediaStream([
      ...(await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks(),
      ...noise(options.noise).getVideoTracks(),
    ]);
  }
  if (options.drawing) options.source = async () => drawing(options.drawing);
  const member = new Member(client, room, options);
  await member.join();
  if (options.publish !== false) await member.publish();
  return members.push(member) - 1;
}

const roomStats = (i) => members[i].stats();
