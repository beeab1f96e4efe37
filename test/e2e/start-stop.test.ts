// The life of a cluster on this machine: start, start again, stop, start with the old state, interrupted starts; and no trace at the end.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cli, E2E } from './cluster/e2e-cluster';
import { command, tryCommand } from './cluster/command';
import { eventually } from './cluster/eventually';
import { kubectls, type Kubectl } from './cluster/kubectl';
import { startTraffic } from './cluster/traffic';
import { readyPods } from './cluster/workloads';

jest.setTimeout(180_000);

const stateDir = join(__dirname, '../../dist/start-stop');
const OPTIONS = [
  '--state-dir',
  stateDir,
  '--name',
  'kubets-two',
  '--nodes',
  '1',
  '--node-cidr',
  '10.203.0.0/24',
  '--pod-cidr',
  '10.246.0.0/16',
  '--service-cidr',
  '10.113.0.0/16',
  '--load-balancer-pool',
  '10.203.0.200-10.203.0.210',
  '--secure-port',
  '26443',
  '--grpc-port',
  '26444',
  '--etcd-port',
  '22379',
  '--registry-mirror',
  `http://10.203.0.1:${E2E.registryPort}`,
];
const start = (...args: string[]) => cli('start', ...OPTIONS, ...args);
const stop = (...args: string[]) => cli('stop', '--state-dir', stateDir, ...args);

/** What a command prints for programs; what it tells people is not among it. */
function told(command: string, args: string[], env = process.env): string {
  const words = [join(__dirname, '../../dist/apps/cli/main.js'), command, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What is another cluster's, or another test's: that may come and go meanwhile. */
const OTHERS = /\bkubets-(?!two)|\bktest-|\bkubelet-test-/;

/** Everything of the machine that a cluster may touch, apart from what others have. */
async function traces() {
  const lines = async (program: string, ...args: string[]) =>
    (await tryCommand(program, args)).stdout.split('\n').filter(Boolean);
  const notOthers = async (program: string, ...args: string[]) =>
    (await lines(program, ...args)).filter((line) => !OTHERS.test(line));
  return {
    processes: (await lines('ps', '-eo', 'args')).filter(
      (line) => /kubets-two|start-stop/.test(line) && !line.includes('jest'),
    ),
    namespaces: (await notOthers('ip', 'netns', 'list')).map((line) => line.split(' ')[0]),
    mounts: (await lines('cat', '/proc/self/mountinfo'))
      .map((line) => line.split(' ')[4])
      .filter((point) => /kubets-two|start-stop/.test(point ?? '')),
    links: (await notOthers('ip', '-brief', 'link')).map((line) => line.split(/[\s@]/)[0]),
    routes: await notOthers('ip', 'route', 'show', 'table', 'all'),
    nftables: await notOthers('nft', 'list', 'tables'),
    // Without the counters behind each chain's policy.
    iptables: (await notOthers('iptables-save'))
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, '')),
    cgroups: await lines('sh', '-c', 'find /sys/fs/cgroup -name kubets-two'),
  };
}

let kubectl: Kubectl;
let before: Awaited<ReturnType<typeof traces>>;

beforeAll(async () => {
  await stop('--delete-state');
  before = await traces();
  kubectl = kubectls({ ...E2E, kubeconfig: join(stateDir, 'kubeconfig') }).at(-1)!;
});
afterAll(async () => {
  await stop('--delete-state');
  rmSync(stateDir, { recursive: true, force: true });
});

test('start makes a Ready node; a second start changes nothing', async () => {
  const output = await start();
  expect(output).toContain(`export KUBECONFIG=${join(stateDir, 'kubeconfig')}`);
  expect(await kubectl('get nodes')).toMatch(/^node-1\s+Ready\s/m);
  await kubectl('create deployment keep --image=nginx --replicas=2');
  await readyPods(kubectl, 'app=keep', 2);
  const pids = (await cli('status', '--state-dir', stateDir)).match(/\s\d+\s+\d+ MiB/g);
  const again = await start('--nodes', '2');
  expect(again).toContain('A cluster is running already');
  expect(again).toContain('--nodes: asked for 2, the cluster has 1');
  expect(
    (await cli('status', '--state-dir', stateDir)).match(/\s\d+\s+\d+ MiB/g)?.map((text) => text.trim().split(/\s/)[0]),
  ).toEqual(pids?.map((text) => text.trim().split(/\s/)[0]));
});

test('a killed supervisor is replaced by the next start, and services and pods run on', async () => {
  const [pod] = await readyPods(kubectl, 'app=keep', 2);
  const status = await cli('status', '--state-dir', stateDir);
  process.kill(Number(/the supervisor, pid (\d+)/.exec(status)![1]), 'SIGKILL');
  await start();
  const pids = (text: string) => text.match(/\s\d+(?=\s+\d+ MiB)/g);
  expect(pids(await cli('status', '--state-dir', stateDir))).toEqual(pids(status));
  const names = (await readyPods(kubectl, 'app=keep', 2)).map(({ name }) => name);
  expect(names).toContain(pod!.name);
});

