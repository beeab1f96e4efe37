import type { ClusterOptions } from '../cluster/options';
import type { Listener, Machine, Route } from './machine.mjs';
import { differences, planStart } from './plan-start.mjs';
import { DEFAULT_OPTIONS, stateDirOf } from './start-options.mjs';

const GIB = 1024 ** 3;
const MACHINE: Machine = {
  platform: 'linux',
  kernel: '6.1.0-18-amd64',
  uid: 0,
  capabilities: 0xffff_ffff_ffffn,
  routes: [],
  listeners: [],
  stateEntries: [],
  freeBytes: 50 * GIB,
  availableMemoryBytes: 8 * GIB,
  clusters: [],
};
const cluster = (name: string, changes: Partial<ClusterOptions> = {}, running = true) => {
  const options = { ...DEFAULT_OPTIONS, name, stateDir: stateDirOf(name), ...changes };
  return { name, stateDir: options.stateDir, running, options };
};
const plan = (asked: Partial<ClusterOptions>, machine: Partial<Machine> = {}, stored?: ClusterOptions) =>
  planStart({ asked: { stateDir: DEFAULT_OPTIONS.stateDir, ...asked }, stored, machine: { ...MACHINE, ...machine } });

test('on a machine with nothing in the way a cluster has the defaults, and nothing is said', () => {
  expect(plan({})).toEqual({ options: DEFAULT_OPTIONS, notes: [], problems: [] });
});

test.each<[string, Partial<Machine>, RegExp]>([
  ['another system', { platform: 'darwin' }, /^kubets start needs Linux .* this is darwin/],
  ['no root', { uid: 1000 }, /needs root.*sudo npm start/],
  [
    'a container without privileges',
    { capabilities: 0n },
    /^root lacks CAP_NET_ADMIN and CAP_SYS_ADMIN here.*--privileged/,
  ],
  ['an old kernel', { kernel: '5.10.0-28-amd64' }, /^Linux 5\.10\.0-28-amd64 is too old: 5\.13 or later/],
  ['a full disk', { freeBytes: 3 * 1024 ** 2 }, /^3 MiB are free where \/var\/lib\/kubets is.*--state-dir/],
  [
    "somebody's directory",
    { stateEntries: ['Documents', 'logs', 'a', 'b', 'c'] },
    /^\/var\/lib\/kubets holds what is no cluster's \(Documents, a, b, …\), which --delete-state would delete/,
  ],
  ['no memory', { availableMemoryBytes: 0 }, /^0 MiB of memory are available/],
])('%s is refused', (_, machine, message) => {
  expect(plan({}, machine).problems).toEqual([expect.stringMatching(message)]);
});

test("what an interrupted start has left is no one else's", () => {
  expect(plan({}, { stateEntries: ['etcd', 'logs', 'cluster.json.new', 'lost+found'] }).problems).toEqual([]);
  expect(plan({}, { stateEntries: ['cluster.json', 'notes'] }, DEFAULT_OPTIONS).problems).toEqual([]);
});

test.each<[string, Partial<ClusterOptions>, Route, string]>([
  [
    'a range inside',
    { nodeCidr: '10.201.0.0/24' },
    { dst: '10.201.0.77/32', dev: 'wg0' },
    '--node-cidr 10.201.0.0/24 overlaps 10.201.0.77/32 on wg0 (see: ip route show dev wg0); choose another range: --node-cidr 10.202.0.0/24 is free',
  ],
  [
    'a range around',
    { podCidr: '10.244.0.0/16', nodeCidr: '192.168.1.0/24', serviceCidr: '172.20.0.0/16' },
    { dst: '10.0.0.0/8', dev: 'tun0' },
    '--pod-cidr 10.244.0.0/16 overlaps 10.0.0.0/8 on tun0 (see: ip route show dev tun0); choose another range: --pod-cidr 172.16.0.0/16 is free',
  ],
])('what is asked for and taken is refused, with who has it and what is free: %s', (_, asked, route, message) => {
  expect(plan(asked, { routes: [route] }).problems).toEqual([message]);
});

test('all conflicts are told at once', () => {
  const { problems } = plan(
    { nodeCidr: '10.201.0.0/24', podCidr: '10.244.0.0/16', securePort: 6443 },
    {
      routes: [
        { dst: '10.244.0.0/16', dev: 'cni0' },
        { dst: '10.201.0.0/24', dev: 'eth1' },
      ],
      listeners: [{ port: 6443, pid: 77, program: 'k3s' }],
    },
  );
  expect(problems).toEqual([
    expect.stringContaining('--node-cidr 10.201.0.0/24 overlaps 10.201.0.0/24 on eth1'),
    expect.stringContaining('--pod-cidr 10.244.0.0/16 overlaps 10.244.0.0/16 on cni0'),
    'port 6443, wanted for the API server (--secure-port), is taken by k3s, pid 77; stop it or choose another port with --secure-port',
  ]);
});

