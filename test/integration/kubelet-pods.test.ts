import { readFile, readdir } from 'node:fs/promises';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createNodeFixture, eventually, IMAGE, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const shell = (script: string) => ({ command: ['sh', '-c', script] });

test('the node says what it is', () => {
  const [found] = node.cluster.objects<Node>('nodes');
  expect(found?.metadata?.labels).toMatchObject({ 'kubernetes.io/hostname': node.name, 'kubernetes.io/os': 'linux' });
  expect(found?.status?.addresses).toContainEqual({ type: 'InternalIP', address: node.nodeIp });
  expect(found?.status?.nodeInfo?.containerRuntimeVersion).toMatch(/^containerd:\/\/v?[12]\./);
  expect(found?.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ]);
  expect(node.cluster.objects('leases')).toHaveLength(1);
});

test('a pod runs, answers on its address, and leaves nothing behind', async () => {
  const pod = await node.run(node.pod('web', { command: ['httpd', '-f', '-h', '/www'] }));
  expect(await node.answerOf(`http://${pod.status?.podIP}/`)).toBe('hello\n');
  expect(pod.status).toMatchObject({
    hostIP: node.nodeIp,
    qosClass: 'BestEffort',
    podIPs: [{ ip: pod.status?.podIP }],
  });
  await node.remove('web');
  await eventually(
    'no container left',
    async () => !(await node.ctr('containers', 'list', '-q')).includes(main(pod)!.containerID!.slice(13)),
  );
  expect(node.events('web')).toEqual([
    `Normal Pulled Container image "${IMAGE}" already present on machine and can be accessed by the pod`,
    'Normal Created Container created',
    'Normal Started Container started',
    'Normal Killing Stopping container main',
  ]);
});

test('init containers run in order, sidecars beside, and hand over through a volume', async () => {
  const mount = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] };
  const step = (name: string, script: string) => ({ name, image: IMAGE, ...shell(script), ...mount });
  await node.run(
    node.pod(
      'steps',
      { ...shell('cat /shared/*; sleep 1000'), ...mount },
      {
        volumes: [{ name: 'shared', emptyDir: {} }],
        initContainers: [
          step('one', 'echo 1 > /shared/a'),
          { ...step('helper', 'touch /shared/h; sleep 1000'), restartPolicy: 'Always' },
          step('two', 'test -f /shared/h && echo 2 > /shared/b'),
        ],
      },
    ),
  );
  const { initContainerStatuses } = node.current('steps')!.status!;
  expect(initContainerStatuses?.map(({ name, ready, state }) => `${name} ${ready} ${Object.keys(state!)[0]}`)).toEqual([
    'one true terminated',
    'helper true running',
    'two true terminated',
  ]);
  await eventually('log', async () => (await node.log('steps')) === '1\n2');
  await node.remove('steps');
});

test('a container that fails is restarted, then waits in a crash loop with its last word', async () => {
  await node.run(
    node.pod('crash', shell('echo oops > /dev/termination-log; exit 3')),
    (pod) => main(pod)?.state?.waiting?.reason === 'CrashLoopBackOff',
  );
  const status = main(node.current('crash')!)!;
  expect(status).toMatchObject({
    restartCount: 1,
    ready: false,
    lastState: { terminated: { exitCode: 3, reason: 'Error', message: 'oops\n' } },
  });
  expect(status.state?.waiting?.message).toMatch(/^back-off 10s restarting failed container=main pod=crash_default\(/);
  expect(node.events('crash').join('\n')).toMatch(
    /Warning BackOff Back-off restarting failed container main in pod crash_default/,
  );
  await node.remove('crash');
});

test.each([
  ['done', 'exit 0', 'Never', 'Succeeded'],
  ['failed', 'exit 7', 'Never', 'Failed'],
  ['retried', 'test -f /tmp/x || exit 0', 'OnFailure', 'Succeeded'],
])('%s: a pod that ends with "%s" and %s is %s', async (name, script, restartPolicy, phase) => {
  await node.run(node.pod(name, shell(script), { restartPolicy }), (pod) => pod.status?.phase === phase);
  const { conditions } = node.current(name)!.status!;
  expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'False',
    reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed',
  });
  await node.remove(name);
});