test('nodes come and go while the cluster runs, and what was built is taken up one after the other, with no request lost', async () => {
  const named = ['--state-dir', stateDir];
  expect(await cli('node', 'add', ...named)).toContain('Waiting for the nodes to be Ready');
  expect((await kubectl('get nodes -o name')).trim().split('\n')).toEqual(['node/node-1', 'node/node-2']);
  await expect(cli('node', 'remove', 'node-1', ...named)).rejects.toThrow(
    /the last one goes first.*node remove node-2/,
  );
  const pid = async (name: string) =>
    (
      JSON.parse(await cli('status', '-o', 'json', ...named)) as { processes: { name: string; pid: number }[] }
    ).processes.find((process) => process.name === name)?.pid;
  const [dns, proxy, scheduler] = [await pid('dns'), await pid('proxy-node-1'), await pid('scheduler')];
  await kubectl('expose deployment keep --port 80');
  const { spec } = await kubectl.json('get service keep');
  const fromNode = ['ip', 'netns', 'exec', 'kubets-two-node-1'];
  await eventually(async () =>
    command(fromNode[0]!, [...fromNode.slice(1), 'curl', '-sf', `http://${spec.clusterIP}/`]),
  );
  const traffic = startTraffic(fromNode, `http://${spec.clusterIP}/`, { patienceSeconds: 20 });
  const bundles = ['apiserver', 'dns', 'kubelet-agent', 'proxy'].map((service) =>
    join(__dirname, `../../dist/apps/${service}/main.js`),
  );
  const built = bundles.map((bundle) => readFileSync(bundle));
  let outcome: Awaited<ReturnType<typeof traffic.stop>>;
  try {
    for (const bundle of bundles) appendFileSync(bundle, '\n');
    expect(await start()).toMatch(/What is built here is newer than what runs of (?=.*\bapiserver\b).*\bdns\b/);
    await expect(cli('node', 'add', ...named)).rejects.toThrow(/not what runs of .*\bdns\b.*: npx kubets upgrade/);
    expect(await cli('upgrade', ...named)).toMatch(/Restarting dns [\s\S]*The cluster is up to date/);
  } finally {
    bundles.forEach((bundle, at) => writeFileSync(bundle, built[at]!));
    outcome = await traffic.stop();
  }
  expect({ failures: traffic.failures, failed: outcome.failed }).toEqual({ failures: [], failed: 0 });
  expect(outcome.answered).toBeGreaterThan(20);
  expect(await pid('dns')).not.toBe(dns);
  expect(await pid('proxy-node-1')).not.toBe(proxy);
  expect(await pid('scheduler')).toBe(scheduler);
  // What was built before is there again, and nodes do not go beside that either.
  await cli('upgrade', ...named);
  expect(JSON.parse(told('node', ['remove', 'node-2', ...named, '-o', 'json']))).toEqual([
    expect.objectContaining({ name: 'node-1', status: 'Running' }),
  ]);
  expect((await kubectl('get nodes -o name')).trim()).toBe('node/node-1');
  await readyPods(kubectl, 'app=keep', 2);
});

test('stop leaves no trace, and the next start brings the objects back', async () => {
  expect(JSON.parse(told('stop', ['--state-dir', stateDir, '-o', 'json']))).toMatchObject({ stopped: true });
  expect(await traces()).toEqual(before);
  // The user behind sudo gets what people need of a cluster, and nobody else.
  const env = { ...process.env, SUDO_UID: '65534', SUDO_GID: '65534' };
  expect(JSON.parse(told('start', [...OPTIONS, '-o', 'json'], env))).toMatchObject({
    started: true,
    kubeconfig: join(stateDir, 'kubeconfig'),
  });
  for (const file of [join(stateDir, 'kubeconfig'), '/run/kubets-two/supervisor.sock']) {
    const { uid, mode } = statSync(file);
    expect({ file, uid, rights: mode & 0o777 }).toEqual({ file, uid: 65534, rights: 0o600 });
  }
  await readyPods(kubectl, 'app=keep', 2, 90_000);
  await stop('--delete-state');
  expect(await traces()).toEqual(before);
});

test('a start that is cut off half-way does not stand in the way of the next', async () => {
  const bundle = join(__dirname, '../../dist/apps/cli/main.js');
  for (const afterMs of [150, 700]) {
    const child = spawn(process.execPath, [bundle, 'start', ...OPTIONS], { stdio: 'ignore' });
    await sleep(afterMs);
    child.kill('SIGKILL');
  }
  await start();
  expect(await kubectl('get nodes')).toMatch(/^node-1\s+Ready\s/m);
  await stop('--delete-state');
  expect(await traces()).toEqual(before);
});

