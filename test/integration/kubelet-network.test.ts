// What happens to packets while an agent comes and goes: the node, one of its pods, and another node with a pod, each a network namespace.
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Node } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, sleep, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(90_000);

const run = promisify(execFile);
const other = { netns: 'kubelet-test-other', address: '10.255.176.2', pod: '10.244.176.2', cidr: '10.244.176.0/24' };
const [service, unassignedService, unassignedPod] = ['10.96.0.50', '10.96.77.77', '10.244.250.9'];

let node: NodeFixture;
const ended: (() => void)[] = [];

beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
  // Beyond a few, the kernel would send one host no more than one ICMP error a second, and drop the others.
  await node.inNode('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit');
  await addOtherNode();
  await node.run(node.pod('client'));
  await routed();
}, 120_000);
afterAll(async () => {
  for (const end of ended) end();
  await run('ip', ['netns', 'delete', other.netns]).catch(() => undefined);
  await node?.stop();
}, 60_000);

/** Another node with a pod that answers, and the rules by which the node's proxy would lead a Service to it. */
async function addOtherNode(): Promise<void> {
  const within = (netns: string, ...args: string[]) => run('ip', ['-n', netns, ...args]);
  await run('ip', ['netns', 'delete', other.netns]).catch(() => undefined); // an interrupted run's
  await run('ip', ['netns', 'add', other.netns]);
  await within(node.netns, 'link', 'add', 'to-other', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', other.netns);
  await within(node.netns, 'address', 'add', '10.255.176.1/24', 'dev', 'to-other');
  await within(node.netns, 'link', 'set', 'to-other', 'up');
  await within(other.netns, 'address', 'add', `${other.address}/24`, 'dev', 'eth0');
  await within(other.netns, 'address', 'add', `${other.pod}/32`, 'dev', 'lo');
  for (const link of ['lo', 'eth0']) await within(other.netns, 'link', 'set', link, 'up');
  await within(other.netns, 'route', 'add', 'default', 'via', '10.255.176.1');
  const server = spawn(
    'nsenter',
    [
      `--net=/run/netns/${other.netns}`,
      process.execPath,
      '-e',
      `require('net').createServer((socket) => socket.on('error', () => 0).end('hello')).listen(80, '${other.pod}', () => console.log('ready'))`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  ended.push(() => server.kill('SIGKILL'));
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const rule = `ip daddr ${service} tcp dport 80 dnat to ${other.pod}`;
  await inNft(`table ip proxy {
  chain prerouting { type nat hook prerouting priority -100; ${rule}; }
  chain output { type nat hook output priority -100; ${rule}; }
}
table ip observer {
  chain out { type filter hook postrouting priority 300; oifname "eth0" ip daddr { 10.96.0.0/12, 10.244.0.0/16 } counter; }
}`);
  node.cluster.seed({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'zz-other' },
    spec: { podCIDR: other.cidr, podCIDRs: [other.cidr] },
    status: { addresses: [{ type: 'InternalIP', address: other.address }] },
  } satisfies Node as object);
}

async function inNft(rules: string): Promise<void> {
  await node.inNode('sh', '-c', `printf '%s' "$1" | nft -f -`, 'sh', `${rules.replace(/; }/g, ';\n}')}\n`);
}

const routed = () =>
  eventually('route', async () => (await node.inNode('ip', 'route')).includes(`${other.cidr} via ${other.address}`));
const packetsThatLeft = async () =>
  Number(/packets (\d+)/.exec(await node.inNode('nft', 'list', 'table', 'ip', 'observer'))![1]);

/** Connects without a pause from the node until it is told to stop: how often it worked, and what else happened. */
function connectAgainAndAgain(address: string): () => Promise<Record<string, number>> {
  const script = `
    const results = {};
    let running = true;
    const once = () => new Promise((resolve) => {
      const socket = require('net').connect({ host: '${address}', port: 80, timeout: 3000 });
      socket.on('connect', () => resolve('ok')).on('timeout', () => resolve('timeout')).on('error', (error) => resolve(error.code)).on('data', () => 0);
      socket.on('close', () => resolve('closed'));
    }).then((result) => { results[result] = (results[result] ?? 0) + 1; }).then(() => new Promise((resolve) => setTimeout(resolve, 1)));
    process.stdin.on('end', () => { running = false; }).resume();
    (async () => { while (running) await once(); console.log(JSON.stringify(results)); process.exit(0); })();`;
  const child = spawn('nsenter', [`--net=/run/netns/${node.netns}`, process.execPath, '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return async () => {
    child.stdin.end();
    await new Promise((resolve) => child.once('close', resolve));
    return JSON.parse(output) as Record<string, number>;
  };
}

/** Changes of routes from now on, as the kernel tells them. */
function routesMonitored(): () => string[] {
  const monitor = spawn('nsenter', [`--net=/run/netns/${node.netns}`, 'ip', '-oneline', 'monitor', 'route'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: monitor.stdout }).on('line', (line) => lines.push(line.trim()));
  ended.push(() => monitor.kill('SIGKILL'));
  return () => {
    monitor.kill('SIGKILL');
    return lines;
  };
}

test('a restarted agent loses no connection, and no route', async () => {
  const changes = routesMonitored();
  const connected = connectAgainAndAgain(service);
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    await sleep(500);
    const before = (await node.agentLog()).length;
    await node.killAgent(signal);
    await node.startAgent();
    await eventually('synced', async () => (await node.agentLog()).slice(before).includes('Pod network configured'));
    await sleep(500);
  }
  const results = await connected();
  expect(results).toEqual({ ok: expect.any(Number) });
  expect(results['ok']).toBeGreaterThan(100);
  expect(changes().filter((line) => line.includes('proto 75'))).toEqual([]);
  expect(await packetsThatLeft()).toBe(0);
});

test('a node that moves is followed in one step, one that goes is forgotten', async () => {
  const changes = routesMonitored();
  await run('ip', ['-n', other.netns, 'address', 'add', '10.255.176.3/24', 'dev', 'eth0']);
  await node.cluster.nodes.patch(
    { name: 'zz-other' },
    {
      type: 'merge',
      subresource: 'status',
      body: { status: { addresses: [{ type: 'InternalIP', address: '10.255.176.3' }] } },
    },
  );
  await eventually('moved', async () => (await node.inNode('ip', 'route')).includes(`${other.cidr} via 10.255.176.3`));
  await node.cluster.nodes.delete({ name: 'zz-other' });
  await eventually('forgotten', async () => !(await node.inNode('ip', 'route')).includes(other.cidr));
  expect(
    changes()
      .filter((line) => line.includes('proto 75'))
      .map((line) => line.replace(/ proto.*/, '')),
  ).toEqual([`${other.cidr} via 10.255.176.3 dev to-other`, `Deleted ${other.cidr} via 10.255.176.3 dev to-other`]);
});

/** Less than the 3 s after which the kernel gives up looking for a neighbour. */
const AT_ONCE_MS = 2_500;

test.each([
  ['a Service’s', () => unassignedService],
  ['a pod’s of no node', () => unassignedPod],
  ['a pod’s of this node', () => `${node.podPrefix}.250`],
  ['a pod’s of a node that is gone', () => other.pod],
])('an address that nobody has is refused at once, from pod and node: %s', async (_, addressOf) => {
  const address = addressOf();
  const probe = (pid?: string) => {
    const script = `const net = require('net'); const done = (what) => { console.log(what); process.exit(0); };
      net.connect({ host: '${address}', port: 80, timeout: ${AT_ONCE_MS} }).on('connect', () => done('connected')).on('timeout', () => done('timeout')).on('error', (error) => done(error.code));`;
    return run('nsenter', [
      pid ? `--net=/proc/${pid}/ns/net` : `--net=/run/netns/${node.netns}`,
      process.execPath,
      '-e',
      script,
    ]).then(({ stdout }) => stdout.trim());
  };
  const container = node.current('client')!.status!.containerStatuses![0]!.containerID!.slice('containerd://'.length);
  const pid = (await node.ctr('tasks', 'list'))
    .split('\n')
    .find((line) => line.startsWith(container))!
    .split(/\s+/)[1]!;
  for (const from of [undefined, pid]) {
    expect(await probe(from)).toMatch(/^(ECONNREFUSED|EHOSTUNREACH)$/);
  }
  expect(await packetsThatLeft()).toBe(0);
});
