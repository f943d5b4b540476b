// Starts Cardea for a test, on ports of its own, and stops it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync, rmSync, existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const START_LIMIT_MS = 60_000;
let nextPort = 18_088;

/** settings: { core, http, ws, files }: text of configuration files; `http` may be made of the ports. */
export function startCardea(settings = {}) {
  return start(path.join(ROOT, 'cardea'), settings);
}

/** Debian's Janus, in the same way; never on the loopback interface, so inside testkit/namespace. */
export function startJanus({ core = '', disabled = JANUS_UNUSED, ...settings } = {}) {
  return start('/usr/bin/janus', {
    core: core || `general: { admin_secret = "tattle" }
nat: { ice_enforce_list = "veth0" }
plugins: { disable = "${disabled}" }
transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
`,
    ...settings,
    args: ['-o', ...(settings.args || [])],
  });
}

const JANUS_UNUSED = ['audiobridge', 'duktape', 'lua', 'nosip', 'recordplay', 'sip', 'streaming', 'textroom',
  'videocall', 'voicemail'].map((name) => `libjanus_${name}.so`).join(',');

async function start(command, { core = '', http = '', ws = '', files = {}, args = [] }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-test-'));
  const httpPort = nextPort++;
  const wsPort = nextPort++;
  const adminPort = nextPort++;
  writeFileSync(path.join(folder, 'janus.jcfg'), core || 'general: { admin_secret = "tattle"  event_loop_peers = 1 }\n');
  writeFileSync(
    path.join(folder, 'janus.transport.http.jcfg'),
    (typeof http === 'function' ? http({ httpPort, adminPort }) : http) || `general: { http = true, port = ${httpPort}, base_path = "/janus" }\n`
      + `admin: { admin_http = true, admin_port = ${adminPort}, admin_ip = "127.0.0.1" }\n`);
  writeFileSync(
    path.join(folder, 'janus.transport.websockets.jcfg'),
    ws || `general: { ws = true, ws_port = ${wsPort} }\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const log = [];
  const child = spawn(command, ['-F', folder, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collect = (chunk) => {
    log.push(chunk.toString());
    if (process.env.CARDEA_LOG) process.stderr.write(chunk);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  const server = {
    folder,
    pid: child.pid,
    httpUrl: `http://127.0.0.1:${httpPort}/janus`,
    wsUrl: `ws://127.0.0.1:${wsPort}`,
    adminUrl: `http://127.0.0.1:${adminPort}/admin`,
    wsPort,
    httpPort,
    pageUrl: `http://localhost:${httpPort}/`,
    ended,
    log: () => log.join(''),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const result = await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      return result;
    },
  };
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const response = await fetch(`${server.httpUrl}/info`);
      if (response.ok) return server;
    } catch {
      // not listening yet
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${path.basename(command)} did not start:\n${server.log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks the Admin API, which a server has on `adminUrl` when `adminHttp` is among its HTTP settings. */
export async function admin(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ transaction: 'admin', admin_secret: 'tattle', ...body }),
  });
  return response.json();
}

/** Threads, sockets and open files of the server process, from /proc. */
export function processCensus(pid) {
  const fds = `/proc/${pid}/fd`;
  return {
    threads: readdirSync(`/proc/${pid}/task`).length,
    files: existsSync(fds) ? readdirSync(fds).length : -1,
  };
}
