// A server with rooms for the conference page: Cardea, or with ROOMS_ON=janus the Janus of the path,
// so that the page can be tried against the other implementation too.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCardea } from './server.mjs';

const WEB = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const START_LIMIT_MS = 20_000;
const JANUS_HTTP = 18_188;
const JANUS_WS = 18_189;

// Short, so that a test can wait for the server to give a session up.
const TIMEOUTS = 'session_timeout = 30, reclaim_session_timeout = 30';

export const onJanus = process.env.ROOMS_ON === 'janus';

/** rooms: text of janus.plugin.videoroom.jcfg. Gives `pageUrl`, with the query that finds the ports. */
export async function startRooms(rooms) {
  const server = onJanus ? await startJanus(rooms) : await startCardea({
    core: `general: { ${TIMEOUTS} }\n`,
    files: { 'janus.plugin.videoroom.jcfg': rooms },
  });
  const page = new URL('videoroom.html', server.pageUrl);
  page.searchParams.set('ws', new URL(server.wsUrl).port);
  page.searchParams.set('http', new URL(server.httpUrl).port);
  return Object.assign(server, { conferenceUrl: page.href, wsPort: Number(new URL(server.wsUrl).port) });
}

async function startJanus(rooms) {
  const folder = mkdtempSync(path.join(tmpdir(), 'janus-rooms-'));
  const write = (name, text) => writeFileSync(path.join(folder, name), text);
  write('janus.jcfg', `general: { configs_folder = "${folder}", ${TIMEOUTS} }
plugins: { disable = "libjanus_sip.so,libjanus_nosip.so,libjanus_lua.so,libjanus_duktape.so" }\n`);
  write('janus.transport.http.jcfg', `general: { http = true, port = ${JANUS_HTTP} }\nadmin: { }\ncors: { }\n`);
  write('janus.transport.websockets.jcfg', `general: { ws = true, ws_port = ${JANUS_WS} }\nadmin: { }\n`);
  write('janus.plugin.videoroom.jcfg', rooms);
  const log = [];
  const child = spawn('janus', ['-F', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => log.push(chunk.toString()));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const pages = await servePages();
  const httpUrl = `http://localhost:${JANUS_HTTP}/janus`;
  const server = {
    folder,
    httpUrl,
    wsUrl: `ws://localhost:${JANUS_WS}`,
    pageUrl: pages.url,
    log: () => log.join(''),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
      await pages.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await fetch(`${httpUrl}/info`).then((r) => r.ok, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`Janus did not start:\n${server.log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return server;
}

/** The project's own pages, for a server that does not give them out. */
async function servePages() {
  const server = createServer((request, response) => {
    const file = path.join(WEB, path.normalize(new URL(request.url, 'http://localhost').pathname));
    try {
      const body = readFileSync(file);
      response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}
