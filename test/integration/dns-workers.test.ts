// DNS as several processes: the bundle, as it is started.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { childrenOf } from '@kubets/component';
import { freePort } from '@kubets/store/testing';
import { decode, encode } from 'dns-packet';
import { STACK_FLAGS } from '../../apps/cli/src/processes/service-process';
import { startCluster, type Cluster } from '../../packages/testing/src';
import { eventually } from '../e2e/cluster/eventually';

jest.setTimeout(180_000);

const WORKERS = 2;
const PATIENT_MS = 60_000;
const KUBERNETES = 'kubernetes.default.svc.cluster.local';

let cluster: Cluster;
let dns: ChildProcess;
let port: number;
beforeAll(async () => {
  cluster = await startCluster({ components: [] });
  port = await freePort();
  const flags = [`--workers=${WORKERS}`, `--port=${port}`, '--secure-port=0', '--bind-address=127.0.0.1'];
  const grpc = cluster.kubeconfig.replaceAll(cluster.restUrl, cluster.grpcUrl);
  const kubeconfig = `${cluster.kubeconfigFile}.grpc`;
  writeFileSync(kubeconfig, grpc);
  const args = [
    ...STACK_FLAGS,
    'dist/apps/dns/main.js',
    ...flags,
    `--kubeconfig=${kubeconfig}`,
    '--upstream=127.0.0.1:9',
  ];
  dns = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await eventually(resolves, PATIENT_MS);
});
afterAll(async () => {
  dns.kill('SIGKILL');
  await cluster.stop();
  rmSync(`${cluster.kubeconfigFile}.grpc`, { force: true });
});

async function resolves(): Promise<void> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  expect(await resolver.resolve4(KUBERNETES)).toHaveLength(1);
}

/** Over TCP, on a connection of its own: that there is an answer. */
async function answersOverTcp(): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const query = encode({ id: 7, type: 'query', questions: [{ type: 'A', name: KUBERNETES }] });
  socket.end(Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]));
  const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(2_000) })) as [Buffer];
  socket.destroy();
  expect(decode(answer.subarray(2)).answers).toHaveLength(1);
}

test('they answer over UDP and TCP', async () => {
  expect(childrenOf(dns.pid!)).toHaveLength(WORKERS);
  for (let index = 0; index < 10; index++) {
    await resolves();
    await answersOverTcp();
  }
});

for (const [what, signal] of [
  ['is killed', 'SIGKILL'],
  ['hangs', 'SIGSTOP'],
] as const)
  test(`one that ${what} is replaced, and names are answered meanwhile`, async () => {
    const [victim] = childrenOf(dns.pid!);
    process.kill(victim!, signal);
    await eventually(resolves, PATIENT_MS);
    await eventually(() => {
      const workers = childrenOf(dns.pid!);
      expect(workers).not.toContain(victim);
      expect(workers).toHaveLength(WORKERS);
    }, PATIENT_MS);
    await eventually(resolves, PATIENT_MS);
    await eventually(answersOverTcp, PATIENT_MS);
  });

test('it ends in good order, with its workers', async () => {
  const ended = once(dns, 'exit');
  dns.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