test('variables, arguments, host name, resolver and hosts are what the spec says', async () => {
  node.cluster.seed({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default' },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
  } as object);
  const made = { volumeMounts: [{ name: 'made', mountPath: '/made' }] };
  const pod = await node.run(
    node.pod(
      'env',
      {
        command: ['sh', '-c', 'env; echo "arg=$0"; cat /etc/resolv.conf /etc/hosts; hostname; sleep 1000'],
        args: ['$(MODE)-$(POD)-$$(X)'],
        env: [
          { name: 'MODE', value: 'fast' },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'MADE', valueFrom: { fileKeyRef: { volumeName: 'made', path: 'env', key: 'A' } } },
        ],
      },
      {
        hostname: 'db',
        subdomain: 'pg',
        hostAliases: [{ ip: '1.2.3.4', hostnames: ['alias'] }],
        volumes: [{ name: 'made', emptyDir: {} }],
        initContainers: [{ name: 'maker', image: IMAGE, ...shell(`echo "A='by hand' # before" > /made/env`), ...made }],
      },
    ),
  );
  await eventually('log', async () => (await node.log('env')).includes('alias'));
  const log = await node.log('env');
  for (const line of [
    'MODE=fast',
    `IP=${pod.status?.podIP}`,
    'MADE=by hand',
    'KUBERNETES_SERVICE_HOST=10.96.0.1',
    'arg=fast-env-$(X)',
    'nameserver 10.96.0.10',
    'search default.svc.cluster.local svc.cluster.local cluster.local node.example',
    'options ndots:5',
    `${pod.status?.podIP}\tdb.pg.default.svc.cluster.local\tdb`,
    '1.2.3.4\talias',
  ]) {
    expect(log.split('\n')).toContain(line);
  }
  await node.remove('env');
});

test('a container waits for a ConfigMap it needs and starts when it appears', async () => {
  await node.run(
    node.pod('late', {
      ...shell('echo $LEVEL; sleep 1000'),
      env: [{ name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'late-settings', key: 'level' } } }],
    }),
    (pod) => main(pod)?.state?.waiting?.reason === 'CreateContainerConfigError',
  );
  expect(main(node.current('late')!)?.state?.waiting?.message).toBe('configmap "late-settings" not found');
  await node.cluster.configMaps.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'late-settings', namespace: 'default' },
    data: { level: 'high' },
  });
  await node.until('late', 'running', (pod) => pod.status?.phase === 'Running');
  await eventually('log', async () => (await node.log('late')) === 'high');
  await node.remove('late');
});

test.each([
  [
    'Never',
    'ErrImageNeverPull',
    /^Container image "missing.invalid\/none:1" is not present with pull policy of Never$/,
  ],
  [
    'IfNotPresent',
    'ImagePullBackOff',
    /^Back-off pulling image "missing.invalid\/none:1": ErrImagePull: rpc error: code = \w+ desc = failed to pull and unpack image/,
  ],
])('an image that is not there, with policy %s: %s', async (imagePullPolicy, reason, message) => {
  const name = `pull-${imagePullPolicy.toLowerCase()}`;
  await node.run(
    node.pod(name, { image: 'missing.invalid/none:1', imagePullPolicy }),
    (pod) => main(pod)?.state?.waiting?.reason === reason,
  );
  expect(main(node.current(name)!)?.state?.waiting?.message).toMatch(message);
  expect(node.current(name)?.status?.phase).toBe('Pending');
  await node.remove(name);
});

