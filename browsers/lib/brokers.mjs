// Message brokers for tests: Mosquitto and RabbitMQ on loopback, in folders of their own, that can
// be killed and come back; and clients that speak with the server through them.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import amqp from 'amqplib';
import mqtt from 'mqtt';
import { eventually } from './browser.mjs';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const accepts = (port) => new Promise((resolve) => {
  const socket = connectTcp({ host: '127.0.0.1', port });
  socket.on('connect', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

const ended = (child) => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) resolve();
  else child.on('exit', resolve);
});

/** An authority, and what it vouches for: a server at 127.0.0.1, a client, each with a key. */
export function certificates() {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-certificates-'));
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/CN=Authority');
  writeFileSync(path.join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  for (const name of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial',
      '-extfile', 'names', '-out', `${name}.pem`);
  }
  return {
    file: (name) => path.join(folder, `${name}.pem`),
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * { port, tlsPort, start, kill, stop }: `kill` is without a word to anybody. With certificates there
 * is a port for TLS, where a client has to show one.
 */
export async function mosquitto(tls) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-mosquitto-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  writeFileSync(path.join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n${tls
    ? `listener ${tlsPort} 127.0.0.1\ncafile ${tls.file('ca')}\ncertfile ${tls.file('server')}\n`
      + `keyfile ${tls.file('server-key')}\nrequire_certificate true\n`
    : ''}`);
  let child;
  const broker = {
    port,
    tlsPort,
    async start() {
      child = spawn('/usr/sbin/mosquitto', ['-c', path.join(folder, 'conf')], { stdio: 'ignore' });
      await eventually('Mosquitto is there', () => accepts(port), 20_000, 50);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
    async stop() {
      await broker.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

/** The same; takes some five seconds to start. */
export async function rabbitmq(tls) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cardea-rabbitmq-'));
  const [port, tlsPort, distribution, names] = [
    await freePort(), await freePort(), await freePort(), await freePort()];
  writeFileSync(path.join(folder, 'rabbitmq.conf'), tls
    ? `listeners.ssl.1 = 127.0.0.1:${tlsPort}\nssl_options.cacertfile = ${tls.file('ca')}\n`
      + `ssl_options.certfile = ${tls.file('server')}\nssl_options.keyfile = ${tls.file('server-key')}\n`
      + 'ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n'
    : '');
  const pidFile = path.join(folder, 'pid');
  writeFileSync(path.join(folder, 'plugins'), '[].');
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: names,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_MNESIA_BASE: folder,
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_LOGS: '-',
    RABBITMQ_NODENAME: 'cardea@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: port,
    RABBITMQ_DIST_PORT: distribution,
    RABBITMQ_PID_FILE: pidFile,
    RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'plugins'),
  };
  // RabbitMQ would start this daemon by itself, and leave it behind.
  const epmd = spawn('/usr/bin/epmd', [], { env, stdio: 'ignore' });
  let child;
  let said;
  const broker = {
    port,
    tlsPort,
    async start() {
      said = '';
      child = spawn('/usr/lib/rabbitmq/bin/rabbitmq-server', [], { env, stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.on('data', (text) => { said += text; });
      await eventually('RabbitMQ is there', () => said.includes('Server startup complete'), 60_000);
    },
    async kill() {
      if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await ended(child);
    },
    async stop() {
      await broker.kill();
      epmd.kill();
      await ended(epmd);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

/** For lib/relay.mjs: a page's transport over MQTT, which outlives its broker. */
export const overMqtt = (port) => (receive) => {
  const client = mqtt.connect({ host: '127.0.0.1', port, protocolVersion: 5, reconnectPeriod: 100 });
  client.on('error', () => {}); // it tries again
  client.on('message', (topic, text) => receive(text.toString()));
  client.subscribe('from-janus', { qos: 1 });
  return {
    send: (text) => client.publish('to-janus', text, { qos: 1 }),
    close: () => client.end(true),
  };
};

/** The same over RabbitMQ. */
export const overRabbitMq = (port) => (receive) => {
  const waiting = [];
  let channel = null;
  let closed = false;
  let connection = null;
  const flush = () => {
    while (channel && waiting.length > 0) channel.sendToQueue('to-janus', Buffer.from(waiting.shift()));
  };
  const again = () => {
    channel = null;
    if (!closed) setTimeout(open, 100);
  };
  async function open() {
    try {
      connection = await amqp.connect(`amqp://127.0.0.1:${port}`);
      connection.on('error', () => {});
      connection.on('close', again);
      const made = await connection.createChannel();
      made.on('error', () => {});
      await made.assertQueue('to-janus', { durable: false });
      await made.assertQueue('from-janus', { durable: false });
      await made.consume('from-janus', (message) => message && receive(message.content.toString()), { noAck: true });
      channel = made;
      flush();
    } catch {
      again();
    }
  }
  open();
  return {
    send: (text) => { waiting.push(text); flush(); },
    close: () => { closed = true; connection?.close().catch(() => {}); },
  };
};

/** Whoever listens to events by MQTT. */
export async function mqttEar(port, topic) {
  const messages = [];
  const client = await mqtt.connectAsync({ host: '127.0.0.1', port, protocolVersion: 5, reconnectPeriod: 100 });
  client.on('error', () => {});
  client.on('message', (where, text) => messages.push({ topic: where, body: JSON.parse(text) }));
  await client.subscribeAsync(topic, { qos: 1 });
  return { messages, stop: () => client.end(true) };
}

/** Whoever listens to events by RabbitMQ. */
export async function amqpEar(port, queue) {
  const messages = [];
  const connection = await amqp.connect(`amqp://127.0.0.1:${port}`);
  connection.on('error', () => {});
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: false });
  await channel.consume(queue, (message) => message && messages.push(JSON.parse(message.content)), { noAck: true });
  return { messages, stop: () => connection.close().catch(() => {}) };
}
