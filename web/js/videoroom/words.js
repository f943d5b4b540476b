// What went wrong, in words for a person.
import { JanusError } from '../janus-client.js';

const CODES = {
  421: 'The server did not understand the page.',
  425: 'This page is in the room already.',
  426: 'There is no such room. It may have been closed, or the number is wrong.',
  428: 'That person is no longer there.',
  432: 'The room is full: as many people as it allows are sending already. You can hear and see them.',
  433: 'The room does not let you in.',
  434: 'You are sending already.',
  436: 'Somebody with the same number is in the room.',
  437: 'The server could not use what this browser offers.',
  460: 'This server has no VideoRoom.',
  403: 'The server wants a password for its API.',
};

const DEVICES = {
  NotAllowedError: 'The browser did not allow the camera or the microphone. Allow them beside the address, or listen only.',
  NotFoundError: 'There is no such camera or microphone. Choose another, or listen only.',
  OverconstrainedError: 'The chosen device is no longer there. Choose another.',
  NotReadableError: 'Another program uses the camera or the microphone.',
  AbortError: 'The device could not be started.',
};

export function explain(error) {
  if (error instanceof JanusError) return explainCode(error);
  return DEVICES[error.name] ?? error.message;
}

function explainCode({ code, reason = '', message }) {
  if (code === 433 && /pin/i.test(reason)) return 'The room wants a PIN, and this is not it.';
  if (code === 433 && /kicked/i.test(reason)) return 'You have been removed from the room.';
  if (code === 433 && /allowed list/i.test(reason)) return 'You are not on the list of those who may join this room.';
  if (code === 433 && /end-to-end/i.test(reason)) return 'This room wants end-to-end encryption, which this page does not have.';
  if (code === 429 && /pin/i.test(reason)) return 'This room wants a PIN.';
  return CODES[code] ?? message;
}

export const REASONS = {
  kicked: 'You have been removed from the room.',
  destroyed: 'The room has been closed.',
};

/** Whole seconds as a person says them. */
export function duration(seconds) {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const LAYERS = ['Low', 'Medium', 'High'];
export const layerName = (layer) => LAYERS[layer] ?? '';

export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = (word) => [...word][0] ?? '';
  return (words.length > 1 ? first(words[0]) + first(words.at(-1)) : first(words[0] ?? '?')).toUpperCase();
}
