// A voice for a fake microphone: vowels of many harmonics, four syllables a second, never silent for long.
// The beeps of Chromium's own fake microphone are silence for nine tenths, which talking is not.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RATE = 48_000;
const SECONDS = 8; // a whole number of syllables and of pitch cycles: it is played in a loop
const SYLLABLES = 4;
const HARMONICS = 20;
const LOUDEST = 0.5;

/** Chromium's arguments for speaking with this voice whenever the microphone is open. */
export function speaking() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'cardea-voice-')), 'voice.wav');
  writeFileSync(file, wav(RATE * SECONDS, voice));
  return [`--use-file-for-fake-audio-capture=${file}`];
}

function voice(n) {
  const time = n / RATE;
  const open = 0.1 + 0.9 * Math.sin(Math.PI * SYLLABLES * time) ** 2;
  const pitch = 120 * time + 3 * Math.sin(Math.PI * time);
  let sum = 0;
  let most = 0;
  for (let k = 1; k <= HARMONICS; k++) {
    sum += Math.sin(2 * Math.PI * k * pitch) / k;
    most += 1 / k;
  }
  return (LOUDEST * open * sum * 2) / most;
}

function wav(samples, at) {
  const data = Buffer.alloc(44 + 2 * samples);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + 2 * samples, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(2 * RATE, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(2 * samples, 40);
  for (let n = 0; n < samples; n++) {
    const value = Math.max(-1, Math.min(1, at(n)));
    data.writeInt16LE(Math.round(32_767 * value), 44 + 2 * n);
  }
  return data;
}
