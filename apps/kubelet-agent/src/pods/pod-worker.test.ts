import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventRecorder, createLister } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Event, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { createKeyedBackoff } from '../backoff/keyed-backoff';
import { createPodEvents } from '../events/pod-events';
import { openPodGroups, type PodGroups } from '../groups/pod-groups';
import { createImageManager } from '../images/image-manager';
import { createHooks } from '../lifecycle/hooks';
import { createTerminationMessages } from '../lifecycle/termination-message';
import { createClaimedVolumes } from '../objects/claimed-volumes';
import { createReferencedObjects } from '../objects/referenced-objects';
import { createPodCertificates } from '../objects/pod-certificates';
import { createServiceAccountTokens } from '../objects/service-account-tokens';
import { createTrustBundles } from '../objects/trust-bundles';
import { createProbeManager } from '../probes/probe-manager';
import { createProbers } from '../probes/registry';
import { openAllocationBook, type AllocationBook } from '../resize/allocation-book';
import { createPodResizes } from '../resize/pod-resizes';
import { createFakeRuntime, type FakeRuntime } from '../runtimes/testing/fake-runtime';
import { createStatusManager } from '../status/status-manager';
import { createLimiter } from '../system/limiter';
import type { Mounts } from '../system/mounts';
import { createVolumeManager } from '../volumes/volume-manager';
import { createVolumeRefresher } from '../volumes/volume-refresher';
import { volumeSources } from '../volumes/volume-sources';
import { podPaths } from '../system/pod-paths';
import { createPodWorker, type PodWorker } from './pod-worker';

let directory: string;
let cluster: FakeCluster;
let runtime: FakeRuntime;
let stop: AbortController;
let refusal: { reason: string; message: string } | undefined;
let networkProblem: string | undefined;
let inTheWay: boolean;
let lacking: { message: string; hopeless: boolean } | undefined;
let book: AllocationBook;
let workers: PodWorker[];
let groups: PodGroups;
/** What was asked of proxies, and what they keep the pod from. */
let askedOfProxies: string[];
let proxies: { enforced: Promise<void>; released: Promise<number> | undefined };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-worker-'));
  cluster = createFakeCluster();
  runtime = createFakeRuntime();
  stop = new AbortController();
  refusal = undefined;
  networkProblem = undefined;
  inTheWay = false;
  lacking = undefined;
  book = await openAllocationBook(join(directory, 'allocations'), createTestLogger());
  groups = await openPodGroups('', createTestLogger());
  workers = [];
  askedOfProxies = [];
  proxies = { enforced: Promise.resolve(), released: undefined };
});
afterEach(async () => {
  stop.abort();
  await Promise.all(workers.map(({ done }) => done));
  await book.written();
  await rm(directory, { recursive: true, force: true });
});

const allImages = {
  mayUse: async () => true,
  pulling: async () => undefined,
  pulled: async () => undefined,
  failed: async () => undefined,
  keepOnly: async () => undefined,
};

const noDevices = {
  prepare: async () => undefined,
  cdiDevices: () => [],
  holds: () => false,
  unprepare: async () => undefined,
  health: () => [],
  podsWith: () => [],
};

const noDrivers = {
  publish: () => Promise.reject(new Error('there are no drivers')),
  unpublishAll: () => Promise.resolve(),
};

const noMounts: Mounts = {
  mountTmpfs: async () => undefined,
  mountImage: async () => undefined,
  bindDescriptor: async () => undefined,
  isMounted: async () => false,
  unmountBelow: async () => undefined,
};

