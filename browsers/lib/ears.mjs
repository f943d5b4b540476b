// Receivers of events, as operators have them: a web server, a WebSocket server, a GELF server.
import { createServer } from 'node:http';
import { createSocket } from 'node:dgram';
import { WebSocketServer } from 'ws';

/** A handler's file that switches it on for everything. */
export const enabled = (more) => `general: { enabled = true, events = "all", ${more} }\n`;

/** Whoever listens by HTTP; `answer` may keep a request waiting. */
export async function httpEar(answer = (response) => response.end()) {
  const events = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      events.push(...[JSON.parse(text)].flat());
      answer(response);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    events, port: server.address().port,
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}

export async function socketEar(port = 0) {
  const events = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port, handleProtocols: (wanted) => [...wanted][0] });
  const protocols = [];
  server.on('connection', (socket) => {
    protocols.push(socket.protocol);
    socket.on('message', (text) => events.push(...[JSON.parse(text)].flat()));
  });
  await new Promise((resolve) => server.on('listening', resolve));
  return {
    events, protocols, port: server.address().port,
    stop: () => { server.clients.forEach((client) => client.terminate()); server.close(); },
  };
}

export async function gelfEar() {
  const messages = [];
  const socket = createSocket('udp4');
  const chunks = new Map();
  socket.on('message', (bytes) => {
    if (bytes.readUInt16BE(0) !== 0x1e0f) return messages.push(JSON.parse(bytes));
    const id = bytes.subarray(2, 10).toString('hex');
    const parts = chunks.get(id) ?? [];
    parts[bytes[10]] = bytes.subarray(12);
    chunks.set(id, parts);
    if (parts.filter(Boolean).length === bytes[11]) messages.push(JSON.parse(Buffer.concat(parts)));
  });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { messages, port: socket.address().port, stop: () => socket.close() };
}
