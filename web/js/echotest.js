// The echo test page: one call through the EchoTest plugin, its controls, and what flows.
import { JanusSession, httpUrl, webSocketUrl } from './janus-client.js';
import { Plot, formatRate } from './plot.js';

const PLUGIN = 'janus.plugin.echotest';
const LABEL = 'JanusDataChannel';
const SIMULCAST = [
  { rid: 'h', maxBitrate: 1_200_000 },
  { rid: 'm', maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { rid: 'l', maxBitrate: 150_000, scaleResolutionDownBy: 4 },
];
const SVC_MODE = 'L3T3';

const byId = (id) => document.getElementById(id);
const plot = new Plot(byId('plot'), { sent: '--quiet', received: '--accent' });
let call = null;

class EchoCall {
  #last = {};
  #timer;

  async start({ url, camera, microphone, codec, layers }) {
    this.layers = layers;
    this.stream = await openDevices(camera, microphone);
    byId('mine').srcObject = this.stream;
    this.session = new JanusSession(url);
    this.session.addEventListener('lost', ({ detail }) => end(detail));
    await this.session.open();
    this.handle = await this.session.attach(PLUGIN);
    this.#listen();
    this.#connect(codec);
    await this.negotiate({ audio: true, video: true, ...(codec ? { videocodec: codec } : {}) });
    this.#timer = setInterval(() => this.#measure(), 1000);
  }

  #listen() {
    const { handle } = this;
    handle.addEventListener('event', ({ detail }) => showLayers(detail.plugindata.data));
    handle.addEventListener('hangup', ({ detail }) => end(`The call has ended: ${detail.reason}.`));
    handle.addEventListener('detached', () => end('The server has ended the call.'));
    handle.addEventListener('slowlink', ({ detail }) =>
      note(`Packets are being lost (${detail.lost} in the last second).`));
    handle.addEventListener('trickle', ({ detail }) => {
      if (detail.candidate?.candidate) this.pc.addIceCandidate(detail.candidate);
    });
  }

  #connect(codec) {
    const pc = new RTCPeerConnection();
    this.pc = pc;
    pc.onicecandidate = ({ candidate }) => this.handle.trickle(candidate).catch(() => {});
    pc.onconnectionstatechange = () => showState(pc.connectionState);
    const remote = new MediaStream();
    byId('theirs').srcObject = remote;
    pc.ontrack = ({ track }) => remote.addTrack(track);
    for (const track of this.stream.getTracks()) {
      const init = { direction: 'sendrecv', streams: [this.stream] };
      if (track.kind === 'video' && this.layers === 'simulcast') init.sendEncodings = SIMULCAST;
      if (track.kind === 'video' && this.layers === 'svc') init.sendEncodings = [{ scalabilityMode: SVC_MODE }];
      const transceiver = pc.addTransceiver(track, init);
      if (track.kind === 'video' && codec) prefer(transceiver, codec);
    }
    this.channel = pc.createDataChannel(LABEL);
    this.channel.onopen = () => enableTalk(true);
    this.channel.onclose = () => enableTalk(false);
    this.channel.onmessage = ({ data }) => note(data);
  }

  async negotiate(body) {
    await this.pc.setLocalDescription();
    const jsep = { type: 'offer', sdp: this.pc.localDescription.sdp };
    const video = this.pc.getTransceivers().find((t) => t.receiver.track.kind === 'video');
    if (this.layers === 'svc' && video) jsep.svc = [{ mid: video.mid, svc: SVC_MODE }];
    const answer = await this.handle.message(body, jsep);
    await this.pc.setRemoteDescription(answer.jsep);
  }

  configure(body) {
    this.handle.message(body).catch((error) => complain(error.message));
  }

  async #measure() {
    const report = await this.pc.getStats();
    const now = { sent: 0, received: 0, lost: 0, packets: 0 };
    const byType = (id) => report.get(id);
    report.forEach((s) => {
      if (s.type === 'outbound-rtp') now.sent += s.bytesSent;
      if (s.type === 'inbound-rtp') this.#inbound(s, now, byType);
      if (s.type === 'transport') showTransport(s, byType);
    });
    const rate = (key) => (key in this.#last ? Math.max(0, (now[key] - this.#last[key]) * 8) : 0);
    const rates = { sent: rate('sent'), received: rate('received') };
    byId('n-sent').textContent = formatRate(rates.sent);
    byId('n-received').textContent = formatRate(rates.received);
    const share = now.packets + now.lost ? (100 * now.lost) / (now.packets + now.lost) : 0;
    byId('n-lost').textContent = `${share.toFixed(1)} %`;
    plot.add(rates);
    this.#last = now;
  }

  #inbound(s, now, byType) {
    now.received += s.bytesReceived;
    now.lost += Math.max(0, s.packetsLost);
    now.packets += s.packetsReceived;
    if (s.kind === 'audio') {
      byId('level').style.width = `${Math.min(100, Math.sqrt(s.audioLevel ?? 0) * 130)}%`;
      return;
    }
    byId('n-picture').textContent = s.frameWidth
      ? `${s.frameWidth} × ${s.frameHeight}, ${Math.round(s.framesPerSecond ?? 0)} fps` : '–';
    byId('theirs-size').textContent = s.frameWidth ? `${s.frameWidth} × ${s.frameHeight}` : '';
    const codec = byType(s.codecId);
    if (codec) byId('n-codec').textContent = codec.mimeType.replace('video/', '');
  }

  async stop() {
    clearInterval(this.#timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.pc?.close();
    await this.session?.close();
  }
}

