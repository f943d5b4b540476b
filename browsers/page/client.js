// A small Janus API client for tests: HTTP long poll or WebSocket, and an echo call on top.
'use strict';

class JanusClient {
  constructor(url) {
    this.url = url;
    this.waiting = new Map();
    this.listeners = [];
    this.events = [];
    this.over = false;
  }

  async open() {
    if (this.url.startsWith('ws')) {
      this.socket = new WebSocket(this.url, 'janus-protocol');
      this.socket.onmessage = (message) => this.receive(JSON.parse(message.data));
      await new Promise((resolve, reject) => {
        this.socket.onopen = resolve;
        this.socket.onerror = () => reject(new Error('WebSocket failed'));
      });
    }
    const created = await this.request({ janus: 'create' });
    this.session = created.data.id;
    if (!this.socket) this.poll();
    else this.timer = setInterval(() => this.request({ janus: 'keepalive' }), 20000);
  }

  async poll() {
    while (!this.over) {
      try {
        const response = await fetch(`${this.url}/${this.session}?maxev=10&rid=${Date.now()}`);
        if (!response.ok) return;
        const events = await response.json();
        (Array.isArray(events) ? events : [events]).forEach((event) => this.receive(event));
      } catch (e) {
        if (!this.over) await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  receive(event) {
    if (event.janus === 'keepalive') return;
    this.events.push(event);
    const waiter = this.waiting.get(event.transaction);
    if (waiter && !(waiter.wantsEvent && event.janus === 'ack')) {
      this.waiting.delete(event.transaction);
      waiter.resolve(event);
    }
    this.listeners.forEach((listener) => listener(event));
  }

  async request(body, { wantsEvent = false } = {}) {
    const transaction = Math.random().toString(36).slice(2);
    const message = { ...window.janusMembers, ...body, transaction };
    let path = '';
    if (this.session) {
      if (this.socket) message.session_id = this.session;
      path = `/${this.session}`;
    }
    if (body.handle_id) {
      path += `/${body.handle_id}`;
      if (!this.socket) delete message.handle_id;
    }
    const answer = new Promise((resolve) => this.waiting.set(transaction, { resolve, wantsEvent }));
    if (this.socket) this.socket.send(JSON.stringify(message));
    else {
      const response = await fetch(this.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(message),
      });
      this.receive(await response.json());
    }
    const limit = new Promise((resolve, reject) =>
      setTimeout(() => reject(new Error(`no answer to ${JSON.stringify(body).slice(0, 200)}`)), 15000));
    const event = await Promise.race([answer, limit]);
    if (event.janus === 'error') throw new Error(`${event.error.code} ${event.error.reason}`);
    return event;
  }

  async attach(plugin) {
    return (await this.request({ janus: 'attach', plugin })).data.id;
  }

  message(handle, body, jsep) {
    const request = { janus: 'message', handle_id: handle, body };
    if (jsep) request.jsep = jsep;
    return this.request(request, { wantsEvent: true });
  }

  async close() {
    this.over = true;
    clearInterval(this.timer);
    await this.request({ janus: 'destroy' }).catch(() => {});
    if (this.socket) this.socket.close();
  }
}

class EchoCall {
  constructor(client, options) {
    this.client = client;
    this.options = options;
    this.messages = [];
    this.layerEvents = [];
  }

  async start() {
    const { audio = true, video = true, data = false, codec, simulcast, svc, ice, size } = this.options;
    this.handle = await this.client.attach(this.options.plugin || 'janus.plugin.echotest');
    this.client.listeners.push((event) => {
      if (event.sender !== this.handle) return;
      if (event.janus === 'trickle' && event.candidate && event.candidate.candidate) {
        this.pc.addIceCandidate(event.candidate);
      }
      const d = event.plugindata && event.plugindata.data;
      if (d && ('substream' in d || 'temporal' in d || 'spatial_layer' in d)) this.layerEvents.push(d);
    });
    this.pc = new RTCPeerConnection(ice || {});
    this.pc.onicecandidate = ({ candidate }) => {
      const body = candidate && candidate.candidate
        ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex }
        : { completed: true };
      this.client.request({ janus: 'trickle', handle_id: this.handle, candidate: body });
    };
    this.pc.ontrack = ({ track }) => {
      const element = document.getElementById(track.kind === 'audio' ? 'sound' : 'remote');
      element.srcObject = new MediaStream([track]);
    };
    const stream = await navigator.mediaDevices.getUserMedia({
      audio,
      video: video ? size || { width: 640, height: 480 } : false,
    });
    this.stream = stream;
    for (const track of stream.getTracks()) {
      const init = { direction: 'sendrecv', streams: [stream] };
      if (track.kind === 'video' && simulcast) {
        init.sendEncodings = [
          { rid: 'h', maxBitrate: 900000 },
          { rid: 'm', maxBitrate: 400000, scaleResolutionDownBy: 2 },
          { rid: 'l', maxBitrate: 150000, scaleResolutionDownBy: 4 },
        ];
        if (simulcast.scalabilityMode) {
          init.sendEncodings.forEach((e) => { e.scalabilityMode = simulcast.scalabilityMode; });
        }
      }
      if (track.kind === 'video' && svc) init.sendEncodings = [{ scalabilityMode: svc }];
      const transceiver = this.pc.addTransceiver(track, init);
      if (track.kind === 'video' && codec) {
        const all = RTCRtpSender.getCapabilities('video').codecs;
        const wanted = all.filter((c) => c.mimeType.toLowerCase() === `video/${codec}`);
        if (wanted.length === 0) throw new Error(`no ${codec} here`);
        const rest = all.filter((c) => /rtx/i.test(c.mimeType));
        transceiver.setCodecPreferences([...wanted, ...rest]);
      }
    }
    if (this.options.red) {
      const audioLine = this.pc.getTransceivers().find((t) => t.receiver.track.kind === 'audio');
      const all = RTCRtpSender.getCapabilities('audio').codecs;
      const red = all.filter((c) => c.mimeType === 'audio/red');
      audioLine.setCodecPreferences([...red, ...all.filter((c) => c.mimeType === 'audio/opus')]);
    }
    if (data) {
      this.channel = this.pc.createDataChannel('JanusDataChannel');
      this.channel.onmessage = ({ data: text }) => this.messages.push(text);
    }
    await this.negotiate({ audio, video, ...(codec ? { videocodec: codec } : {}),
      ...(this.options.red ? { opusred: true } : {}) });
  }

  async negotiate(body, offerOptions, signallingMs = 0) {
    const far = () => new Promise((resolve) => setTimeout(resolve, signallingMs));
    const offer = await this.pc.createOffer(offerOptions);
    await this.pc.setLocalDescription(offer);
    const jsep = { type: offer.type, sdp: offer.sdp };
    if (this.options.wrongFingerprint) {
      jsep.sdp = jsep.sdp.replace(/(a=fingerprint:\S+ )(..)/g, (_, a, b) => a + (b === '00' ? '01' : '00'));
    }
    if (this.options.forceRelay) jsep.force_relay = true;
    if (this.options.svc) jsep.svc = [{ mindex: 1, svc: this.options.svc }];
    if (signallingMs) await far();
    const event = await this.client.message(this.handle, body, jsep);
    if (!event.jsep) throw new Error(`no answer: ${JSON.stringify(event)}`);
    this.answer = event.jsep.sdp;
    if (signallingMs) await far();
    await this.pc.setRemoteDescription(event.jsep);
  }

  async stats() {
    const report = await this.pc.getStats();
    const result = { video: {}, audio: {}, transport: {}, state: this.pc.connectionState };
    const byId = new Map();
    report.forEach((s) => byId.set(s.id, s));
    report.forEach((s) => {
      if (s.type === 'inbound-rtp') {
        const codec = byId.get(s.codecId);
        result[s.kind] = {
          packets: s.packetsReceived, lost: s.packetsLost, frames: s.framesDecoded,
          width: s.frameWidth, height: s.frameHeight, energy: s.totalAudioEnergy,
          freezes: s.freezeCount, freezeSeconds: s.totalFreezesDuration, fps: s.framesPerSecond,
          keyFrames: s.keyFramesDecoded, nacks: s.nackCount, plis: s.pliCount,
          codec: codec ? codec.mimeType : undefined, bytes: s.bytesReceived,
        };
      }
      if (s.type === 'outbound-rtp' && s.kind === 'video') {
        result.sent = result.sent || [];
        result.sent.push({ rid: s.rid, packets: s.packetsSent, rtx: s.retransmittedPacketsSent, nacks: s.nackCount, plis: s.pliCount });
      }
      if (s.type === 'transport') {
        const pair = byId.get(s.selectedCandidatePairId);
        result.transport = {
          srtp: s.srtpCipher, dtls: s.tlsVersion, role: s.dtlsRole, state: s.dtlsState,
          local: pair && byId.get(pair.localCandidateId), remote: pair && byId.get(pair.remoteCandidateId),
        };
      }
    });
    return result;
  }

  async hangup() {
    this.stream.getTracks().forEach((track) => track.stop());
    this.pc.close();
  }
}

const calls = [];

/** Opens a session and an echo call; returns its index for the functions below. */
async function startEcho(url, options = {}) {
  const client = new JanusClient(url);
  await client.open();
  const call = new EchoCall(client, options);
  await call.start();
  return calls.push(call) - 1;
}

const echoStats = (i) => calls[i].stats();
const echoEvents = (i) => calls[i].client.events.filter((e) => e.janus !== 'ack');
