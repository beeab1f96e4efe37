import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container, Node, Pod } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const container = (requests: object, limits: object, more: Partial<Container> = {}): Partial<Container> => ({
  command: ['sleep', '1000'],
  resources: { requests, limits } as Container['resources'],
  ...more,
});
const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const told = (pod: Pod) => pod.status?.conditions?.find(({ type }) => type?.startsWith('PodResize'));

/** What the kernel has of a container's group. */
async function group(name: string, controller: string, file: string): Promise<number> {
  const id = main(node.current(name)!)!.containerID!.replace('containerd://', '');
  const [, path = ''] = /"cgroupsPath": ?"([^"]+)"/.exec(await node.ctr('containers', 'info', id)) ?? [];
  return Number(await readFile(join('/sys/fs/cgroup', controller, path, file), 'utf8'));
}

/** Replaces requests and limits as `pods/resize` does. */
async function resize(name: string, resources: object): Promise<void> {
  const { metadata, spec } = node.current(name)!;
  const body = {
    metadata: { generation: Number(metadata?.generation ?? 1) + 1 },
    spec: { containers: spec!.containers!.map((one) => ({ ...one, resources })) },
  };
  await node.cluster.pods.patch({ namespace: 'default', name }, { type: 'merge', body });
}

/** What the kernel has of the pod's own group. */
const podGroup = async (name: string, controller: string, file: string): Promise<number> =>
  Number(
    await readFile(
      join('/sys/fs/cgroup', controller, `${node.netns}/pod${node.current(name)!.metadata!.uid}`, file),
      'utf8',
    ),
  );

test('a pod is bounded as a whole, gets more and less of that as it runs, and leaves no group behind', async () => {
  const whole = (memory: string) => ({ requests: { cpu: '200m', memory: '16Mi' }, limits: { cpu: '1', memory } });
  const two = ['one', 'two'].map((name) => ({
    ...node.pod('', { command: ['sleep', '1000'] }).spec!.containers![0]!,
    name,
  }));
  const pod = await node.run(node.pod('whole', {}, { containers: two, resources: whole('96Mi') }));
  const { uid } = pod.metadata!;
  expect(await podGroup('whole', 'memory', 'memory.limit_in_bytes')).toBe(96 * 2 ** 20);
  expect(await podGroup('whole', 'cpu', 'cpu.cfs_quota_us')).toBe(100_000);
  expect(await group('whole', 'memory', 'memory.limit_in_bytes')).toBe(96 * 2 ** 20);
  for (const memory of ['128Mi', '64Mi']) {
    const generation = Number(node.current('whole')!.metadata?.generation ?? 1) + 1;
    const body = { metadata: { generation }, spec: { resources: whole(memory) } };
    await node.cluster.pods.patch({ namespace: 'default', name: 'whole' }, { type: 'merge', body });
    const bytes = Number.parseInt(memory) * 2 ** 20;
    await eventually(memory, async () => (await podGroup('whole', 'memory', 'memory.limit_in_bytes')) === bytes);
    await node.until('whole', 'told', (now) => !told(now) && now.status?.resources?.limits?.['memory'] === memory);
  }
  await node.remove('whole');
  await eventually('no group', () => !existsSync(`/sys/fs/cgroup/memory/${node.netns}/pod${uid}`));
});

test('a running container gets more and less, and goes on running', async () => {
  const pod = await node.run(
    node.pod('web', container({ cpu: '100m', memory: '32Mi' }, { cpu: '200m', memory: '64Mi' })),
  );
  const id = main(pod)!.containerID;
  expect(await group('web', 'cpu', 'cpu.shares')).toBe(102);
  for (const [cpu, memory, shares] of [
    ['500m', '128Mi', 512],
    ['50m', '48Mi', 51],
  ] as const) {
    const resources = { requests: { cpu, memory: '32Mi' }, limits: { cpu: '1', memory } };
    await resize('web', resources);
    const resized = await node.until(
      'web',
      'resized',
      (now) => main(now)?.resources?.limits?.['memory'] === memory && !told(now),
    );
    expect(main(resized)).toMatchObject({
      containerID: id,
      restartCount: 0,
      resources,
      allocatedResources: resources.requests,
    });
    expect([
      await group('web', 'cpu', 'cpu.shares'),
      await group('web', 'cpu', 'cpu.cfs_quota_us'),
      await group('web', 'memory', 'memory.limit_in_bytes'),
    ]).toEqual([shares, 100_000, parseInt(memory) * 1024 * 1024]);
  }
  expect(
    node
      .events('web')
      .filter((text) => text.includes('Resize'))
      .map((text) => text.split(':')[0]),
  ).toEqual([
    'Normal ResizeStarted Pod resize started',
    'Normal ResizeCompleted Pod resize completed',
    'Normal ResizeStarted Pod resize started',
    'Normal ResizeCompleted Pod resize completed',
  ]);
  await node.remove('web');
});

test('a container that wants it is started anew, with what was given to it while no agent ran', async () => {
  const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
  await node.run(node.pod('db', container({ memory: '32Mi' }, { memory: '64Mi' }, { resizePolicy })));
  await node.killAgent('SIGKILL');
  await resize('db', { requests: { memory: '32Mi' }, limits: { memory: '128Mi' } });
  await node.startAgent();
  await node.until(
    'db',
    'restarted',
    (now) => main(now)?.restartCount === 1 && main(now)?.state?.running && !told(now),
  );
  expect(await group('db', 'memory', 'memory.limit_in_bytes')).toBe(128 * 1024 * 1024);
  await node.remove('db');
});

test('what there is no room for waits, what is in use is not taken away', async () => {
  await node.run(node.pod('small', container({ memory: '16Mi' }, { memory: '64Mi' })));
  const [found] = node.cluster.objects<Node>('nodes');
  const cpu = `${Number(found!.status!.allocatable!['cpu']) * 1000 - 100}m`;
  await node.run(node.pod('big', container({ cpu }, {})));
  await resize('small', { requests: { memory: '16Mi', cpu: '200m' }, limits: { memory: '64Mi' } });
  const put = await node.until('small', 'put off', (now) => told(now)?.reason === 'Deferred');
  expect(told(put)).toMatchObject({
    type: 'PodResizePending',
    observedGeneration: 2,
    message: expect.stringMatching(/^Node didn't have enough resource: cpu, requested: 200, used: \d+, capacity: \d+$/),
  });
  await node.remove('big');
  await node.until('small', 'resized', (now) => main(now)?.resources?.requests?.['cpu'] === '200m' && !told(now));

  await resize('small', { requests: { memory: '1', cpu: '200m' }, limits: { memory: '4096' } });
  const refused = await node.until('small', 'not taken away', (now) => told(now)?.reason === 'Error');
  expect(told(refused)?.message).toMatch(
    /^cannot decrease memory limits: attempting to set container "main" memory limit \(4096\)/,
  );
  await eventually('an event', () => node.events('small').some((text) => text.includes('Warning ResizeError')));
  await node.remove('small');
});
