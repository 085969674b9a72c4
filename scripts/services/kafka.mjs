// Runs a command against a real Apache Kafka of its own (one node, KRaft) and stops the broker by pid afterwards.
//
//   node scripts/services/kafka.mjs -- npx vitest run packages/connectors
//   node scripts/services/kafka.mjs -- npx probity stream kafka:transactions --model payments
//
// Needs a Java 17 or newer and, once, Maven, which fetches the broker's jars into ~/.cache/probity (or PROBITY_CACHE).
// The command sees
//   PROBITY_KAFKA_BROKERS         host:port without security
//   PROBITY_KAFKA_SECURE_BROKERS  host:port that asks for TLS and SASL, with PROBITY_KAFKA_CA (a file), PROBITY_KAFKA_USERNAME
//                                 and PROBITY_KAFKA_PASSWORD; absent where there is no openssl
//   PROBITY_KAFKA_PID_FILE        the broker's pid: a test may kill it; while the command runs, it is started again
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const VERSION = '4.1.1';
const START_MS = 90_000;
const STOP_MS = 20_000;

const command = process.argv.slice(process.argv.indexOf('--') + 1);
if (!process.argv.includes('--') || command.length === 0) {
  process.stderr.write('Usage: node scripts/services/kafka.mjs -- <command> [arguments]\n');
  process.exit(2);
}

const jars = join(process.env.PROBITY_CACHE ?? join(homedir(), '.cache', 'probity'), `kafka-${VERSION}`);
const folder = mkdtempSync(join(tmpdir(), 'probity-kafka-'));
const pidFile = join(folder, 'kafka.pid');
let broker;
let stopping = false;
let code = 1;
try {
  checkJava();
  if (!existsSync(jars)) fetchJars();
  const [plain, controller, secure] = [await freePort(), await freePort(), await freePort()];
  const security = writeCertificates();
  const properties = writeProperties({ plain, controller, secure }, security);
  format(properties);
  await startBroker(properties, plain);
  process.stderr.write(`Kafka ${VERSION} on 127.0.0.1:${plain}\n`);
  code = await runCommand({
    ...process.env,
    PROBITY_KAFKA_BROKERS: `127.0.0.1:${plain}`,
    PROBITY_KAFKA_PID_FILE: pidFile,
    ...(security === undefined
      ? {}
      : {
          PROBITY_KAFKA_SECURE_BROKERS: `localhost:${secure}`,
          PROBITY_KAFKA_CA: security.certificate,
          PROBITY_KAFKA_USERNAME: 'probity',
          PROBITY_KAFKA_PASSWORD: security.password,
        }),
  });
} finally {
  await stopBroker();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

function checkJava() {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (status !== 0) fail('Java is not installed: run `apt-get install openjdk-17-jre-headless` as root');
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (version < 17) fail(`Kafka ${VERSION} needs Java 17 or newer; this is ${version}`);
}

/** The broker as its makers publish it, from Maven's repository. A half-fetched folder never gets the final name. */
function fetchJars() {
  const coming = `${jars}.coming-${process.pid}`;
  mkdirSync(coming, { recursive: true });
  const dependency = (group, artifact, version) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  const pom = join(folder, 'pom.xml');
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>probity</groupId><artifactId>kafka</artifactId><version>1</version><dependencies>
${dependency('org.apache.kafka', 'kafka_2.13', VERSION)}
${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
</dependencies></project>`,
  );
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${coming}`, '-DincludeScope=runtime'];
  const { status, error } = spawnSync('mvn', ['-q', '-B', '-f', pom, ...goal], { stdio: ['ignore', 2, 2] });
  if (error !== undefined) fail('Maven is not installed: run `apt-get install maven` as root');
  if (status !== 0) fail(`Kafka ${VERSION} cannot be fetched`);
  if (existsSync(jars)) rmSync(coming, { recursive: true });
  else renameSync(coming, jars);
}

/** A key and a certificate for localhost, so that TLS is tried too. */
function writeCertificates() {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const { status } = spawnSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'].concat([
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ]),
    { stdio: 'ignore' },
  );
  if (status !== 0) return undefined;
  const store = join(folder, 'keystore.pem');
  writeFileSync(store, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'), { mode: 0o600 });
  return { store, certificate, password: randomBytes(18).toString('base64url') };
}

function writeProperties({ plain, controller, secure }, security) {
  const listeners = [`PLAINTEXT://127.0.0.1:${plain}`, `CONTROLLER://127.0.0.1:${controller}`];
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    `log.dirs=${join(folder, 'data')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    'auto.create.topics.enable=false',
  ];
  if (security !== undefined) {
    listeners.push(`SASL_SSL://localhost:${secure}`);
    const login = `org.apache.kafka.common.security.plain.PlainLoginModule required user_probity="${security.password}";`;
    lines.push(
      'sasl.enabled.mechanisms=PLAIN',
      `listener.name.sasl_ssl.plain.sasl.jaas.config=${login}`,
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${security.store}`,
    );
  }
  const file = join(folder, 'server.properties');
  writeFileSync(file, [`listeners=${listeners.join(',')}`, ...lines, ''].join('\n'), { mode: 0o600 });
  return file;
}

function java(...args) {
  return ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', join(jars, '*'), ...args];
}

function format(properties) {
  const id = spawnSync('java', java('kafka.tools.StorageTool', 'random-uuid'), { encoding: 'utf8' });
  const args = java('kafka.tools.StorageTool', 'format', '-t', id.stdout.trim(), '-c', properties);
  const { status, stderr } = spawnSync('java', args, { encoding: 'utf8' });
  if (id.status !== 0 || status !== 0) fail(`Kafka's storage cannot be made: ${id.stderr}${stderr}`);
}

async function startBroker(properties, port) {
  const until = Date.now() + START_MS;
  let ready = false;
  const launch = () => {
    broker = spawn('java', ['-Xmx512m', '-Xms256m', '-XX:TieredStopAtLevel=1', ...java('kafka.Kafka', properties)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C is for the command; the broker is stopped after it.
      detached: true,
    });
    broker.recent = '';
    broker.stderr.on('data', (chunk) => {
      broker.recent = (broker.recent + chunk).slice(-4000);
    });
    writeFileSync(pidFile, String(broker.pid));
    broker.on('exit', () => {
      if (!stopping && ready) launch();
    });
  };
  launch();
  while (!(await answers(port))) {
    if (broker.exitCode !== null || Date.now() > until) fail(`Kafka does not start: ${broker.recent}`);
    await setTimeout(100);
  }
  ready = true;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stopBroker() {
  stopping = true;
  if (broker === undefined || broker.exitCode !== null || broker.signalCode !== null) return;
  const gone = new Promise((resolve) => broker.once('exit', resolve));
  broker.kill('SIGTERM');
  if ((await Promise.race([gone, setTimeout(STOP_MS, 'late')])) === 'late') {
    broker.kill('SIGKILL');
    await gone;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function runCommand(env) {
  const child = spawn(command[0], command.slice(1), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (status) => resolve(status ?? 1));
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  throw new Error(message);
}
