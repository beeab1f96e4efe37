import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestLogger } from '@kubets/component/testing';
import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { cpuShares, cpuWeight } from './cpu-shares';
import { openPodGroups } from './pod-groups';
import { podGroupLimits } from './pod-limits';

let mount: string;
beforeEach(async () => (mount = await mkdtemp(join(tmpdir(), 'kubets-groups-'))));
afterEach(() => rm(mount, { recursive: true }));

const logger = createTestLogger();
const pod = (spec: PodSpec): Pod => ({ metadata: { uid: 'u' }, spec: { containers: [{ name: 'c' }], ...spec } });
const limited = pod({ resources: { requests: { cpu: '500m' }, limits: { cpu: '1', memory: '64Mi' } } });
const isThere = (path: string) =>
  access(join(mount, path)).then(
    () => true,
    () => false,
  );
const read = (path: string) => readFile(join(mount, path), 'utf8');

test.each<[string, PodSpec, object]>([
  ['nothing asked', {}, { cpuShares: 2 }],
  [
    'containers are limited by themselves',
    { containers: [{ name: 'c', resources: { requests: { cpu: '250m' }, limits: { cpu: '1', memory: '1Gi' } } }] },
    { cpuShares: 256 },
  ],
  [
    'the pod as a whole',
    limited.spec!,
    { cpuShares: 512, cpu: { periodMicros: 100_000, quotaMicros: 100_000 }, memoryBytes: 64 * 2 ** 20 },
  ],
  [
    'with an overhead',
    { ...limited.spec, overhead: { cpu: '100m', memory: '16Mi' } },
    { cpuShares: 614, cpu: { periodMicros: 100_000, quotaMicros: 110_000 }, memoryBytes: 80 * 2 ** 20 },
  ],
])('limits: %s', (_, spec, expected) => expect(podGroupLimits(pod(spec))).toEqual(expected));

test.each([
  [cpuShares(1000), 39],
  [cpuShares(0), 1],
  [cpuShares(1e9), 10_000],
])('%i shares weigh %i', (shares, weight) => expect(cpuWeight(shares)).toBe(weight));

test('groups of version 1: in the hierarchies that bound something, and gone from all that the runtime made', async () => {
  const groups = await openPodGroups('/kubets/n1', logger, mount);
  expect([groups.enforces, groups.parentOf('u')]).toEqual([true, '/kubets/n1/podu']);
  await groups.prepare(limited);
  expect(
    await Promise.all(['cpu.shares', 'cpu.cfs_quota_us'].map((file) => read(`cpu/kubets/n1/podu/${file}`))),
  ).toEqual(['512', '100000']);
  expect(await read('memory/kubets/n1/podu/memory.limit_in_bytes')).toBe('67108864');
  await groups.prepare(pod({}));
  expect(await read('memory/kubets/n1/podu/memory.limit_in_bytes')).toBe('-1');
  // In the kernel these files go with their directory.
  for (const controller of ['cpu', 'memory']) {
    await rm(join(mount, controller, 'kubets/n1/podu'), { recursive: true });
    await mkdir(join(mount, controller, 'kubets/n1/podu'));
  }
  await mkdir(join(mount, 'pids/kubets/n1/podu'), { recursive: true });
  await groups.remove('u');
  expect(await Promise.all(['cpu', 'memory', 'pids'].map((one) => isThere(`${one}/kubets/n1/podu`)))).toEqual([
    false,
    false,
    false,
  ]);
});

test('groups of version 2', async () => {
  await mkdir(join(mount, 'kubets'));
  await rm(join(mount, 'cgroup.controllers'), { force: true });
  await mkdir(join(mount, 'cgroup.controllers'));
  const groups = await openPodGroups('/kubets/n1', logger, mount);
  await groups.prepare(limited);
  const files = ['cpu.weight', 'cpu.max', 'memory.max'].map((file) => read(`kubets/n1/podu/${file}`));
  expect(await Promise.all(files)).toEqual(['20', '100000 100000', '67108864']);
  expect(await read('kubets/n1/cgroup.subtree_control')).toBe('+cpu +memory +pids');
});

test('those of pods that are no more go', async () => {
  const groups = await openPodGroups('/n', logger, mount);
  for (const name of ['podgone', 'podkept', 'other']) await mkdir(join(mount, 'memory/n', name));
  await groups.removeStrays((uid) => uid === 'gone');
  expect(await Promise.all(['podgone', 'podkept', 'other'].map((name) => isThere(`memory/n/${name}`)))).toEqual([
    false,
    true,
    true,
  ]);
});

test('without a root, and where groups cannot be made, there are none', async () => {
  const groups = await openPodGroups('', logger, mount);
  expect([groups.enforces, groups.parentOf('u')]).toEqual([false, '']);
  const refused = await openPodGroups('/n', logger, __filename);
  expect([refused.enforces, refused.parentOf('u')]).toEqual([false, '/n']);
  await refused.prepare(limited);
});