test('of two starts at once the second waits, and finds a cluster that runs', async () => {
  const outputs = await Promise.all([start(), start()]);
  expect(outputs.filter((output) => output.includes('The cluster is up'))).toHaveLength(1);
  expect(
    outputs.filter((output) => /Another start of it is under way[\s\S]*A cluster is running already/.test(output)),
  ).toHaveLength(1);
  await stop('--delete-state');
  expect(await traces()).toEqual(before);
});

test.each(['Network', 'Starting etcd', 'Waiting for the nodes'])(
  'a start that is interrupted at "%s" says so and leaves nothing running',
  async (step) => {
    const child = spawn(process.execPath, [join(__dirname, '../../dist/apps/cli/main.js'), 'start', ...OPTIONS], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    await eventually(() => expect(output).toContain(step));
    // A terminal's Ctrl-C, and the one that npm hands on.
    for (let i = 0; i < 2; i++) child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(output).toContain('Interrupted: undoing the start');
    expect(output).toContain('The start was interrupted and undone: nothing runs.');
    expect(await traces()).toEqual(before);
  },
);

test("a cluster that is started with fewer nodes has fewer, and Docker's FORWARD policy is not in its way", async () => {
  const policy = /-P FORWARD (\w+)/.exec((await tryCommand('iptables', ['-S', 'FORWARD'])).stdout)?.[1] ?? 'ACCEPT';
  await command('iptables', ['-P', 'FORWARD', 'DROP']);
  const withPolicy = await traces();
  const nodesWithRoute = async () =>
    (await command('ip', ['route', 'show', 'dev', 'kubets-two0'])).match(/via 10\.203\.0\.\d+/g)?.sort();
  try {
    await start('--nodes', '3');
    await eventually(async () =>
      expect(await nodesWithRoute()).toEqual(['via 10.203.0.11', 'via 10.203.0.12', 'via 10.203.0.13']),
    );
    await kubectl('create deployment spread --image=nginx --replicas=6');
    for (const { ip } of await readyPods(kubectl, 'app=spread', 6))
      for (const node of ['kubets-two-node-1', 'kubets-two-node-2', 'kubets-two-node-3'])
        expect(await command('ip', ['netns', 'exec', node, 'curl', '-s', '-m', '5', `http://${ip}`])).toContain(
          'Welcome to nginx!',
        );
    await stop();
    await start('--nodes', '1');
    expect((await kubectl('get nodes -o name')).trim()).toBe('node/node-1');
    await eventually(async () => expect(await nodesWithRoute()).toEqual(['via 10.203.0.11']));
    // Pods of nodes that are gone are kept for 40 s, in case they come back; with KUBETS_FAULTS=all that is waited for.
    if (process.env.KUBETS_FAULTS !== 'all')
      await kubectl('delete pods --selector app=spread --field-selector spec.nodeName!=node-1 --force');
    const pods = await readyPods(kubectl, 'app=spread', 6, 90_000);
    expect(new Set(pods.map(({ node }) => node))).toEqual(new Set(['node-1']));
    await eventually(async () =>
      expect(await kubectl('get leases -n kube-node-lease -o name')).not.toMatch(/node-[23]/),
    );
    await stop('--delete-state');
    expect(await traces()).toEqual(withPolicy);
  } finally {
    await command('iptables', ['-P', 'FORWARD', policy]);
    // Setting a policy makes the table; where there was none before, there is none afterwards.
    if (!before.nftables.includes('table ip filter')) await tryCommand('nft', ['delete', 'table', 'ip', 'filter']);
  }
  expect(await traces()).toEqual(before);
});

test('a process that ends three times the same way ends the start, with what it said itself', async () => {
  const starting = start('--service-arg', 'apiserver:--no-such-flag');
  await expect(starting).rejects.toThrow(
    /apiserver has ended 3 times the same way [\s\S]*unknown option '--no-such-flag'/,
  );
  await expect(starting).rejects.toThrow(/The start failed and was undone: nothing runs\./);
  await stop('--delete-state');
  expect(await traces()).toEqual(before);
});

test('a taken port and a clashing network are named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(26443, '127.0.0.1', resolve));
  await expect(start()).rejects.toThrow(
    /port 26443, wanted for the API server \(--secure-port\), is taken by \S+, pid \d+/,
  );
  await new Promise((resolve) => server.close(resolve));
  await expect(start('--node-cidr', E2E.nodeCidr)).rejects.toThrow(
    /--node-cidr 10\.202\.0\.0\/24 overlaps 10\.202\.0\.0\/24 on kubets-e2e0, the bridge of the running cluster kubets-e2e/,
  );
  await expect(start('--nodes', '0')).rejects.toThrow(/--nodes 0: must be between 1 and/);
  await stop('--delete-state');
});
