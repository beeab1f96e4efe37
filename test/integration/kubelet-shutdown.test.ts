// The orderly end of a node whose power is about to go.
import { existsSync } from 'node:fs';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady({ 'shutdown-grace-period': '20s', 'shutdown-grace-period-critical-pods': '10s' });
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const MESSAGE = 'Pod was terminated in response to imminent node shutdown.';
const pod = (name: string, priority: number, lastWords: string): Pod =>
  node.pod(
    name,
    { command: ['sh', '-c', `trap '${lastWords}; exit 0' TERM; while true; do sleep 0.1; done`] },
    { priority, terminationGracePeriodSeconds: 8 },
  );
const endOf = (name: string): number =>
  Date.parse(node.current(name)?.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? '');
const ready = () => node.cluster.objects<Node>('nodes')[0]?.status?.conditions?.find(({ type }) => type === 'Ready');

test('pods end in order, the API knows, none comes any more, and the agent ends', async () => {
  await node.run(pod('web', 0, 'sleep 2'));
  await node.run(pod('db', 2_000_000_000, 'true'));
  const pid = node.agentPid();
  process.kill(pid, 'SIGPWR');
  await eventually('not ready', () => ready()?.status === 'False');
  expect(ready()).toMatchObject({ reason: 'KubeletNotReady', message: 'node is shutting down' });
  // Until it has ended nobody takes it for over.
  expect(node.current('web')?.status?.phase).toBe('Running');
  await node.cluster.pods.create(node.pod('late'));
  await node.until('late', 'refused', ({ status }) => status?.reason === 'NodeShutdown');
  expect(node.current('late')?.status).toMatchObject({
    phase: 'Failed',
    message: 'Pod was rejected: Pod was rejected as the node is shutting down.',
  });
  await eventually('the end of the agent', () => !existsSync(`/proc/${pid}`));
  for (const name of ['web', 'db'])
    expect(node.current(name)?.status).toMatchObject({
      phase: 'Failed',
      reason: 'Terminated',
      message: MESSAGE,
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
      ]),
      containerStatuses: [{ state: { terminated: { exitCode: 0 } } }],
    });
  expect(endOf('db')).toBeGreaterThanOrEqual(endOf('web'));
  expect(node.events(node.name)).toContain('Normal NodeShutdown Shutdown manager detected shutdown event');
  // What has ended stays so when the node is back.
  await node.startAgent();
  await eventually('ready again', () => ready()?.status === 'True');
  expect(node.current('web')?.status?.phase).toBe('Failed');
});
