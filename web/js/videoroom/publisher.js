// What we send: one PeerConnection of the publisher handle, its m-lines, and the chat's channel.
import { IceWatch } from './network.js';

const CHANNEL = 'JanusDataChannel';
const CAMERA_LAYERS = [
  { rid: 'h', maxBitrate: 1_200_000 },
  { rid: 'm', maxBitrate: 450_000, scaleResolutionDownBy: 2 },
  { rid: 'l', maxBitrate: 130_000, scaleResolutionDownBy: 4 },
];
const SCREEN_ENCODING = [{ maxBitrate: 1_800_000 }];
const HANGUP_WAIT_MS = 5_000;
const HEARD_AFTER_MS = 1_500; // others must have subscribed to a new channel before they get what it says

/**
 * Slots are `microphone`, `camera`, `screen` and `screenSound`. What others see of a slot is the
 * description of its stream: `camera`, `camera:off` … Events: `state` (of the connection), `channel`
 * (the chat can be sent, or no longer), `trouble`.
 */
export class Publisher extends EventTarget {
  #slots = new Map(); // name → { transceiver, description, send }
  #tracks = new Map(); // name → track
  #descriptions = new Map(); // name → text
  #queue = Promise.resolve();
  #pc;
  #watch;
  #channel;
  #wantsChannel = false;
  #heard = Promise.resolve(); // when others can be expected to get what is said

  constructor(handle, { onLayers = () => {} } = {}) {
    super();
    this.handle = handle;
    this.onLayers = onLayers;
    handle.addEventListener('trickle', ({ detail }) => {
      if (detail.candidate?.candidate) this.#pc?.addIceCandidate(detail.candidate).catch(() => {});
    });
    handle.addEventListener('hangup', () => this.#hungUp());
  }

  get connection() {
    return this.#pc;
  }

  get publishing() {
    return Boolean(this.#pc);
  }

  get canTalk() {
    return this.#channel?.readyState === 'open';
  }

  midOf(name) {
    return this.#slots.get(name)?.transceiver.mid ?? null;
  }

  /**
   * Sends `track` in the slot, or nothing (null), and tells others by the description. Negotiates
   * only where an m-line starts or ends; a mere change of device does not.
   */
  set(name, track, description) {
    this.#tracks.set(name, track);
    this.#descriptions.set(name, description);
    return this.#pc ? this.#run(() => this.#change(name)) : Promise.resolve();
  }

  /** Starts sending what has been set, and the chat's channel. */
  publish() {
    this.#wantsChannel = true;
    return this.#run(async () => {
      if (!this.#pc) await this.#start();
    });
  }

  async say(text) {
    await this.#heard;
    this.#channel?.send(text);
  }

  kick() {
    this.#watch?.kick();
  }

  close() {
    this.#watch?.stop();
    this.#watch = null;
    this.#pc?.close();
    this.#pc = null;
    this.#channel = null;
    this.#slots.clear();
  }

  #run(task) {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => {});
    return result;
  }

  async #start() {
    const pc = new RTCPeerConnection();
    this.#pc = pc;
    pc.onicecandidate = ({ candidate }) => this.handle.trickle(candidate).catch(() => {});
    this.#watch = new IceWatch(pc, {
      session: this.handle.session,
      restart: () => this.#run(() => this.#restart()),
      rebuild: () => this.rebuild(),
      changed: (state) => this.#tell('state', state),
    });
    for (const name of ['microphone', 'camera', 'screen', 'screenSound']) {
      if (this.#tracks.get(name)) this.#open(name);
    }
    if (this.#wantsChannel) this.#openChannel();
    try {
      await this.#negotiate('publish');
    } catch (error) {
      this.close();
      throw error;
    }
    for (const [name, slot] of this.#slots) if (!slot.send) await this.#configure(name);
  }

  #open(name) {
    const track = this.#tracks.get(name);
    const init = { direction: 'sendonly' };
    if (name === 'camera') init.sendEncodings = CAMERA_LAYERS;
    if (name === 'screen') init.sendEncodings = SCREEN_ENCODING;
    const transceiver = this.#pc.addTransceiver(track, init);
    this.#slots.set(name, { transceiver, send: !this.#isOff(name) });
  }

  #isOff(name) {
    return /:(off|muted)$/.test(this.#descriptions.get(name) ?? '');
  }

  #openChannel() {
    const channel = this.#pc.createDataChannel(CHANNEL);
    this.#channel = channel;
    channel.onopen = () => {
      this.#heard = new Promise((resolve) => setTimeout(resolve, HEARD_AFTER_MS));
      this.#tell('channel');
    };
    channel.onclose = () => this.#tell('channel');
  }

  async #negotiate(request, { iceRestart = false } = {}) {
    const pc = this.#pc;
    const offer = await pc.createOffer({ iceRestart });
    await pc.setLocalDescription(offer);
    const { data, jsep } = await this.handle.message(
      { request, descriptions: this.#describe() },
      { type: 'offer', sdp: pc.localDescription.sdp },
    ).catch(async (error) => {
      if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' }).catch(() => {});
      throw error;
    });
    if (pc.signalingState === 'closed') throw new Error('The call has ended.');
    await pc.setRemoteDescription(jsep);
    this.onLayers(data);
  }

  #describe() {
    return [...this.#slots].map(([name, { transceiver }]) => ({
      mid: transceiver.mid, description: this.#descriptions.get(name) ?? name,
    })).filter(({ mid }) => mid !== null);
  }

  async #change(name) {
    const track = this.#tracks.get(name);
    const slot = this.#slots.get(name);
    if (!slot) {
      if (!track) return;
      this.#open(name);
      return this.#negotiate('configure');
    }
    await slot.transceiver.sender.replaceTrack(track);
    // A camera that is off keeps its m-line, a screen that is no longer shared gives it back.
    const ended = !track && !this.#isOff(name);
    const direction = ended ? 'inactive' : 'sendonly';
    if (slot.transceiver.direction === direction) return this.#configure(name);
    slot.transceiver.direction = direction;
    await this.#negotiate('configure');
  }

  /** Lets the server relay the slot or not, and tells others why. */
  async #configure(name) {
    const slot = this.#slots.get(name);
    slot.send = !this.#isOff(name);
    const { mid } = slot.transceiver;
    const description = this.#descriptions.get(name);
    await this.handle.message({
      request: 'configure',
      streams: [{ mid, send: slot.send, ...(slot.send && name !== 'microphone' ? { keyframe: true } : {}) }],
      descriptions: [{ mid, description }],
    });
  }

  #restart() {
    return this.#pc ? this.#negotiate('configure', { iceRestart: true }) : undefined;
  }

  /** A new PeerConnection for what was sent in the old one. */
  rebuild() {
    return this.#run(async () => {
      if (!this.#pc) return;
      const gone = new Promise((resolve) => {
        this.handle.addEventListener('hangup', resolve, { once: true });
        setTimeout(resolve, HANGUP_WAIT_MS);
      });
      this.close();
      this.#tell('state', 'connecting');
      await this.handle.message({ request: 'unpublish' }).then(() => gone, () => {});
      await this.#start();
    }).catch((error) => this.#tell('trouble', error));
  }

  #hungUp() {
    if (!this.#pc) return; // our own doing
    this.close();
    this.#tell('state', 'connecting');
    this.#run(async () => {
      if (!this.#pc) await this.#start();
    }).catch((error) => this.#tell('trouble', error));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
