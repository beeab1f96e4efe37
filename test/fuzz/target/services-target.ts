import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { SERVICE_ENVIRONMENT } from '../../../apps/cli/src/processes/service-environment';
import { command } from '../../e2e/cluster/command';
import { FUZZ_DIR, type FuzzTarget, type RunningProcess } from './fuzz-target';

const ROOT = join(__dirname, '../../..');
const RESTART_DELAY_MS = 200;

/** etcd, apiserver and dns, as bundles in processes of their own on free ports; started again when they end, and counted. */
export async function startServices(upstream: string): Promise<{ target: FuzzTarget; stop(): Promise<void> }> {
  const [pki, etcdData] = [join(FUZZ_DIR, 'pki'), join(FUZZ_DIR, 'etcd')];
  for (const old of [pki, etcdData]) rmSync(old, { recursive: true, force: true });
  mkdirSync(pki, { recursive: true });
  const [restPort, grpcPort, dnsPort, etcdPort, peerPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const [etcdUrl, peerUrl] = [`http://127.0.0.1:${etcdPort}`, `http://127.0.0.1:${peerPort}`];
  const bundle = (service: string) => join(ROOT, `dist/apps/${service}/main.js`);
  await command(process.execPath, [bundle('cli'), 'pki', '--dir', pki, '--server', `https://127.0.0.1:${grpcPort}`]);
  const processFile = join(FUZZ_DIR, 'processes.json');
  const serving = (component: string) => [
    '--tls-cert-file',
    `${pki}/${component}/serving.crt`,
    '--tls-private-key-file',
    `${pki}/${component}/serving.key`,
  ];
  const keeper = keepRunning(processFile);
  keeper.start(
    'etcd',
    'etcd',
    [
      '--data-dir',
      etcdData,
      '--listen-client-urls',
      etcdUrl,
      '--advertise-client-urls',
      etcdUrl,
      '--log-level',
      'error',
      '--unsafe-no-fsync',
    ].concat([
      '--listen-peer-urls',
      peerUrl,
      '--initial-advertise-peer-urls',
      peerUrl,
      '--initial-cluster',
      `default=${peerUrl}`,
    ]),
  );
  keeper.start(
    'apiserver',
    process.execPath,
    [bundle('apiserver'), '--etcd-servers', etcdUrl, '--advertise-address', ownAddress(), '--bind-address', '127.0.0.1']
      .concat([
        '--secure-port',
        `${restPort}`,
        '--grpc-port',
        `${grpcPort}`,
        '--client-ca-file',
        `${pki}/apiserver/ca.crt`,
        ...serving('apiserver'),
      ])
      .concat(['--service-account-signing-key-file', `${pki}/apiserver/service-account.key`]),
  );
  keeper.start('dns', process.execPath, [
    bundle('dns'),
    '--kubeconfig',
    `${pki}/dns/kubeconfig`,
    '--bind-address',
    '127.0.0.1',
    '--port',
    `${dnsPort}`,
    '--secure-port',
    '0',
    '--upstream',
    upstream,
  ]);
  const read = (file: string) => readFileSync(join(pki, file), 'utf8');
  const target: FuzzTarget = {
    kind: 'services',
    host: '127.0.0.1',
    restPort,
    grpcPort,
    ca: read('admin/ca.crt'),
    admin: { cert: read('admin/admin.crt'), key: read('admin/admin.key') },
    dns: { host: '127.0.0.1', port: dnsPort },
    doors: [
      { name: 'apiserver REST', host: '127.0.0.1', port: restPort, speaks: 'https', http2: true },
      { name: 'apiserver gRPC', host: '127.0.0.1', port: grpcPort, speaks: 'grpc', http2: true },
      { name: 'dns', host: '127.0.0.1', port: dnsPort, speaks: 'dns' },
    ],
    knownName: 'kubernetes.default.svc.cluster.local',
    logDir: FUZZ_DIR,
    processFile,
  };
  return {
    target,
    stop: keeper.stop,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What apiserver may be told as its own: not loopback. */
const ownAddress = () =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '192.0.2.1';

function keepRunning(processFile: string) {
  const running = new Map<string, RunningProcess & { child: ChildProcess }>();
  let stopping = false;
  // Also when the tests are interrupted.
  process.once('exit', () => running.forEach(({ child }) => child.kill('SIGKILL')));
  const save = () =>
    writeFileSync(
      processFile,
      JSON.stringify([...running.values()].map(({ name, pid, restarts }) => ({ name, pid, restarts }))),
    );

  function start(name: string, program: string, args: string[], restarts = 0): void {
    const log = openSync(join(FUZZ_DIR, `${name}.log`), restarts === 0 ? 'w' : 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...SERVICE_ENVIRONMENT },
    });
    closeSync(log);
    running.set(name, { name, pid: child.pid!, restarts, child });
    save();
    child.once('exit', () => {
      if (!stopping) setTimeout(() => !stopping && start(name, program, args, restarts + 1), RESTART_DELAY_MS);
    });
  }

  return {
    start,
    stop: async () => {
      stopping = true;
      await Promise.all(
        [...running.values()].map(
          ({ child }) =>
            new Promise((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
              child.once('exit', resolve);
              child.kill('SIGKILL');
            }),
        ),
      );
    },
  };
}