/** A worker with everything real but the runtime, the mounts and the API. */
function createWorker(pod: Pod): PodWorker {
  const logger = createTestLogger();
  const clock = realClock;
  const client = cluster;
  const events = createPodEvents(createEventRecorder({ client, component: 'kubelet', logger }));
  const paths = podPaths(directory, join(directory, 'logs'));
  const objects = createReferencedObjects({ client, logger });
  const tokens = createServiceAccountTokens({ client: client.serviceAccounts, clock });
  const trustBundles = createTrustBundles({ client, logger, signal: stop.signal });
  const certificates = createPodCertificates({
    client,
    nodeName: 'node-1',
    nodeUid: () => 'node-uid',
    events,
    onChange: () => worker.wake(),
    clock,
    logger,
    signal: stop.signal,
  });
  const volumes = createVolumeManager({ paths, mounts: noMounts, csi: noDrivers, releaseImage: async () => undefined });
  const sources = (of: Pod, podIps: readonly string[]) =>
    volumeSources(of, {
      objects,
      claimed: createClaimedVolumes(client),
      tokens,
      trustBundles,
      certificates,
      csi: noDrivers,
      imageOf: async () => [],
      allocatable: () => ({}),
      podIps,
      hostIps: ['10.9.9.9'],
    });
  const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
  const worker: PodWorker = createPodWorker(
    { uid, name, namespace },
    {
      runtime,
      objects,
      tokens,
      certificates,
      volumes,
      events,
      paths,
      clock,
      logger,
      groups,
      devices: noDevices,
      features: () => undefined,
      userNamespaces: { of: async () => ({ hostId: 65_536, length: 65_536 }), release: () => undefined },
      resizes: createPodResizes({
        book,
        lacking: () => lacking,
        events,
        wake: () => worker.wake(),
        clock,
      }),
      status: createStatusManager({
        client: client.pods,
        lister: createLister<Pod>(),
        clock,
        logger,
        signal: stop.signal,
      }),
      refresher: createVolumeRefresher({
        volumes,
        tokens,
        sources: (of) => sources(of, []),
        isActive: () => true,
        events,
        clock,
        logger,
      }),
      images: createImageManager({ runtime, access: allImages, events, clock }),
      hooks: createHooks({ runtime, clock }),
      probes: createProbeManager({ probers: createProbers(runtime), events, clock, onChange: () => worker.wake() }),
      backoff: createKeyedBackoff({ initialMs: 10_000, maxMs: 300_000, clock }),
      messages: createTerminationMessages(),
      mounts: noMounts,
      inTurn: createLimiter(4),
      services: () => [],
      hostIps: () => ['10.9.9.9'],
      volumeSources: sources,
      networkProblem: () => networkProblem,
      runtimeHandler: async () => ({}),
      proxies: {
        enforced: (addresses) => (askedOfProxies.push(`enforced ${addresses.join()}`), proxies.enforced),
        released: async (_, addresses, graceSeconds) => {
          askedOfProxies.push(`released ${addresses.join()}`);
          return (await proxies.released) ?? graceSeconds;
        },
      },
      clusterDns: async () => ({
        servers: ['10.96.0.10'],
        domain: 'cluster.local',
        node: { servers: [], searches: [], options: [] },
      }),
      node: {
        allocatable: () => ({}),
        memoryBytes: 1e9,
        ips: () => ['10.9.9.9'],
        clusterDomain: 'cluster.local',
        hosts: async () => '',
      },
      admit: () => refusal,
      isInTheWay: () => inTheWay,
      signal: stop.signal,
    },
  );
  workers.push(worker);
  runtime.watch(stop.signal, () => worker.wake());
  return worker;
}

async function start(spec: PodSpec = {}): Promise<PodWorker> {
  const pod = await cluster.pods.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'd' },
    spec: {
      nodeName: 'n',
      terminationGracePeriodSeconds: 5,
      containers: [{ name: 'web', image: 'busybox:1', imagePullPolicy: 'IfNotPresent' }],
      ...spec,
    },
  });
  const worker = createWorker(pod);
  worker.update(pod);
  return worker;
}

const current = () => cluster.objects<Pod>('pods')[0];
const web = () => current()?.status?.containerStatuses?.[0];
const events = () => cluster.objects<Event>('events').map(({ reason, message }) => `${reason}: ${message}`);

async function until(condition: () => unknown): Promise<void> {
  await eventually(condition).catch((error: Error) => {
    throw new Error(`${error.message}; status ${JSON.stringify(current()?.status)}; calls ${runtime.calls.join(', ')}`);
  });
}

