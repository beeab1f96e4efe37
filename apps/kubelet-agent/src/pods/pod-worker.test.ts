import type { PodSpec } from '@kubets/proto-gen/core/v1';
import type { PodWorker } from './pod-worker';
import { createWorkerFixture, type WorkerFixture } from './testing/worker-fixture';

let given: WorkerFixture;
beforeEach(async () => {
  given = await createWorkerFixture();
});
afterEach(() => given.end());

test('brings a pod up, and takes it down to the last trace', async () => {
  const worker = await given.start();
  await given.until(() => given.web()?.ready);
  expect(given.runtime.calls).toEqual(['run p', 'create web', 'start web']);
  await given.remove(worker, 3);
  await worker.done;
  expect(given.runtime.calls.slice(3)).toEqual(['stop web 3', 'stopsandbox s1', 'stopsandbox s1', 'removesandbox s1']);
  expect(given.current()).toBeUndefined();
  expect(await given.runtime.listPods()).toEqual([]);
});

test('nothing starts before the proxy has the policies, and nothing is stopped before proxies have let go', async () => {
  let enforced = (): void => undefined;
  let released = (_left: number): void => undefined;
  given.proxies = {
    enforced: new Promise((resolve) => (enforced = resolve)),
    released: new Promise((resolve) => (released = resolve)),
  };
  const worker = await given.start();
  await given.until(() => given.askedOfProxies.length === 1);
  expect(given.runtime.calls).toEqual(['run p']);
  enforced();
  await given.until(() => given.web()?.ready);
  await given.remove(worker, 3);
  await given.until(() => given.askedOfProxies.length === 2);
  expect(given.runtime.calls).toEqual(['run p', 'create web', 'start web']);
  released(2);
  await worker.done;
  expect(given.runtime.calls.slice(3)).toContain('stop web 2');
  expect(given.askedOfProxies.map((text) => text.split(' ')[0])).toEqual(['enforced', 'released']);
});

