// Peers of the real nanomsg, in processes of their own that can be killed and brought back.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** kind: `pair` or `sub`; how: `bind` or `connect`. `kill` waits until the process is gone. */
export function nanomsgPeer(kind, how, address, receive = () => {}) {
  let process;
  let gone;
  let listener = receive;
  const peer = {
    start() {
      process = spawn('python3', [path.join(HERE, 'nanomsg_bridge.py'), kind, how, address],
        { stdio: ['pipe', 'pipe', 'inherit'] });
      gone = new Promise((resolve) => process.on('exit', resolve));
      process.stdin.on('error', () => {}); // killed: what is sent now is lost
      createInterface({ input: process.stdout }).on('line', (line) => listener(line));
      return peer;
    },
    send: (text) => process.stdin.write(`${text.replaceAll('\n', ' ')}\n`),
    async kill() {
      process.kill('SIGKILL');
      await gone;
    },
    /** For a relay: carries for one page. */
    carry(onMessage) {
      listener = onMessage;
      return { send: peer.send, close: () => {} };
    },
  };
  return peer.start();
}

/** One question asked by nanomsg's own tool, and the first answer. */
export async function nanocat(address, question) {
  const process = spawn('nanocat', ['--pair', '--connect', address, '--ascii', '--data', question, '--interval', '60']);
  const lines = createInterface({ input: process.stdout });
  const gone = new Promise((resolve) => process.on('exit', resolve));
  const limit = setTimeout(() => process.kill('SIGKILL'), 20_000);
  const answer = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), gone.then(() => '')]);
  clearTimeout(limit);
  process.kill('SIGKILL');
  await gone;
  return answer;
}
