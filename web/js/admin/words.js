// What the page says, in words for a person.
import { AdminError, LostError } from './connection.js';

const CODES = {
  403: 'The server does not accept the secret.',
  458: 'The session is no longer there.',
  459: 'The handle is no longer there.',
  460: 'The server has no such module.',
};

const REASONS = {
  'Stored-Token based authentication disabled':
    'The server keeps no list of tokens. To have one, set token_auth = true in janus.jcfg, without token_auth_secret.',
  'Error removing token': 'The server does not know this token.',
  'Capture not started': 'Nothing is being captured.',
  'pcap already started': 'This handle is being captured already.',
  'text2pcap already started': 'This handle is being captured already.',
  'Error starting pcap dump': 'The server cannot write the file. Perhaps the folder is protected, or the name is not possible.',
  'Error starting text2pcap dump': 'The server cannot write the file. Perhaps the folder is protected, or the name is not possible.',
  'No such capture': 'The server does not know this capture.',
  'Could not read the capture': 'The server cannot read the file any more.',
  'Could not resolve address': 'There is no address of this name.',
  'STUN request failed': 'The STUN server has not answered.',
};

/** What went wrong. */
export function explain(error) {
  if (error instanceof AdminError) return REASONS[error.reason] ?? CODES[error.code] ?? error.message;
  return error.message;
}

/** Whether the server is one that does not know the request: an older one, or Janus. */
export const isUnknown = (error) => error instanceof AdminError && error.code === 457;
export const isLost = (error) => error instanceof LostError;
export const isGone = (error) => error instanceof AdminError && (error.code === 458 || error.code === 459);

export const LOG_LEVELS = [
  '0: nothing', '1: fatal errors', '2: errors', '3: warnings', '4: information', '5: verbose', '6: more verbose', '7: debugging',
];

export function bytes(count) {
  if (count < 1_000) return `${count} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count / 1_000;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
}

export const number = (n) => (typeof n === 'bigint' ? String(n) : n.toLocaleString('en'));
export const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;
export const short = (name) => name.replace(/^janus\.(plugin|transport|eventhandler|logger)\./, '');

export function time(nanos) {
  if (nanos < 1e3) return `${nanos} ns`;
  if (nanos < 1e6) return `${(nanos / 1e3).toFixed(nanos < 1e4 ? 1 : 0)} µs`;
  return `${(nanos / 1e6).toFixed(nanos < 1e7 ? 1 : 0)} ms`;
}