async function remove(worker: PodWorker, gracePeriodSeconds: number): Promise<void> {
  worker.update(await cluster.pods.delete({ namespace: 'd', name: 'p' }, { gracePeriodSeconds }));
}

test('brings a pod up, and takes it down to the last trace', async () => {
  const worker = await start();
  await until(() => web()?.ready);
  expect(runtime.calls).toEqual(['run p', 'create web', 'start web']);
  await remove(worker, 3);
  await worker.done;
  expect(runtime.calls.slice(3)).toEqual(['stop web 3', 'stopsandbox s1', 'stopsandbox s1', 'removesandbox s1']);
  expect(current()).toBeUndefined();
  expect(await runtime.listPods()).toEqual([]);
});

test('nothing starts before the proxy has the policies, and nothing is stopped before proxies have let go', async () => {
  let enforced = (): void => undefined;
  let released = (_left: number): void => undefined;
  proxies = {
    enforced: new Promise((resolve) => (enforced = resolve)),
    released: new Promise((resolve) => (released = resolve)),
  };
  const worker = await start();
  await until(() => askedOfProxies.length === 1);
  expect(runtime.calls).toEqual(['run p']);
  enforced();
  await until(() => web()?.ready);
  await remove(worker, 3);
  await until(() => askedOfProxies.length === 2);
  expect(runtime.calls).toEqual(['run p', 'create web', 'start web']);
  released(2);
  await worker.done;
  expect(runtime.calls.slice(3)).toContain('stop web 2');
  expect(askedOfProxies.map((text) => text.split(' ')[0])).toEqual(['enforced', 'released']);
});

