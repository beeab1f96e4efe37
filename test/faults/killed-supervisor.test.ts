// kill -9 of the supervisor and its successor, while clients use a Service and the API; and processes that hang instead of ending.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterStatus, E2E, startCluster } from '../e2e/cluster/e2e-cluster';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { startTraffic } from '../e2e/cluster/traffic';
import { endpointsOf, readyPods } from '../e2e/cluster/workloads';
import { startReading } from './api-reader';

jest.setTimeout(180_000);

/** 10 s without a sign of life, two between checks, and the restart. */
const HUNG_FOR_MS = 25_000;

let kubectl: Kubectl;
let url = '';

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl('create deployment watched --image=nginx --replicas=2');
  await readyPods(kubectl, 'app=watched', 2);
  await kubectl('expose deployment watched --port 80');
  await endpointsOf(kubectl, 'watched', 2);
  url = `http://${(await kubectl.json('get svc watched')).spec.clusterIP}`;
});
afterAll(async () => {
  await kubectl('delete deployment,svc watched');
});

/** Every process with its pid and restarts, and the supervisor's pid. */
async function processes() {
  const status = await clusterStatus();
  const rows = status.split('\n').flatMap((line) => {
    const match = /^(\S+) .*\s(\d+)\s+\d+ MiB\s+(\d+)\s/.exec(line);
    return match ? [[match[1]!, { pid: Number(match[2]), restarts: Number(match[3]) }] as const] : [];
  });
  return { supervisor: Number(/the supervisor, pid (\d+)/.exec(status)![1]), all: Object.fromEntries(rows) };
}

test('no request is lost and nothing is restarted; what is killed afterwards is noticed', async () => {
  const before = await processes();
  expect(Object.keys(before.all).length).toBeGreaterThan(10);
  const traffic = startTraffic(await E2E.nodePrefix('node-2'), url);
  const reader = startReading('/api/v1/namespaces/default');
  await eventually(() => expect(reader.answered()).toBeGreaterThan(10));
  process.kill(before.supervisor, 'SIGKILL');
  const started = await startCluster();
  expect(started).toContain(`Taking over ${Object.keys(before.all).length} processes`);
  const after = await processes();
  expect(after.supervisor).not.toBe(before.supervisor);
  expect(after.all).toEqual(before.all);
  expect(await reader.stop()).toMatchObject({ failed: [] });
  const { answered, failed } = await traffic.stop();
  expect(answered).toBeGreaterThan(10);
  expect(failed).toBe(0);

  process.kill(after.all.scheduler!.pid, 'SIGKILL');
  const killedAt = Date.now();
  await eventually(async () =>
    expect((await processes()).all.scheduler).toMatchObject({ restarts: before.all.scheduler!.restarts + 1 }),
  );
  expect(Date.now() - killedAt).toBeLessThan(15_000);
});

test('two starts at once after a kill leave one supervisor', async () => {
  const { supervisor, all } = await processes();
  process.kill(supervisor, 'SIGKILL');
  await Promise.allSettled([startCluster(), startCluster()]);
  expect((await processes()).all).toEqual(all);
  const supervisors = spawn('pgrep', ['--count', '--full', `supervise --state-dir ${E2E.stateDir}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let count = '';
  supervisors.stdout.on('data', (chunk) => (count += chunk));
  await new Promise((resolve) => supervisors.once('close', resolve));
  expect(count.trim()).toBe('1');
});

/** Each takes as long as a process may be silent. KUBETS_FAULTS=all tries more. */
const HANGING =
  process.env.KUBETS_FAULTS === 'all'
    ? ['apiserver', 'dns', 'kubelet-agent-node-1', 'proxy-node-2', 'etcd', 'containerd-node-2']
    : ['apiserver'];

test.each(HANGING)('%s that is stopped by a signal is ended and comes back', async (name) => {
  const before = await processes();
  process.kill(before.all[name]!.pid, 'SIGSTOP');
  await eventually(async () => {
    const { restarts, pid } = (await processes()).all[name]!;
    expect({ restarts, isNew: pid !== before.all[name]!.pid }).toEqual({
      restarts: before.all[name]!.restarts + 1,
      isNew: true,
    });
  }, HUNG_FOR_MS);
  expect(readFileSync(join(E2E.stateDir, 'logs', `${name}.log`), 'utf8')).toContain(
    '"reason":"stopped by a signal","msg":"Hangs, ended by the supervisor"',
  );
  await eventually(async () => expect(await clusterStatus()).toMatch(new RegExp(`^${name}\\s+ok\\s`, 'm')));
  // Nobody else was taken for hanging meanwhile.
  const after = await processes();
  for (const [other, { restarts }] of Object.entries(before.all))
    if (other !== name) expect({ other, restarts: after.all[other]!.restarts }).toEqual({ other, restarts });
});
