// Our own camera, microphone and screen: choosing, opening, closing, and how loud we are.

const PICTURES = {
  hd: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
  small: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 20 } },
};

/** Measures the loudness of a track, 0 to 1. */
export class LevelMeter {
  #context;
  #source;
  #analyser;
  #samples;

  listen(track) {
    this.#source?.disconnect();
    this.#source = null;
    if (!track) return;
    this.#context ??= new AudioContext();
    this.#context.resume();
    this.#analyser ??= Object.assign(this.#context.createAnalyser(), { fftSize: 1024 });
    this.#samples ??= new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  level() {
    if (!this.#source) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const x of this.#samples) sum += x * x;
    return Math.min(1, Math.sqrt(sum / this.#samples.length) * 3);
  }
}

/**
 * Tracks by kind. `choice` keeps what was chosen; a kind that is `off` holds no device. Events:
 * `change` (tracks or the list of devices), `lost` (the kind whose device went away), `screen` ended.
 */
export class OwnMedia extends EventTarget {
  tracks = { microphone: null, camera: null, screen: null, screenSound: null };
  choice = { microphone: '', camera: '', speaker: '', picture: 'hd' };
  muted = false;
  cameraOff = false;
  devices = [];
  meter = new LevelMeter();

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener('devicechange', () => this.refresh());
  }

  get possible() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  get canShare() {
    return Boolean(navigator.mediaDevices?.getDisplayMedia);
  }

  /** What to send in which slot, and what others are to know of it. */
  slots() {
    const { tracks } = this;
    return [
      { name: 'microphone', track: tracks.microphone, description: this.muted ? 'microphone:muted' : 'microphone' },
      { name: 'camera', track: tracks.camera, description: this.cameraOff ? 'camera:off' : 'camera' },
      { name: 'screen', track: tracks.screen, description: 'screen' },
      { name: 'screenSound', track: tracks.screenSound, description: 'screen' },
    ];
  }

  async refresh() {
    if (!this.possible) return;
    this.devices = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.deviceId);
    this.#tell('change');
  }

  #constraints(kind) {
    const id = this.choice[kind];
    const device = id ? { deviceId: { exact: id } } : {};
    if (kind === 'microphone') return { audio: { ...device, echoCancellation: true, noiseSuppression: true } };
    return { video: { ...device, ...PICTURES[this.choice.picture] } };
  }

  /** Opens the device of a kind, in place of the one that is open. */
  async open(kind) {
    this.close(kind);
    const stream = await navigator.mediaDevices.getUserMedia(this.#constraints(kind));
    const [track] = stream.getTracks();
    if (this.tracks[kind]) track.stop(); // somebody was quicker
    else this.#hold(kind, track);
    await this.refresh();
  }

  #hold(kind, track) {
    this.tracks[kind] = track;
    track.onended = () => {
      if (this.tracks[kind] !== track) return;
      this.close(kind);
      this.#tell('lost', kind);
    };
    if (kind === 'microphone') {
      track.enabled = !this.muted;
      this.meter.listen(track);
    }
    this.#tell('change');
  }

  close(kind) {
    const track = this.tracks[kind];
    this.tracks[kind] = null;
    if (track) {
      track.onended = null;
      track.stop();
    }
    if (kind === 'microphone') this.meter.listen(null);
    this.#tell('change');
  }

  /** Chooses a device; opens it where one of its kind is open. False when that did not work. */
  async choose(kind, id) {
    this.choice[kind] = id;
    if (this.tracks[kind]) await this.open(kind);
  }

  mute(muted) {
    this.muted = muted;
    if (this.tracks.microphone) this.tracks.microphone.enabled = !muted;
    this.#tell('change');
  }

  /** Off lets the device go, so that its light goes out. */
  async turnCamera(on) {
    this.cameraOff = !on;
    if (on) await this.open('camera');
    else this.close('camera');
  }

  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true });
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    picture.contentHint = 'detail';
    this.#hold('screen', picture);
    if (sound) this.#hold('screenSound', sound);
  }

  unshare() {
    this.close('screen');
    this.close('screenSound');
  }

  closeAll() {
    for (const kind of Object.keys(this.tracks)) this.close(kind);
    this.muted = false;
    this.cameraOff = false;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Fills a select with the devices of a kind. */
export function fillDevices(select, devices, kind, chosen) {
  const options = devices.filter((d) => d.kind === kind)
    .filter((d) => d.deviceId !== 'default')
    .map((d, i) => new Option(d.label || `Device ${i + 1}`, d.deviceId));
  select.replaceChildren(new Option('Default', ''), ...options);
  select.value = options.some((o) => o.value === chosen) ? chosen : '';
}