test('a readiness probe decides whether the pod is ready, a liveness probe whether it lives on', async () => {
  await node.run(
    node.pod('probed', {
      ...shell('touch /tmp/alive; httpd -h /www; sleep 1000'),
      ports: [{ name: 'http', containerPort: 80 }],
      readinessProbe: { httpGet: { path: '/index.html', port: 'http' }, periodSeconds: 1, failureThreshold: 1 },
      livenessProbe: {
        exec: { command: ['test', '-f', '/tmp/alive'] },
        periodSeconds: 1,
        failureThreshold: 1,
        initialDelaySeconds: 3,
      },
    }),
    (pod) => main(pod)?.ready,
  );
  const id = main(node.current('probed')!)!.containerID!.slice(13);
  await node.ctr('tasks', 'exec', '--exec-id', 'x1', id, 'rm', '/www/index.html');
  await node.until('probed', 'not ready', (pod) => main(pod)?.ready === false && main(pod)?.restartCount === 0);
  await node.ctr('tasks', 'exec', '--exec-id', 'x2', id, 'rm', '/tmp/alive');
  await node.until('probed', 'restarted', (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running);
  const events = node.events('probed').join('\n');
  expect(events).toContain('Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 404');
  expect(events).toContain('Warning Unhealthy Liveness probe failed:');
  expect(events).toContain('Normal Killing Container main failed liveness probe, will be restarted');
  await node.remove('probed');
});

test('a deleted pod gets its preStop hook, the stop signal and its time', async () => {
  await node.run(
    node.pod('polite', {
      ...shell('trap "echo term; exit 0" TERM; echo up; while true; do sleep 0.1; done'),
      lifecycle: { preStop: { exec: { command: ['sh', '-c', 'echo hook > /proc/1/fd/1; sleep 1'] } } },
    }),
  );
  await eventually('up', async () => (await node.log('polite')) === 'up');
  await node.cluster.pods.patch(
    { namespace: 'default', name: 'polite' },
    { type: 'merge', body: { metadata: { finalizers: ['test/keep'] } } },
  );
  await node.cluster.pods.delete({ namespace: 'default', name: 'polite' }, { gracePeriodSeconds: 10 });
  const gone = await node.until('polite', 'over', (pod) => pod.status?.phase === 'Succeeded');
  expect(main(gone)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect((await node.log('polite')).split('\n')).toEqual(['up', 'hook', 'term']);
  await node.cluster.pods.patch(
    { namespace: 'default', name: 'polite' },
    { type: 'merge', body: { metadata: { finalizers: null } } },
  );
  await eventually('gone', () => !node.current('polite'));
});

test('a container that ignores the signal is killed when its time is up', async () => {
  await node.run(node.pod('stubborn', shell('trap "" TERM; while true; do sleep 0.1; done')));
  await node.remove('stubborn', 1);
});

test('a deadline ends a pod', async () => {
  await node.run(
    node.pod('deadline', shell('sleep 1000'), { activeDeadlineSeconds: 2 }),
    (pod) => pod.status?.reason === 'DeadlineExceeded',
  );
  await node.until('deadline', 'stopped', (pod) => main(pod)?.state?.terminated);
  expect(node.current('deadline')?.status).toMatchObject({
    phase: 'Failed',
    message: 'Pod was active on the node longer than the specified deadline',
  });
  await node.remove('deadline');
});

test('what does not fit is refused', async () => {
  await node.run(
    node.pod('huge', { resources: { requests: { cpu: '1000' } } }),
    (pod) => pod.status?.phase === 'Failed',
  );
  expect(node.current('huge')?.status).toMatchObject({
    reason: 'OutOfcpu',
    message: expect.stringMatching(
      /^Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000, used: 0, capacity:/,
    ),
  });
  await node.remove('huge');
});

test('the node’s network and a host port', async () => {
  const host = await node.run(node.pod('hostnet', shell('cat /etc/hosts; sleep 1000'), { hostNetwork: true }));
  expect(host.status?.podIP).toBe(node.nodeIp);
  await node.run(
    node.pod('hostport', {
      command: ['httpd', '-f', '-p', '8080', '-h', '/www'],
      ports: [{ containerPort: 8080, hostPort: 18080 }],
    }),
  );
  await eventually('answer', async () => (await (await fetch(`http://${node.nodeIp}:18080/`)).text()) === 'hello\n');
  await node.remove('hostport');
  await node.remove('hostnet');
});

test('another image makes the container anew', async () => {
  await node.ctr('images', 'tag', IMAGE, 'docker.io/library/busybox:other');
  await node.run(node.pod('image', shell('trap "exit 0" TERM; while true; do sleep 0.1; done')));
  await node.cluster.pods.patch(
    { namespace: 'default', name: 'image' },
    { type: 'strategic', body: { spec: { containers: [{ name: 'main', image: 'docker.io/library/busybox:other' }] } } },
  );
  await node.until('image', 'restarted', (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.running);
  expect(node.events('image')).toContain('Normal Killing Container main definition changed, will be restarted');
  await node.remove('image');
});

test('after all that nothing of any pod is left', async () => {
  await eventually('no containers', async () => (await node.ctr('containers', 'list', '-q')).trim() === '');
  expect(await readdir(`${node.rootDir}/pods`)).toEqual([]);
  // They go after the containers, which are what was waited for.
  await eventually('no logs', async () => (await readdir(`${node.rootDir}/pod-logs`)).length === 0);
  expect(
    (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(node.rootDir)),
  ).toEqual([]);
  expect(await node.inNode('ip', '-o', 'link')).not.toMatch(/veth/);
});

describe('a pod that the API no longer has', () => {
  const deaf = {
    command: ['sh', '-c', 'trap "" TERM; httpd -f -p 8088 -h /www'],
    ports: [{ containerPort: 8088, hostPort: 8088 }],
  };
  const graceful = { terminationGracePeriodSeconds: 40 };
  const isGone = (pod: Pod) => async () =>
    !(await node.ctr('tasks', 'list')).includes(main(pod)!.containerID!.slice('containerd://'.length));

  test.each<[string, number | undefined]>([
    ['at first', undefined],
    ['after it was given long', 40],
  ])('is gone at once: forced %s, and its namesake has the host port', async (_, before) => {
    const pod = await node.run(node.pod('forced', deaf, graceful));
    if (before !== undefined) {
      await node.cluster.pods.delete({ namespace: 'default', name: 'forced' }, { gracePeriodSeconds: before });
      await eventually('stopping', () => node.events('forced').some((event) => event.includes('Killing')));
    }
    const startedMs = Date.now();
    await node.cluster.pods.delete({ namespace: 'default', name: 'forced' }, { gracePeriodSeconds: 0 });
    await node.cluster.pods.create(node.pod('forced', deaf, graceful));
    await eventually('none of it', isGone(pod));
    // Half of what it was given.
    expect(Date.now() - startedMs).toBeLessThan(20_000);
    await node.until('forced', 'runs', ({ status }) => status?.phase === 'Running');
    expect(await node.answerOf(`http://${node.nodeIp}:8088/`)).toBe('hello\n');
    await node.remove('forced');
  });

  test('goes when the agent comes back', async () => {
    const pod = await node.run(node.pod('vanished', deaf, graceful));
    await node.killAgent('SIGKILL');
    await node.cluster.pods.delete({ namespace: 'default', name: 'vanished' }, { gracePeriodSeconds: 0 });
    await node.startAgent();
    await eventually('none of it', isGone(pod));
  });
});
