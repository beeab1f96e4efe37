import { readdir } from 'node:fs/promises';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { nodeClient } from './kubelet/node-client';
import { createNodeFixture, eventually, sleep, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const main = (pod: Pod | undefined) => pod?.status?.containerStatuses?.[0];
const shell = (script: string) => ({ command: ['sh', '-c', script] });
const statusWrites = () =>
  node.cluster.calls.filter(({ verb, resource }) => resource === 'pods' && verb === 'patch').length;
/** The agent is up again and has looked at every pod. */
const restarted = async () => {
  await node.startAgent();
  await eventually('healthy', async () => (await nodeClient(node).get('/healthz')).code === 200);
  await sleep(1500);
};

test('kill -9 of the agent: running containers are left alone, and stay ready', async () => {
  await node.run(
    node.pod('steady', {
      ...shell('httpd -h /www; sleep 1000'),
      readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 },
    }),
    (pod) => main(pod)?.ready,
  );
  const before = main(node.current('steady'))!;
  await node.killAgent('SIGKILL');
  node.cluster.clearCalls();
  await restarted();
  expect(main(node.current('steady'))).toEqual(before);
  expect(statusWrites()).toBe(0);
  await node.remove('steady');
});

test('what happened while the agent was away is caught up with', async () => {
  await node.run(node.pod('died', shell('sleep 1000')));
  await node.run(node.pod('unwanted', shell('sleep 1000')));
  await node.run(node.pod('deleted', shell('sleep 1000')));
  await node.run(node.pod('finished', shell('sleep 2; echo bye > /dev/termination-log'), { restartPolicy: 'Never' }));
  await node.killAgent('SIGKILL');
  await node.ctr('tasks', 'kill', '--signal', 'SIGKILL', main(node.current('died'))!.containerID!.slice(13));
  await node.cluster.pods.delete({ namespace: 'default', name: 'unwanted' }, { gracePeriodSeconds: 0 });
  await node.cluster.pods.delete({ namespace: 'default', name: 'deleted' }, { gracePeriodSeconds: 1 });
  await node.cluster.pods.create(node.pod('created', shell('sleep 1000')));
  await sleep(2500);
  await node.startAgent();
  await node.until('died', 'restarted', (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running);
  expect(main(node.current('died'))?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
  await node.until('created', 'running', (pod) => pod.status?.phase === 'Running');
  await node.until('finished', 'succeeded', (pod) => pod.status?.phase === 'Succeeded');
  expect(main(node.current('finished'))?.state?.terminated).toMatchObject({ exitCode: 0, message: 'bye\n' });
  await eventually('deleted gone', () => !node.current('deleted'));
  for (const name of ['died', 'created', 'finished']) await node.remove(name);
  await eventually('no stray containers', async () => (await node.ctr('containers', 'list', '-q')).trim() === '');
  expect(await readdir(`${node.rootDir}/pods`)).toEqual([]);
});

test('a finished pod keeps its status over a restart of the agent', async () => {
  await node.run(
    node.pod('over', shell('echo word > /dev/termination-log; exit 4'), { restartPolicy: 'Never' }),
    ({ status }) =>
      status?.phase === 'Failed' &&
      status.conditions?.some(({ type, status }) => type === 'PodReadyToStartContainers' && status === 'False'),
  );
  const before = node.current('over')?.status;
  await node.killAgent('SIGTERM');
  node.cluster.clearCalls();
  await restarted();
  expect(node.current('over')?.status).toEqual(before);
  await node.remove('over');
});

test('kill -9 of containerd: containers run on, and the node notices what ends afterwards', async () => {
  await node.run(node.pod('survivor', shell('sleep 1000')));
  const before = main(node.current('survivor'))!.containerID;
  await node.restartContainerd();
  await sleep(1000);
  expect(main(node.current('survivor'))).toMatchObject({ containerID: before, restartCount: 0 });
  await node.ctr('tasks', 'kill', '--signal', 'SIGKILL', before!.slice(13));
  await node.until('survivor', 'restarted', (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running);
  await node.run(node.pod('after', shell('sleep 1000')));
  for (const name of ['survivor', 'after']) await node.remove(name);
  expect(node.events(node.name).join('\n')).not.toContain('NodeNotReady');
});

test('a sandbox that dies takes its pod into a new one', async () => {
  await node.run(node.pod('sandboxed', shell('sleep 1000')));
  const { podIP } = node.current('sandboxed')!.status!;
  const containers = (await node.ctr('containers', 'list', '-q')).trim().split('\n');
  const own = main(node.current('sandboxed'))!.containerID!.slice(13);
  await node.ctr(
    'tasks',
    'kill',
    '--signal',
    'SIGKILL',
    containers.find((id) => id !== own)!,
  );
  await node.until(
    'sandboxed',
    'in a new sandbox',
    (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running && pod.status?.podIP !== podIP,
  );
  expect(node.events('sandboxed')).toContain(
    'Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.',
  );
  await node.remove('sandboxed');
});

test('an apiserver that is away is waited for', async () => {
  await node.run(node.pod('patient', shell('sleep 1000')));
  node.cluster.breakWatches({ expire: true });
  await node.ctr('tasks', 'kill', '--signal', 'SIGKILL', main(node.current('patient'))!.containerID!.slice(13));
  await node.until('patient', 'restarted', (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running);
  await node.remove('patient');
});

test('a machine that was switched off: its pods come back in new sandboxes', async () => {
  await node.run(node.pod('web', { command: ['httpd', '-f', '-h', '/www'] }));
  await node.run(node.pod('once', shell('sleep 1000'), { restartPolicy: 'Never' }));
  await node.powerCycle();
  await node.startAgent();
  const back = await node.until('web', 'back', (pod) => main(pod)?.restartCount === 1 && main(pod)?.ready);
  expect(await node.answerOf(`http://${back.status?.podIP}/`)).toBe('hello\n');
  await node.until('once', 'over', (pod) => pod.status?.phase === 'Failed');
  for (const name of ['web', 'once']) await node.remove(name);
  await eventually('no container left', async () => (await node.ctr('containers', 'list', '-q')).trim() === '');
});

test('a link that was down for a moment: the routes to other nodes, which the kernel dropped, come back', async () => {
  const other = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'other' },
    spec: { podCIDR: '10.244.99.0/24' },
    status: { addresses: [{ type: 'InternalIP', address: node.nodeIp.replace(/2$/, '9') }] },
  };
  node.cluster.seed(other);
  const isRouted = async () => (await node.inNode('ip', 'route')).includes('10.244.99.0/24 via');
  await eventually('routed', isRouted);
  for (const state of ['down', 'up']) await node.inNode('ip', 'link', 'set', 'eth0', state);
  await eventually('routed again', isRouted);
  await node.cluster.nodes.delete({ name: 'other' });
  await eventually('not routed', async () => !(await isRouted()));
});

test('a node that was deleted registers again when the agent is started again', async () => {
  await node.cluster.nodes.delete({ name: node.name });
  await node.killAgent('SIGTERM');
  await node.startAgent();
  await eventually('registered', () =>
    node.cluster
      .objects<Node>('nodes')[0]
      ?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
});

test('a node short of memory says so, ends the pod that uses most beyond what it asked for, and takes no more of its kind', async () => {
  const modest = { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } };
  await node.run(node.pod('modest', { ...shell('sleep 1000'), resources: modest }));
  // On a file system in memory, so that it stays in use.
  await node.run(node.pod('greedy', shell('head -c 30000000 /dev/zero > /dev/shm/used; echo ready; sleep 1000')));
  await eventually('memory in use', async () => (await node.log('greedy')) === 'ready');
  await node.killAgent('SIGTERM');
  await node.startAgent({ 'eviction-hard': 'memory.available<1000Ti' });
  const { status } = await node.until('greedy', 'evicted', (pod) => pod.status?.phase === 'Failed', 30_000);
  expect(status).toMatchObject({
    reason: 'Evicted',
    message: expect.stringMatching(
      /^The node was low on resource: memory. Threshold quantity: 1000Ti, available: \d+Ki. Container main was using \d{5}Ki, request is 0, has larger consumption of memory. $/,
    ) as string,
    conditions: expect.arrayContaining([
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
    ]) as unknown,
  });
  await eventually('told', () =>
    node.cluster
      .objects<Node>('nodes')[0]
      ?.status?.conditions?.some(({ type, status: is }) => type === 'MemoryPressure' && is === 'True'),
  );
  await node.cluster.pods.create(node.pod('late', shell('sleep 1000')));
  const late = await node.until('late', 'refused', (pod) => pod.status?.phase === 'Failed');
  expect(late.status?.message).toBe('Pod was rejected: The node had condition: [MemoryPressure]. ');
  await node.killAgent('SIGTERM');
  await restarted();
  for (const name of ['modest', 'greedy', 'late']) await node.remove(name);
});

test('a container that ends as its rule says has all of them started anew in the same sandbox', async () => {
  const mounts = { volumeMounts: [{ name: 'seen', mountPath: '/seen' }] };
  const shellOf = (script: string) => ({
    ...node.pod('', { command: ['sh', '-c', script] }).spec!.containers![0]!,
    ...mounts,
  });
  const restart = [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }];
  const once = 'test -f /seen/once && sleep 1000; touch /seen/once; sleep 1; exit 42';
  await node.run(
    node.pod(
      'together',
      {},
      {
        restartPolicy: 'Never',
        volumes: [{ name: 'seen', emptyDir: {} }],
        initContainers: [
          { ...shellOf('echo x >> /seen/inits'), name: 'init' },
          { ...shellOf('sleep 1000'), name: 'sidecar', restartPolicy: 'Always' },
        ],
        containers: [
          { ...shellOf(once), name: 'source', restartPolicy: 'Never', restartPolicyRules: restart },
          { ...shellOf('sleep 1000'), name: 'other' },
        ],
      },
    ),
    ({ status }) => status?.phase === 'Running',
  );
  const ip = node.current('together')?.status?.podIP;
  const of = (pod: Pod) => [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const { status } = await node.until(
    'together',
    'all again',
    (pod) =>
      of(pod).every(({ restartCount }) => restartCount === 1) &&
      pod.status?.containerStatuses?.every(({ state }) => state?.running),
  );
  expect(status).toMatchObject({ phase: 'Running', podIP: ip });
  expect(of(node.current('together')!).map(({ lastState }) => lastState?.terminated?.exitCode)).toEqual([
    0, 137, 42, 137,
  ]);
  expect(status?.conditions?.find(({ type }) => type === 'AllContainersRestarting')?.status).toBe('False');
  await node.remove('together');
});
