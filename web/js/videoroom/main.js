// The page: makes the parts, ties buttons to what they do, and shows itself to tests.
import { httpUrl, webSocketUrl } from '../janus-client.js';
import { Chat } from './chat.js';
import { Controls, standing } from './controls.js';
import { OwnMedia } from './devices.js';
import { Lobby } from './lobby.js';
import { Measure, frozenFor } from './measure.js';
import { TileMenu } from './menu.js';
import { Panel } from './panel.js';
import { Conference } from './room.js';
import { Speakers } from './speaker.js';
import { Stage } from './stage.js';
import { State } from './state.js';
import { explain } from './words.js';

const byId = (id) => document.getElementById(id);

/** `?ws=8188&http=8088`: other ports of this same host, for servers that use some. */
function servers() {
  const query = new URLSearchParams(location.search);
  const port = (name) => (/^\d{1,5}$/.test(query.get(name) ?? '') ? query.get(name) : null);
  const secure = location.protocol === 'https:' ? 's' : '';
  return {
    ws: port('ws') ? `ws${secure}://${location.hostname}:${port('ws')}` : webSocketUrl(),
    http: port('http') ? `http${secure}://${location.hostname}:${port('http')}/janus` : httpUrl(),
  };
}

const state = new State();
const media = new OwnMedia();
const conference = new Conference(state, media, servers());
const measure = new Measure(state, conference);
const speakers = new Speakers(state, media.meter);
const lobby = new Lobby({ state, media, conference });
const stage = new Stage(byId('stage'), {
  state, media,
  onMenu: (tile) => menu.open(tile),
  onBlocked: () => { byId('sound').hidden = false; },
});
const menu = new TileMenu(byId('tile-menu'), { state, conference });

/** Our own devices as the state knows them. */
function own() {
  const { tracks, muted, cameraOff } = media;
  Object.assign(state.me, {
    microphone: tracks.microphone ? (muted ? 'muted' : 'on') : 'none',
    camera: tracks.camera ? 'on' : cameraOff ? 'off' : 'none',
    screen: Boolean(tracks.screen),
  });
  state.changed('me');
}

/** Does something with a device, and says what went wrong. */
async function attempt(what) {
  try {
    await what();
  } catch (error) {
    if (error.name !== 'NotAllowedError' || what !== act.share) state.say(explain(error));
  }
}

const act = {
  async microphone() {
    if (!media.tracks.microphone) {
      media.muted = false;
      await attempt(() => media.open('microphone'));
    } else {
      media.mute(!media.muted);
    }
    await conference.send('microphone');
  },
  async camera() {
    const on = Boolean(media.tracks.camera);
    await attempt(() => media.turnCamera(!on));
    await conference.send('camera');
  },
  async share() {
    if (media.tracks.screen) media.unshare();
    else await attempt(() => media.share());
    await conference.send('screen');
    if (media.tracks.screenSound || conference.publisher?.midOf('screenSound')) await conference.send('screenSound');
  },
  leave: () => conference.leave(),
  retry: () => conference.retryNow(),
  sound() {
    byId('sound').hidden = true;
    stage.unblock();
  },
};

async function changeDevice(kind, value) {
  if (kind === 'speaker') {
    media.choice.speaker = value;
    return stage.useSpeaker();
  }
  const device = kind === 'picture' ? 'camera' : kind;
  media.choice[kind] = value;
  if (!media.tracks[device]) return;
  await attempt(() => media.open(device));
  await conference.send(device);
}

new Panel(byId('panel'), { state, media, conference, onDevice: changeDevice });
new Chat({
  log: byId('chat-log'), form: byId('chat-form'), input: byId('chat-input'), send: byId('chat-send'), hint: byId('chat-hint'),
}, { state, conference });
new Controls({ state, media, act });

media.addEventListener('change', own);
media.addEventListener('lost', async ({ detail: kind }) => {
  if (state.phase !== 'room') return;
  if (kind === 'screen') {
    media.unshare();
    return conference.send('screen');
  }
  if (kind === 'screenSound') return conference.send(kind);
  // The device was unplugged: go on with the default one, if there is another.
  media.choice[kind] = '';
  state.say(kind === 'camera' ? 'The camera went away.' : 'The microphone went away.');
  await media.open(kind).catch(() => {});
  await conference.send(kind);
});
conference.addEventListener('over', ({ detail }) => {
  media.closeAll();
  lobby.complain(detail);
});
state.on(['phase'], () => {
  const inRoom = state.phase === 'room';
  byId('lobby').hidden = inRoom;
  byId('call').hidden = !inRoom;
  document.body.classList.toggle('in-call', inRoom);
  keepAwake(inRoom);
  if (inRoom) {
    own();
    measure.start();
    speakers.start();
  } else {
    measure.stop();
    speakers.stop();
  }
});

let wakeLock = null;

/** A phone would otherwise go to sleep in the middle of the call. */
async function keepAwake(on) {
  wakeLock?.release().catch(() => {});
  wakeLock = null;
  if (on && document.visibilityState === 'visible') {
    wakeLock = await navigator.wakeLock?.request('screen').catch(() => null) ?? null;
  }
}

document.addEventListener('visibilitychange', () => keepAwake(state.phase === 'room'));
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
addEventListener('keydown', ({ key }) => key === 'Escape' && state.say(''));

own();
lobby.start();

/** For tests: a picture of what the page knows, by value. */
window.conference = {
  snapshot: () => ({
    phase: state.phase,
    room: state.room,
    me: { ...state.me },
    network: { ...state.network },
    standing: standing(state),
    numbers: { ...state.numbers },
    view: { ...state.view },
    talking: [...state.talking].filter((id) => state.talks(id)),
    chat: state.chat.map(({ name, text, mine }) => ({ name, text, mine: Boolean(mine) })),
    unread: state.unread,
    journal: [...state.journal],
    canTalk: Boolean(conference.publisher?.canTalk),
    connections: {
      publisher: conference.publisher?.connection?.connectionState ?? null,
      subscriber: conference.subscriber?.connection?.connectionState ?? null,
    },
    people: [...state.people.values()].map(({ id, display, streams }) => ({ id, display, streams })),
    received: [...state.received.values()].map((s) => ({
      key: s.key, mid: s.mid, feed: s.feed, feedMid: s.feedMid, type: s.type, layer: s.layer, temporal: s.temporal,
      simulcast: s.simulcast, send: s.send, frozen: frozenFor(s), ...s.stats,
    })),
    tiles: [...stage.tiles.values()].map(({ key, view, root }) => ({
      key, name: view.name, kind: view.kind, visible: view.visible, muted: Boolean(view.muted), frozen: view.frozen,
      large: root.classList.contains('large'), talking: root.classList.contains('talking'),
    })),
  }),
};