async function openDevices(camera, microphone) {
  const choose = (id, more) => (id === 'none' ? false : { ...(id ? { deviceId: { exact: id } } : {}), ...more });
  const constraints = {
    audio: choose(microphone, {}),
    video: choose(camera, { width: { ideal: 1280 }, height: { ideal: 720 } }),
  };
  if (!constraints.audio && !constraints.video) throw new Error('Choose a camera or a microphone.');
  return navigator.mediaDevices.getUserMedia(constraints);
}

function prefer(transceiver, codec) {
  const all = RTCRtpReceiver.getCapabilities('video').codecs;
  const wanted = all.filter(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
  if (!wanted.length) throw new Error(`This browser has no ${codec.toUpperCase()}.`);
  transceiver.setCodecPreferences([...wanted, ...all.filter(({ mimeType }) => !wanted.some((w) => w.mimeType === mimeType))]);
}

function showTransport(s, byType) {
  const pair = byType(s.selectedCandidatePairId);
  byId('n-srtp').textContent = (s.srtpCipher ?? '–').replace(/^SRTP_/, '').replaceAll('_', ' ');
  if (!pair) return;
  byId('n-rtt').textContent = pair.currentRoundTripTime === undefined
    ? '–' : `${Math.round(pair.currentRoundTripTime * 1000)} ms`;
  const local = byType(pair.localCandidateId);
  const remote = byType(pair.remoteCandidateId);
  byId('n-path').textContent = `${local?.protocol ?? ''} ${local?.candidateType ?? ''} → ${remote?.candidateType ?? ''}`;
}

const STATES = {
  new: 'Connecting…', connecting: 'Connecting…', connected: 'Connected',
  disconnected: 'The network is gone; waiting…', failed: 'Connection failed', closed: 'Not connected',
};

function showState(state) {
  const dot = { connected: 'connected', failed: 'failed', disconnected: 'failed', closed: 'idle' }[state] ?? 'connecting';
  byId('status').dataset.state = dot;
  byId('status').textContent = STATES[state] ?? state;
  if (state === 'failed') end('The connection has failed. Is UDP blocked between here and the server?');
}

function showLayers(data) {
  const press = (id, layer) => byId(id).querySelectorAll('button').forEach((button) =>
    button.setAttribute('aria-pressed', String(Number(button.dataset.layer) === layer)));
  const spatial = data.substream ?? data.spatial_layer;
  const temporal = data.temporal ?? data.temporal_layer;
  if (spatial !== undefined) press('spatial', spatial);
  if (temporal !== undefined) press('temporal', temporal);
}

function enableTalk(on) {
  byId('words').disabled = !on;
  byId('say').disabled = !on;
}

function note(text, mine = false) {
  const line = document.createElement('li');
  line.textContent = text;
  if (mine) line.className = 'mine';
  byId('log').append(line);
  byId('log').scrollTop = byId('log').scrollHeight;
}

function complain(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = !text;
}

function inCall(on) {
  byId('setup').hidden = on;
  byId('controls').hidden = !on;
  byId('start').disabled = false;
}

async function begin() {
  complain('');
  plot.clear();
  byId('start').disabled = true;
  showState('connecting');
  call = new EchoCall();
  const layers = byId('layers').value;
  const url = byId('transport').value === 'ws' ? webSocketUrl() : httpUrl();
  byId('spatial').hidden = !layers;
  byId('temporal').hidden = !layers;
  try {
    await call.start({
      url, layers, camera: byId('camera').value, microphone: byId('microphone').value, codec: byId('codec').value,
    });
    inCall(true);
    await listDevices();
  } catch (error) {
    await end(error.message);
  }
}

async function end(reason) {
  const ended = call;
  if (!ended) return;
  call = null;
  complain(reason ?? '');
  enableTalk(false);
  inCall(false);
  resetControls();
  await ended.stop();
  byId('mine').srcObject = null;
  byId('theirs').srcObject = null;
  byId('theirs-size').textContent = '';
  byId('level').style.width = '0';
  showState('closed');
}

function resetControls() {
  for (const [id, [on]] of Object.entries(TOGGLES)) {
    byId(id).textContent = on;
    byId(id).classList.remove('off');
    byId(id).dataset.off = '';
  }
  byId('bitrate').value = '0';
}

// Label while on, label while off, what it does.
const TOGGLES = {
  'mute-mic': ['Mute mic', 'Unmute mic', (on) => enable('audio', on)],
  'mute-camera': ['Stop camera', 'Start camera', (on) => enable('video', on)],
  'echo-audio': ['Echo sound: on', 'Echo sound: off', (on) => call.configure({ audio: on })],
  'echo-video': ['Echo picture: on', 'Echo picture: off', (on) => call.configure({ video: on })],
};

function enable(kind, on) {
  for (const track of call.stream.getTracks()) if (track.kind === kind) track.enabled = on;
}

for (const [id, [on, off, act]] of Object.entries(TOGGLES)) {
  byId(id).addEventListener('click', () => {
    const turnOn = Boolean(byId(id).dataset.off);
    byId(id).dataset.off = turnOn ? '' : 'yes';
    byId(id).textContent = turnOn ? on : off;
    byId(id).classList.toggle('off', !turnOn);
    byId(id).setAttribute('aria-pressed', String(!turnOn));
    act(turnOn);
  });
}

byId('spatial').addEventListener('click', ({ target }) => {
  if (!target.dataset.layer) return;
  call.configure({ [call.layers === 'svc' ? 'spatial_layer' : 'substream']: Number(target.dataset.layer) });
});
byId('temporal').addEventListener('click', ({ target }) => {
  if (!target.dataset.layer) return;
  call.configure({ [call.layers === 'svc' ? 'temporal_layer' : 'temporal']: Number(target.dataset.layer) });
});
byId('bitrate').addEventListener('change', ({ target }) => call.configure({ bitrate: Number(target.value) }));
byId('start').addEventListener('click', begin);
byId('stop').addEventListener('click', () => end());
byId('talk').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('words').value.trim();
  if (!text || call?.channel.readyState !== 'open') return;
  call.channel.send(text);
  note(text, true);
  byId('words').value = '';
});

async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const [id, kind, none] of [['camera', 'videoinput', 'No camera'], ['microphone', 'audioinput', 'No microphone']]) {
    const select = byId(id);
    const chosen = select.value;
    const options = devices.filter((d) => d.kind === kind && d.deviceId).map((d) => [d.deviceId, d.label || 'Device']);
    select.replaceChildren(...[['', 'Default'], ...options, ['none', none]].map(([value, label]) => new Option(label, value)));
    select.value = [...select.options].some((o) => o.value === chosen) ? chosen : '';
  }
}

if (navigator.mediaDevices) {
  navigator.mediaDevices.addEventListener('devicechange', listDevices);
  await listDevices();
} else {
  complain('This browser gives no camera or microphone to this page. Open it through localhost or HTTPS.');
  byId('start').disabled = true;
}