test('a container that ends is started again with its count', async () => {
  await start();
  await until(() => web()?.ready);
  runtime.exit('web', 1);
  await until(() => web()?.restartCount === 1 && web()?.state?.running);
  expect(web()?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
});

test('a deletion does not wait for an image', async () => {
  runtime.hold('pull');
  const worker = await start({ containers: [{ name: 'web', image: 'slow:1' }] });
  await until(() => runtime.calls.includes('pull slow:1'));
  await remove(worker, 3);
  await worker.done;
  expect(runtime.calls).not.toContain('create web');
});

test('a pod that asks for users of its own waits where the runtime has none, and is told what is needed', async () => {
  await start({ hostUsers: false });
  await until(() => events().length > 0);
  expect(events()).toContain(
    "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces: containerd 2.0 or later with runc 1.2 or later is needed",
  );
  expect(runtime.calls).not.toContain('run p');
});

test('a sandbox that can’t be made is tried again', async () => {
  runtime.failNext('run', 'rpc error: code = Unknown desc = no CNI');
  await start();
  await until(() => web()?.ready);
  expect(events()).toContain(
    'FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = no CNI',
  );
});

test.each([
  ['create', 'CreateContainerError'],
  ['start', 'RunContainerError'],
])('a container that fails to %s waits as %s', async (call, reason) => {
  runtime.failNext(call, 'rpc error: code = Unknown desc = boom');
  await start();
  await until(() => web()?.state?.waiting?.reason === reason);
  expect(web()?.state?.waiting?.message).toBe('rpc error: code = Unknown desc = boom');
  expect(events()).toContain('Failed: Error: rpc error: code = Unknown desc = boom');
});

test('a node that refuses the pod fails it, and nothing is started', async () => {
  refusal = { reason: 'OutOfcpu', message: 'too much' };
  const worker = await start();
  await until(() => current()?.status?.phase === 'Failed');
  expect(current()?.status).toMatchObject({ reason: 'OutOfcpu', message: 'too much' });
  expect(runtime.calls).toEqual([]);
  expect(worker.active).toBe(false);
});

test('without a network only pods on the node’s own start', async () => {
  networkProblem = 'cni plugin not initialized';
  const worker = await start();
  await until(() => events().includes('NetworkNotReady: network is not ready: cni plugin not initialized'));
  expect(runtime.calls).toEqual([]);
  networkProblem = undefined;
  worker.wake();
  await until(() => web()?.ready);
});

test('a shorter grace period than the one under way counts', async () => {
  const held = runtime.hold('stop web 30');
  const worker = await start();
  await until(() => web()?.ready);
  await remove(worker, 30);
  await until(() => runtime.calls.includes('stop web 30'));
  await remove(worker, 2);
  await worker.done;
  expect(runtime.calls).toContain('stop web 2');
  held.release();
});

const preStop = { preStop: { exec: { command: ['down'] } } };
const slow: PodSpec = {
  terminationGracePeriodSeconds: 40,
  containers: [{ name: 'web', image: 'busybox:1', imagePullPolicy: 'IfNotPresent', lifecycle: preStop }],
};

test('a pod that is gone from the API gets a second, and no hook', async () => {
  const worker = await start(slow);
  await until(() => web()?.ready);
  worker.remove();
  await worker.done;
  expect(runtime.calls.filter((call) => /^(stop|exec) /.test(call))).toEqual(['stop web 1']);
});

test('a pod that goes from the API while it takes its time is not given it any longer', async () => {
  const held = runtime.hold('stop web 40');
  const worker = await start({ ...slow, containers: [{ ...slow.containers![0], lifecycle: undefined }] });
  await until(() => web()?.ready);
  await remove(worker, 40);
  await until(() => runtime.calls.includes('stop web 40'));
  worker.remove();
  await worker.done;
  expect(runtime.calls).toContain('stop web 1');
  held.release();
});

test('what runs is stopped while a step of the same pod hangs', async () => {
  const held = runtime.hold('create two');
  const worker = await start({
    containers: ['web', 'two'].map((name) => ({ name, image: 'busybox:1', imagePullPolicy: 'IfNotPresent' })),
  });
  await until(() => runtime.calls.includes('create two'));
  await remove(worker, 40);
  await until(() => runtime.calls.includes('stop web 40'));
  worker.remove();
  await until(() => runtime.container('web')?.state === 'exited');
  held.release();
  await worker.done;
  expect(await runtime.listPods()).toEqual([]);
});

test('waits for whoever has its name or ports to be off the node', async () => {
  inTheWay = true;
  await start();
  await until(() => current()?.status?.phase === 'Pending');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(runtime.calls).toEqual([]);
  inTheWay = false;
  await until(() => web()?.ready);
});

test('a pod that takes too much is failed within a second, and says why', async () => {
  const worker = await start(slow);
  await until(() => web()?.ready);
  worker.evict({ message: 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ' });
  await until(() => current()?.status?.phase === 'Failed' && web()?.state?.terminated);
  expect(current()?.status).toMatchObject({
    reason: 'Evicted',
    message: 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ',
  });
  expect(events()).toContain('Evicted: Usage of EmptyDir volume "v" exceeds the limit "1Mi". ');
  await until(() => runtime.calls.includes('stopsandbox s1'));
  expect(worker.active).toBe(false);
});

test('a stop that fails is tried again', async () => {
  const worker = await start();
  await until(() => web()?.ready);
  runtime.failNext('stop web', 'rpc error: code = Unavailable desc = gone');
  await remove(worker, 1);
  await worker.done;
  expect(runtime.calls.filter((call) => call.startsWith('stop web'))).toHaveLength(2);
});

test('sidecars stop after the containers, the last one first', async () => {
  const sidecar = (name: string) => ({
    name,
    image: 'busybox:1',
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
  });
  const worker = await start({ initContainers: [sidecar('one'), sidecar('two')] });
  await until(() => web()?.ready);
  await remove(worker, 5);
  await worker.done;
  expect(runtime.calls.filter((call) => /^stop /.test(call)).map((call) => call.split(' ')[1])).toEqual([
    'web',
    'two',
    'one',
  ]);
});

test('a pod that the API has forgotten is stopped and removed without asking it', async () => {
  const worker = await start();
  await until(() => web()?.ready);
  await cluster.pods.delete({ namespace: 'd', name: 'p' }, { gracePeriodSeconds: 0 });
  cluster.clearCalls();
  worker.remove();
  await worker.done;
  expect(await runtime.listPods()).toEqual([]);
  expect(cluster.calls.filter(({ verb }) => verb === 'delete')).toEqual([]);
});

test('hooks: postStart before the pod counts as started, preStop before the signal', async () => {
  const worker = await start({
    containers: [
      {
        name: 'web',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        lifecycle: { postStart: { exec: { command: ['up'] } }, preStop: { exec: { command: ['down'] } } },
      },
    ],
  });
  await until(() => web()?.ready);
  await remove(worker, 5);
  await worker.done;
  expect(runtime.calls.filter((call) => /^(start|exec|stop )/.test(call))).toEqual([
    'start web',
    'exec web up',
    'exec web down',
    'stop web 5',
  ]);
});

test('a postStart hook that fails ends the container', async () => {
  runtime.failNext('exec web up', 'rpc error: code = Unknown desc = no such command');
  await start({
    containers: [
      {
        name: 'web',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        lifecycle: { postStart: { exec: { command: ['up'] } } },
      },
    ],
  });
  await until(() => events().some((event) => event.startsWith('FailedPostStartHook')));
  await until(() => web()?.restartCount === 1);
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
    current()
      ?.status?.conditions?.filter(({ type }) => type?.startsWith('PodResize'))
      .map(({ type, reason, message }) => [type, reason, message].filter(Boolean).join(' '));
  async function resize(worker: PodWorker, spec: PodSpec): Promise<void> {
    worker.update(await cluster.pods.patch({ namespace: 'd', name: 'p' }, { type: 'merge', body: { spec } }));
  }

  test('gets it while it runs', async () => {
    const worker = await start(asking('1'));
    await until(() => web()?.ready);
    await resize(worker, asking('2'));
    await until(() => web()?.resources?.requests?.['cpu'] === '2' && told()?.length === 0);
    expect(runtime.calls.slice(3)).toEqual(['resize web {"requests":{"cpu":"2"},"limits":{}}']);
    expect(current()?.status).toMatchObject({
      allocatedResources: { cpu: '2' },
      resources: { requests: { cpu: '2' } },
    });
    expect(
      events()
        .slice(-2)
        .map((text) => text.split(':')[0]),
    ).toEqual(['ResizeStarted', 'ResizeCompleted']);
  });

  test('gets it by a restart, where it wants one', async () => {
    const policy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    const worker = await start(asking('1', policy));
    await until(() => web()?.ready);
    await resize(worker, asking('2', policy));
    await until(() => web()?.restartCount === 1 && web()?.ready && told()?.length === 0);
    expect(runtime.calls.slice(3)).toEqual(['stop web 5', 'create web', 'start web']);
    expect(events()).toContain('Killing: Container web resize requires restart');
  });

  test('waits until there is room, or is told that there never will be', async () => {
    const worker = await start(asking('1'));
    await until(() => web()?.ready);
    lacking = { message: 'none left', hopeless: false };
    await resize(worker, asking('2'));
    await until(() => told()?.[0] === 'PodResizePending Deferred none left');
    expect(web()).toMatchObject({ allocatedResources: { cpu: '1' }, resources: { requests: { cpu: '1' } } });
    lacking = { message: 'never', hopeless: true };
    await resize(worker, asking('200'));
    await until(() => told()?.[0] === 'PodResizePending Infeasible never');
    lacking = undefined;
    await resize(worker, asking('3'));
    await until(() => web()?.resources?.requests?.['cpu'] === '3' && told()?.length === 0);
  });

  test('says why it cannot have it yet', async () => {
    const worker = await start(asking('1'));
    await until(() => web()?.ready);
    runtime.failNext('resize web', 'no such group');
    await resize(worker, asking('2'));
    await until(() => told()?.[0] === 'PodResizeInProgress Error no such group');
    expect(events().at(-1)).toMatch(/^ResizeError: Pod resize error: .*"error":"no such group"/);
    worker.wake();
    await until(() => web()?.resources?.requests?.['cpu'] === '2' && told()?.length === 0);
  });
});