test('a container that ends is started again with its count', async () => {
  await given.start();
  await given.until(() => given.web()?.ready);
  given.runtime.exit('web', 1);
  await given.until(() => given.web()?.restartCount === 1 && given.web()?.state?.running);
  expect(given.web()?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
});

test('a deletion does not wait for an image', async () => {
  given.runtime.hold('pull');
  const worker = await given.start({ containers: [{ name: 'web', image: 'slow:1' }] });
  await given.until(() => given.runtime.calls.includes('pull slow:1'));
  await given.remove(worker, 3);
  await worker.done;
  expect(given.runtime.calls).not.toContain('create web');
});

test('a pod that asks for users of its own waits where the runtime has none, and is told what is needed', async () => {
  await given.start({ hostUsers: false });
  await given.until(() => given.events().length > 0);
  expect(given.events()).toContain(
    "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces: containerd 2.0 or later with runc 1.2 or later is needed",
  );
  expect(given.runtime.calls).not.toContain('run p');
});

test('a sandbox that can’t be made is tried again', async () => {
  given.runtime.failNext('run', 'rpc error: code = Unknown desc = no CNI');
  await given.start();
  await given.until(() => given.web()?.ready);
  expect(given.events()).toContain(
    'FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = no CNI',
  );
});

test.each([
  ['create', 'CreateContainerError'],
  ['start', 'RunContainerError'],
])('a container that fails to %s waits as %s', async (call, reason) => {
  given.runtime.failNext(call, 'rpc error: code = Unknown desc = boom');
  await given.start();
  await given.until(() => given.web()?.state?.waiting?.reason === reason);
  expect(given.web()?.state?.waiting?.message).toBe('rpc error: code = Unknown desc = boom');
  expect(given.events()).toContain('Failed: Error: rpc error: code = Unknown desc = boom');
});

test('a node that refuses the pod fails it, and nothing is started', async () => {
  given.refusal = { reason: 'OutOfcpu', message: 'too much' };
  const worker = await given.start();
  await given.until(() => given.current()?.status?.phase === 'Failed');
  expect(given.current()?.status).toMatchObject({ reason: 'OutOfcpu', message: 'too much' });
  expect(given.runtime.calls).toEqual([]);
  expect(worker.active).toBe(false);
});

test('without a network only pods on the node’s own start', async () => {
  given.networkProblem = 'cni plugin not initialized';
  const worker = await given.start();
  await given.until(() => given.events().includes('NetworkNotReady: network is not ready: cni plugin not initialized'));
  expect(given.runtime.calls).toEqual([]);
  given.networkProblem = undefined;
  worker.wake();
  await given.until(() => given.web()?.ready);
});

test('a shorter grace period than the one under way counts', async () => {
  const held = given.runtime.hold('stop web 30');
  const worker = await given.start();
  await given.until(() => given.web()?.ready);
  await given.remove(worker, 30);
  await given.until(() => given.runtime.calls.includes('stop web 30'));
  await given.remove(worker, 2);
  await worker.done;
  expect(given.runtime.calls).toContain('stop web 2');
  held.release();
});

const preStop = { preStop: { exec: { command: ['down'] } } };
const slow: PodSpec = {
  terminationGracePeriodSeconds: 40,
  containers: [{ name: 'web', image: 'busybox:1', imagePullPolicy: 'IfNotPresent', lifecycle: preStop }],
};

test('a pod that is gone from the API gets a second, and no hook', async () => {
  const worker = await given.start(slow);
  await given.until(() => given.web()?.ready);
  worker.remove();
  await worker.done;
  expect(given.runtime.calls.filter((call) => /^(stop|exec) /.test(call))).toEqual(['stop web 1']);
});

test('a pod that goes from the API while it takes its time is not given it any longer', async () => {
  const held = given.runtime.hold('stop web 40');
  const worker = await given.start({ ...slow, containers: [{ ...slow.containers![0], lifecycle: undefined }] });
  await given.until(() => given.web()?.ready);
  await given.remove(worker, 40);
  await given.until(() => given.runtime.calls.includes('stop web 40'));
  worker.remove();
  await worker.done;
  expect(given.runtime.calls).toContain('stop web 1');
  held.release();
});

test('what runs is stopped while a step of the same pod hangs', async () => {
  const held = given.runtime.hold('create two');
  const worker = await given.start({
    containers: ['web', 'two'].map((name) => ({ name, image: 'busybox:1', imagePullPolicy: 'IfNotPresent' })),
  });
  await given.until(() => given.runtime.calls.includes('create two'));
  await given.remove(worker, 40);
  await given.until(() => given.runtime.calls.includes('stop web 40'));
  worker.remove();
  await given.until(() => given.runtime.container('web')?.state === 'exited');
  held.release();
  await worker.done;
  expect(await given.runtime.listPods()).toEqual([]);
});

test('waits for whoever has its name or ports to be off the node', async () => {
  given.inTheWay = true;
  await given.start();
  await given.until(() => given.current()?.status?.phase === 'Pending');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(given.runtime.calls).toEqual([]);
  given.inTheWay = false;
  await given.until(() => given.web()?.ready);
});

test('a pod that takes too much is failed within a second, and says why', async () => {
  const worker = await given.start(slow);
  await given.until(() => given.web()?.ready);
  worker.evict({ message: 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ' });
  await given.until(() => given.current()?.status?.phase === 'Failed' && given.web()?.state?.terminated);
  expect(given.current()?.status).toMatchObject({
    reason: 'Evicted',
    message: 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ',
  });
  expect(given.events()).toContain('Evicted: Usage of EmptyDir volume "v" exceeds the limit "1Mi". ');
  await given.until(() => given.runtime.calls.includes('stopsandbox s1'));
  expect(worker.active).toBe(false);
});

test('a stop that fails is tried again', async () => {
  const worker = await given.start();
  await given.until(() => given.web()?.ready);
  given.runtime.failNext('stop web', 'rpc error: code = Unavailable desc = gone');
  await given.remove(worker, 1);
  await worker.done;
  expect(given.runtime.calls.filter((call) => call.startsWith('stop web'))).toHaveLength(2);
});

test('sidecars stop after the containers, the last one first', async () => {
  const sidecar = (name: string) => ({
    name,
    image: 'busybox:1',
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
  });
  const worker = await given.start({ initContainers: [sidecar('one'), sidecar('two')] });
  await given.until(() => given.web()?.ready);
  await given.remove(worker, 5);
  await worker.done;
  expect(given.runtime.calls.filter((call) => /^stop /.test(call)).map((call) => call.split(' ')[1])).toEqual([
    'web',
    'two',
    'one',
  ]);
});

test('a pod that the API has forgotten is stopped and removed without asking it', async () => {
  const worker = await given.start();
  await given.until(() => given.web()?.ready);
  await given.cluster.pods.delete({ namespace: 'd', name: 'p' }, { gracePeriodSeconds: 0 });
  given.cluster.clearCalls();
  worker.remove();
  await worker.done;
  expect(await given.runtime.listPods()).toEqual([]);
  expect(given.cluster.calls.filter(({ verb }) => verb === 'delete')).toEqual([]);
});

test('hooks: postStart before the pod counts as started, preStop before the signal', async () => {
  const worker = await given.start({
    containers: [
      {
        name: 'web',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        lifecycle: { postStart: { exec: { command: ['up'] } }, preStop: { exec: { command: ['down'] } } },
      },
    ],
  });
  await given.until(() => given.web()?.ready);
  await given.remove(worker, 5);
  await worker.done;
  expect(given.runtime.calls.filter((call) => /^(start|exec|stop )/.test(call))).toEqual([
    'start web',
    'exec web up',
    'exec web down',
    'stop web 5',
  ]);
});

test('a postStart hook that fails ends the container', async () => {
  given.runtime.failNext('exec web up', 'rpc error: code = Unknown desc = no such command');
  await given.start({
    containers: [
      {
        name: 'web',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        lifecycle: { postStart: { exec: { command: ['up'] } } },
      },
    ],
  });
  await given.until(() => given.events().includes('FailedPostStartHook: PostStartHook failed'));
  await given.until(() => given.web()?.restartCount === 1);
});

describe('a pod that asks for more', () => {
  const asking = (cpu: string, resizePolicy: { resourceName: string; restartPolicy: string }[] = []): PodSpec => ({
    containers: [
      {
        name: 'web',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        resources: { requests: { cpu } },
        resizePolicy,
      },
    ],
  });
  const told = () =>
    given
      .current()
      ?.status?.conditions?.filter(({ type }) => type?.startsWith('PodResize'))
      .map(({ type, reason, message }) => [type, reason, message].filter(Boolean).join(' '));
  async function resize(worker: PodWorker, spec: PodSpec): Promise<void> {
    worker.update(await given.cluster.pods.patch({ namespace: 'd', name: 'p' }, { type: 'merge', body: { spec } }));
  }

  test('gets it while it runs', async () => {
    const worker = await given.start(asking('1'));
    await given.until(() => given.web()?.ready);
    await resize(worker, asking('2'));
    await given.until(() => given.web()?.resources?.requests?.['cpu'] === '2' && told()?.length === 0);
    expect(given.runtime.calls.slice(3)).toEqual(['resize web {"requests":{"cpu":"2"},"limits":{}}']);
    expect(given.current()?.status).toMatchObject({
      allocatedResources: { cpu: '2' },
      resources: { requests: { cpu: '2' } },
    });
    expect(
      given
        .events()
        .slice(-2)
        .map((text) => text.split(':')[0]),
    ).toEqual(['ResizeStarted', 'ResizeCompleted']);
  });

  test('gets it by a restart, where it wants one', async () => {
    const policy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    const worker = await given.start(asking('1', policy));
    await given.until(() => given.web()?.ready);
    await resize(worker, asking('2', policy));
    await given.until(() => given.web()?.restartCount === 1 && given.web()?.ready && told()?.length === 0);
    expect(given.runtime.calls.slice(3)).toEqual(['stop web 5', 'create web', 'start web']);
    expect(given.events()).toContain('Killing: Container web resize requires restart');
  });

  test('waits until there is room, or is told that there never will be', async () => {
    const worker = await given.start(asking('1'));
    await given.until(() => given.web()?.ready);
    given.lacking = { message: 'none left', hopeless: false };
    await resize(worker, asking('2'));
    await given.until(() => told()?.[0] === 'PodResizePending Deferred none left');
    expect(given.web()).toMatchObject({ allocatedResources: { cpu: '1' }, resources: { requests: { cpu: '1' } } });
    given.lacking = { message: 'never', hopeless: true };
    await resize(worker, asking('200'));
    await given.until(() => told()?.[0] === 'PodResizePending Infeasible never');
    given.lacking = undefined;
    await resize(worker, asking('3'));
    await given.until(() => given.web()?.resources?.requests?.['cpu'] === '3' && told()?.length === 0);
  });

  test('says why it cannot have it yet', async () => {
    const worker = await given.start(asking('1'));
    await given.until(() => given.web()?.ready);
    given.runtime.failNext('resize web', 'no such group');
    await resize(worker, asking('2'));
    await given.until(() => told()?.[0] === 'PodResizeInProgress Error no such group');
    expect(given.events().at(-1)).toMatch(/^ResizeError: Pod resize error: .*"error":"no such group"/);
    worker.wake();
    await given.until(() => given.web()?.resources?.requests?.['cpu'] === '2' && told()?.length === 0);
  });
});
