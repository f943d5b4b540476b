// Hostile datagrams and requests, from sockets of our own: what a stranger can send.
import { createSocket } from 'node:dgram';
import { createHmac, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const BATCH = 512;

/** A STUN Binding request as a check would be, its integrity made with some password. */
export function check(username, password) {
  const name = Buffer.from(username);
  const padded = Buffer.concat([name, Buffer.alloc((4 - (name.length % 4)) % 4)]);
  const attribute = (type, length, value) => {
    const header = Buffer.alloc(4);
    header.writeUInt16BE(type, 0);
    header.writeUInt16BE(length, 2);
    return Buffer.concat([header, value]);
  };
  const body = Buffer.concat([
    attribute(0x0006, name.length, padded),
    attribute(0x0024, 4, Buffer.from([0x6e, 0x7f, 0x1e, 0xff])),
    attribute(0x802a, 8, randomBytes(8)),
    attribute(0x0025, 0, Buffer.alloc(0)),
  ]);
  const header = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
  header.writeUInt16BE(body.length + 24, 2);
  const signed = Buffer.concat([header, body]);
  const mac = createHmac('sha1', password).update(signed).digest();
  return Buffer.concat([signed, attribute(0x0008, 20, mac)]);
}

/** An RTP packet, or something like it, of a stream that nobody knows. */
export function rtp() {
  const packet = randomBytes(40 + (randomBytes(2).readUInt16BE() % 1_100));
  packet[0] = 0x80;
  packet[1] &= 0x7f;
  return packet;
}

/** A DTLS ClientHello with one cipher suite and use_srtp. */
export function clientHello() {
  const extensions = Buffer.from('000a00040002001d000b00020100000e0005000200070000', 'hex');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(extensions.length);
  const hello = Buffer.concat([
    Buffer.from('fefd', 'hex'), randomBytes(32), Buffer.from('00000002c02b0100', 'hex'),
    length, extensions,
  ]);
  const message = Buffer.alloc(12);
  message[0] = 1;
  message.writeUIntBE(hello.length, 1, 3);
  message.writeUIntBE(hello.length, 9, 3);
  const record = Buffer.alloc(13);
  record[0] = 22;
  record.writeUInt16BE(0xfefd, 1);
  record.writeUInt16BE(message.length + hello.length, 11);
  return Buffer.concat([record, message, hello]);
}

/**
 * Sends datagrams that `make` makes, from many ports, for a time; at most `perSecond`.
 * Resolves to how many were sent, in how many seconds, and what came back.
 */
export async function flood({ host, port, make, ms = 3_000, perSecond = 20_000, sockets = 32 }) {
  const result = { sent: 0, bytesSent: 0, received: 0, bytesReceived: 0 };
  const opened = await Promise.all(Array.from({ length: sockets }, () => new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('message', (message) => {
      result.received += 1;
      result.bytesReceived += message.length;
    });
    socket.on('error', () => {});
    socket.bind(0, () => resolve(socket));
  })));
  const start = Date.now();
  let i = 0;
  while (Date.now() - start < ms) {
    const due = ((Date.now() - start) / 1_000) * perSecond;
    for (let n = 0; n < BATCH && result.sent < due; n++) {
      const datagram = make(i);
      opened[i++ % sockets].send(datagram, port, host);
      result.sent += 1;
      result.bytesSent += datagram.length;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  opened.forEach((socket) => socket.close());
  result.seconds = (Date.now() - start) / 1_000;
  return result;
}

/** Lets wire.py speak in the name of everybody who sends to the port. */
export async function impersonate(device, port, seconds) {
  const child = spawn('/usr/bin/python3', [path.join(HERE, 'wire.py'), device, port, seconds].map(String));
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { err += chunk; });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`wire.py: ${err}`);
  return JSON.parse(out);
}

/** Writes raw bytes to a TCP port and gives what comes back until the other side is done. */
export function exchange(port, bytes, ms = 10_000) {
  return new Promise((resolve) => {
    const chunks = [];
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', done);
    socket.on('close', done);
    socket.setTimeout(ms, done);
  });
}
