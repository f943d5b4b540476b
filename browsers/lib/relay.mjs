// A page speaks WebSocket here, and what it says goes on over another transport of the server's.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** `carry(receive)` opens the other transport for a page, and returns { send, close }. */
export async function relay(carry) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: (wanted) => [...wanted][0] });
  server.on('connection', (socket) => {
    const other = carry((text) => socket.send(text));
    socket.on('message', (text) => other.send(text.toString()));
    socket.on('close', () => other.close());
  });
  await new Promise((resolve) => server.on('listening', resolve));
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    stop: () => { server.clients.forEach((client) => client.terminate()); server.close(); },
  };
}

/** Over a Unix socket; `own` is the path of ours, for datagrams. */
export const unixSocket = (socketPath, own) => (receive) => {
  const args = [path.join(HERE, 'unix_bridge.py'), socketPath, ...(own ? ['dgram', own] : [])];
  const bridge = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: bridge.stdout }).on('line', receive);
  return {
    send: (text) => bridge.stdin.write(`${text.replaceAll('\n', ' ')}\n`),
    close: () => bridge.kill(),
  };
};