test('where nothing was asked for free ranges and ports are taken, and that is said', () => {
  const { options, notes, problems } = plan(
    {},
    {
      routes: [
        { dst: '10.244.0.0/16', dev: 'cni0' },
        { dst: '10.201.0.0/24', dev: 'eth1' },
      ],
      listeners: [{ port: 2380, pid: 5, program: 'etcd' }],
    },
  );
  expect(problems).toEqual([]);
  expect(options).toMatchObject({
    nodeCidr: '10.202.0.0/24',
    loadBalancerPool: '10.202.0.200-10.202.0.250',
    podCidr: '10.245.0.0/16',
    serviceCidr: '10.96.0.0/12',
    securePort: 7443,
    grpcPort: 7444,
    etcdPort: 3379,
  });
  expect(notes).toEqual([
    '--node-cidr 10.202.0.0/24 was chosen, for 10.201.0.0/24 overlaps 10.201.0.0/24 on eth1 (see: ip route show dev eth1)',
    '--pod-cidr 10.245.0.0/16 was chosen, for 10.244.0.0/16 overlaps 10.244.0.0/16 on cni0 (see: ip route show dev cni0)',
    '--secure-port 7443 --grpc-port 7444 --etcd-port 3379 were chosen, for of the usual ports 2380 is in use',
  ]);
});

test.each([true, false])('a second cluster finds its own place beside one that runs: %s', (running) => {
  const first = cluster('kubets', {}, running);
  const { options, problems } = plan({ name: 'two', stateDir: '/var/lib/kubets-two' }, { clusters: [first] });
  expect(problems).toEqual([]);
  expect(options).toMatchObject({ nodeCidr: '10.202.0.0/24', podCidr: '10.245.0.0/16', securePort: 7443 });
});

test.each<[string, string, boolean, number]>([
  ['with its state elsewhere', '/elsewhere', true, 1],
  ['from its own state', '/var/lib/kubets', true, 0],
  ['when it is stopped', '/elsewhere', false, 0],
])('a second cluster of the name of one that runs: %s', (_, stateDir, running, count) => {
  const { problems } = plan({ stateDir }, { clusters: [cluster('kubets', {}, running)] });
  const refusal = expect.stringContaining('a cluster named kubets runs already, with its state in /var/lib/kubets;');
  expect(problems).toEqual(Array.from({ length: count }, () => refusal));
});

test('the other cluster is named where it is in the way', () => {
  const listeners: Listener[] = [{ port: 6443, pid: 9, program: 'node', cluster: '/run/kubets' }];
  const { problems } = plan(
    { name: 'two', stateDir: '/s', podCidr: '10.244.0.0/16', securePort: 6443 },
    { clusters: [cluster('kubets')], listeners, routes: [{ dst: '10.244.1.0/24', dev: 'kubets0' }] },
  );
  expect(problems).toEqual([
    expect.stringContaining(
      'on kubets0, the bridge of the running cluster kubets with its state in /var/lib/kubets (see',
    ),
    expect.stringContaining('is taken by the running cluster kubets with its state in /var/lib/kubets; stop it or'),
  ]);
});

test('what is left of the cluster itself is in no way', () => {
  const { problems } = plan(
    {},
    {
      clusters: [cluster('kubets')],
      routes: [{ dst: '10.201.0.0/24', dev: 'kubets0' }],
      listeners: [{ port: 6443, pid: 9, program: 'node', cluster: '/run/kubets' }],
    },
    DEFAULT_OPTIONS,
  );
  expect(problems).toEqual([]);
});

test('a cluster keeps what it was made with, and is refused what it cannot change to', () => {
  const stored = { ...DEFAULT_OPTIONS, nodes: 3, podCidr: '10.250.0.0/16' };
  expect(plan({}, {}, stored).options).toEqual(stored);
  expect(plan({ nodes: 1 }, {}, stored).options).toEqual({ ...stored, nodes: 1 });
  expect(plan({ podCidr: '10.251.0.0/16' }, {}, stored).problems).toEqual([
    expect.stringMatching(
      /was made with --pod-cidr 10\.250\.0\.0\/16 and cannot change to 10\.251\.0\.0\/16; .*--state-dir/,
    ),
  ]);
  // A range that was free when it was made and no longer is.
  expect(plan({}, { routes: [{ dst: '10.250.0.0/16', dev: 'wg0' }] }, stored).problems).toHaveLength(1);
});

test('the options that a running cluster has otherwise are told', () => {
  const running = { ...DEFAULT_OPTIONS, nodes: 3 };
  expect(differences({ stateDir: running.stateDir, nodes: 3 }, running)).toEqual([]);
  expect(differences({ stateDir: running.stateDir, nodes: 2, registryMirrors: ['http://r:5000'] }, running)).toEqual([
    '--nodes: asked for 2, the cluster has 3',
    '--registry-mirror: asked for http://r:5000, the cluster has none',
  ]);
});
