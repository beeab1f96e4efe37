// Pods that are valid, and at the limits of what the API takes: none of them keeps the agent from its other pods.
import { readFile } from 'node:fs/promises';
import type { Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, IMAGE, sleep, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(180_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const LONGEST = 2 ** 31 - 1;
const shell = (script: string) => ({ command: ['sh', '-c', script] });
const probe = (more: object) => ({ periodSeconds: 1, timeoutSeconds: 5, ...more });
const exec = (script: string) => ({ exec: { command: ['sh', '-c', script] } });
const text = (length: number) => 'x'.repeat(length);
const waiting = (reason: string) => (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason;
const running = (pod: Pod) => pod.status?.phase === 'Running';
const rssMiB = async () =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${node.agentPid()}/status`, 'utf8'))![1]) / 1024;

const hostile: [string, Partial<Container>, PodSpec, (pod: Pod) => unknown][] = [
  [
    'many-steps',
    {},
    { initContainers: Array.from({ length: 100 }, (_, n) => ({ name: `step-${n}`, image: IMAGE, command: ['true'] })) },
    (pod) => (pod.status?.initContainerStatuses ?? []).filter(({ ready }) => ready).length > 3,
  ],
  [
    'many-variables',
    { env: Array.from({ length: 1000 }, (_, n) => ({ name: `V${n}`, value: text(1000) })) },
    {},
    running,
  ],
  [
    'laughing',
    {
      env: Array.from({ length: 20 }, (_, n) => ({
        name: `V${n}`,
        value: n === 0 ? text(1000) : `$(V${n - 1})`.repeat(10),
      })),
    },
    {},
    waiting('CreateContainerConfigError'),
  ],
  [
    'patient',
    { ...shell('trap "" TERM; sleep 100000'), lifecycle: { preStop: exec('sleep 100000') } },
    { terminationGracePeriodSeconds: Number.MAX_SAFE_INTEGER },
    running,
  ],
  [
    'unhurried',
    {
      livenessProbe: {
        ...exec('false'),
        initialDelaySeconds: LONGEST,
        periodSeconds: LONGEST,
        timeoutSeconds: LONGEST,
      },
      readinessProbe: { ...exec('true'), periodSeconds: LONGEST, timeoutSeconds: LONGEST },
    },
    { activeDeadlineSeconds: LONGEST },
    (pod) => pod.status?.containerStatuses?.[0]?.ready,
  ],
  [
    'portless',
    {
      livenessProbe: probe({ tcpSocket: { port: 99_999 } }),
      readinessProbe: probe({ httpGet: { port: 'none', path: '/' } }),
      startupProbe: probe({ grpc: { port: 99_999 } }),
    },
    {},
    running,
  ],
  [
    'chatty',
    {
      readinessProbe: probe(exec('dd if=/dev/zero bs=1M count=100')),
      livenessProbe: probe(exec('dd if=/dev/zero bs=1M count=100')),
    },
    {},
    running,
  ],
  [
    'hanging',
    { lifecycle: { postStart: exec('sleep 100000') } },
    {},
    (pod) => pod.status?.containerStatuses?.[0]?.state,
  ],
  [
    'logging',
    shell('while true; do dd if=/dev/zero bs=1M count=20 2>/dev/null | tr "\\0" x; echo; sleep 1; done'),
    {},
    running,
  ],
  [
    'last-words',
    {
      ...shell('dd if=/dev/zero of=/dev/termination-log bs=1M count=1000; exit 1'),
      terminationMessagePolicy: 'FallbackToLogsOnError',
    },
    { restartPolicy: 'Never' },
    (pod) => pod.status?.phase === 'Failed',
  ],
  ['looping', { command: ['false'] }, {}, waiting('CrashLoopBackOff')],
  ['absurd', { image: `${'a/'.repeat(2000)}:${text(300)}` }, {}, waiting('InvalidImageName')],
  [text(253), {}, {}, running],
];

test('others start and stop beside them, and all of them can be removed', async () => {
  const names = hostile.map(([name]) => name);
  const pid = node.agentPid();
  for (const [name, container, spec] of hostile) await node.cluster.pods.create(node.pod(name, container, spec));
  const annotated = node.pod(
    'annotated',
    { volumeMounts: [{ name: 'info', mountPath: '/info' }] },
    {
      volumes: [
        { name: 'info', downwardAPI: { items: [{ path: 'all', fieldRef: { fieldPath: 'metadata.annotations' } }] } },
      ],
    },
  );
  await node.cluster.pods.create({
    ...annotated,
    metadata: { ...annotated.metadata, annotations: { big: text(1_000_000) } },
  });

  const startedMs = Date.now();
  await node.run(node.pod('ordinary'));
  expect(Date.now() - startedMs).toBeLessThan(60_000);
  await node.remove('ordinary');

  for (const [name, , , condition] of hostile) await node.until(name, 'as expected', condition, 60_000);
  await node.until('annotated', 'runs', running);
  await sleep(3000);
  expect(node.current('patient')?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  expect(node.current('unhurried')?.status?.phase).toBe('Running');
  expect(
    node.current('last-words')?.status?.containerStatuses?.[0]?.state?.terminated?.message?.length,
  ).toBeLessThanOrEqual(4096);
  expect(await rssMiB()).toBeLessThan(500);

  await node.cluster.pods.delete({ namespace: 'default', name: 'patient' }, { gracePeriodSeconds: 2_000_000_000 });
  await sleep(1000);
  expect(node.current('patient')).toBeDefined();
  for (const name of [...names, 'annotated'])
    await node.cluster.pods.delete({ namespace: 'default', name }, { gracePeriodSeconds: 0 });
  await eventually('nothing runs', async () => (await node.ctr('tasks', 'list', '-q')).trim() === '', 60_000);
  expect(node.agentPid()).toBe(pid);
  expect(await node.agentLog()).not.toMatch(/"level":"(error|fatal)"/);
});
