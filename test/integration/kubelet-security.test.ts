// What the specification says of rights, in containers that run.
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, IMAGE, sleep, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const shell = (script: string) => ({ command: ['sh', '-c', script] });

test('security contexts hold', async () => {
  await node.run(
    node.pod(
      'secure',
      {
        ...shell(
          'id -u; id -g; id -G; touch /x 2>&1; grep -E "CapEff|NoNewPrivs" /proc/self/status; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; sleep 1000',
        ),
        securityContext: {
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
      {
        securityContext: {
          runAsUser: 1000,
          runAsGroup: 1000,
          supplementalGroups: [2000],
          fsGroup: 3000,
          runAsNonRoot: true,
          sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }],
        },
      },
    ),
  );
  await eventually('log', async () => (await node.log('secure')).endsWith('80'));
  const log = await node.log('secure');
  expect(log.replaceAll('\t', ' ').split('\n')).toEqual([
    '1000',
    '1000',
    '1000 2000 3000',
    'touch: /x: Read-only file system',
    'CapEff: 0000000000000000',
    'NoNewPrivs: 1',
    '80',
  ]);
  await node.remove('secure');
});

test('a seccomp profile that is missing keeps the container from running', async () => {
  const seccompProfile = { type: 'Localhost', localhostProfile: 'none.json' };
  await node.run(
    node.pod('unfiltered', { securityContext: { seccompProfile } }),
    (pod) => main(pod)?.state?.waiting?.reason === 'CreateContainerError',
  );
  expect(main(node.current('unfiltered')!)?.state?.waiting?.message).toMatch(/none\.json/);
  await node.remove('unfiltered');
});

/** Of the containerd in PATH, as its node says. */
const isBefore2 = () =>
  node.cluster.objects<Node>('nodes')[0]!.status!.nodeInfo!.containerRuntimeVersion!.startsWith('containerd://1.');

test('what only containerd 2.0 can do is refused with the reason by an older one, and done by a newer one', async () => {
  const strict = node.pod('groups', shell('id -G; sleep 1000'), {
    securityContext: { supplementalGroupsPolicy: 'Strict', supplementalGroups: [2000] },
  });
  const own = node.pod('users', shell('cat /proc/self/uid_map; sleep 1000'), { hostUsers: false });
  if (!isBefore2()) {
    await node.run(strict);
    await eventually('log', async () => (await node.log('groups')) === '0 2000');
    await node.remove('groups');
    await node.run(own);
    await eventually('log', async () => /^0 +[1-9]\d+ +65536$/.test((await node.log('users')).trim()));
    return node.remove('users');
  }
  const refused = await node.run(strict, (pod) => pod.status?.phase === 'Failed');
  expect(refused.status).toMatchObject({
    reason: 'SupplementalGroupsPolicyNotSupported',
    message:
      'Pod was rejected: SupplementalGroupsPolicy=Strict is not supported in this node: containerd 2.0 or later is needed',
  });
  expect(refused.status?.containerStatuses).toBeUndefined();
  await node.remove('groups');
  await node.cluster.pods.create(own);
  await eventually('event', () =>
    node
      .events('users')
      .includes(
        "Warning FailedCreatePodSandBox Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces: containerd 2.0 or later with runc 1.2 or later is needed",
      ),
  );
  await node.remove('users');
});

test('what an init container keeps from running waits', async () => {
  await node.run(
    node.pod(
      'unprepared',
      {},
      { restartPolicy: 'Never', initContainers: [{ name: 'prep', image: IMAGE, ...shell('exit 3') }] },
    ),
    (pod) => pod.status?.phase === 'Failed',
  );
  await sleep(1000);
  const { initContainerStatuses, containerStatuses } = node.current('unprepared')!.status!;
  expect(initContainerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  expect(containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
  await node.remove('unprepared');
});

test('an image that runs as root is refused where it must not', async () => {
  await node.run(
    node.pod('root', {}, { securityContext: { runAsNonRoot: true } }),
    (pod) => main(pod)?.state?.waiting?.reason === 'CreateContainerConfigError',
  );
  expect(main(node.current('root')!)?.state?.waiting?.message).toMatch(
    /^container has runAsNonRoot and image will run as root \(pod: "root_default\(/,
  );
  await node.remove('root');
});
