import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventRecorder, createLister } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { ContainerStatus, Event, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { createKeyedBackoff } from '../../backoff/keyed-backoff';
import { createPodEvents } from '../../events/pod-events';
import { openPodGroups } from '../../groups/pod-groups';
import { createImageManager } from '../../images/image-manager';
import { createHooks } from '../../lifecycle/hooks';
import { createTerminationMessages } from '../../lifecycle/termination-message';
import { createClaimedVolumes } from '../../objects/claimed-volumes';
import { createReferencedObjects } from '../../objects/referenced-objects';
import { createPodCertificates } from '../../objects/pod-certificates';
import { createServiceAccountTokens } from '../../objects/service-account-tokens';
import { createTrustBundles } from '../../objects/trust-bundles';
import { createProbeManager } from '../../probes/probe-manager';
import { createProbers } from '../../probes/registry';
import { openAllocationBook } from '../../resize/allocation-book';
import { createPodResizes } from '../../resize/pod-resizes';
import { createFakeRuntime, type FakeRuntime } from '../../runtimes/testing/fake-runtime';
import { createStatusManager } from '../../status/status-manager';
import { createLimiter } from '../../system/limiter';
import type { Mounts } from '../../system/mounts';
import { createVolumeManager } from '../../volumes/volume-manager';
import { createVolumeRefresher } from '../../volumes/volume-refresher';
import { volumeSources } from '../../volumes/volume-sources';
import { podPaths } from '../../system/pod-paths';
import { createPodWorker, type PodWorker } from '../pod-worker';

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

/** What a test says of the world around the worker. */
interface Given {
  refusal?: { reason: string; message: string } | undefined;
  networkProblem?: string | undefined;
  inTheWay: boolean;
  lacking?: { message: string; hopeless: boolean } | undefined;
  /** What they keep the pod from. */
  proxies: { enforced: Promise<void>; released: Promise<number> | undefined };
}

export interface WorkerFixture extends Given {
  cluster: FakeCluster;
  runtime: FakeRuntime;
  /** What was asked of proxies. */
  askedOfProxies: string[];
  /** Makes a pod, and a worker that is told of it. */
  start(spec?: PodSpec): Promise<PodWorker>;
  current(): Pod | undefined;
  web(): ContainerStatus | undefined;
  events(): string[];
  until(condition: () => unknown): Promise<void>;
  remove(worker: PodWorker, gracePeriodSeconds: number): Promise<void>;
  /** Ends every worker. */
  end(): Promise<void>;
}

/** Workers with everything real but the runtime, the mounts and the API. */
export async function createWorkerFixture(): Promise<WorkerFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'kubets-worker-'));
  const cluster = createFakeCluster();
  const runtime = createFakeRuntime();
  const stop = new AbortController();
  const book = await openAllocationBook(join(directory, 'allocations'), createTestLogger());
  const groups = await openPodGroups('', createTestLogger());
  const workers: PodWorker[] = [];
  const askedOfProxies: string[] = [];

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
    const volumes = createVolumeManager({
      paths,
      mounts: noMounts,
      csi: noDrivers,
      releaseImage: async () => undefined,
    });
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
          lacking: () => fixture.lacking,
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
        networkProblem: () => fixture.networkProblem,
        runtimeHandler: async () => ({}),
        proxies: {
          enforced: (addresses) => (askedOfProxies.push(`enforced ${addresses.join()}`), fixture.proxies.enforced),
          released: async (_, addresses, graceSeconds) => {
            askedOfProxies.push(`released ${addresses.join()}`);
            return (await fixture.proxies.released) ?? graceSeconds;
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
        admit: () => fixture.refusal,
        isInTheWay: () => fixture.inTheWay,
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
      throw new Error(
        `${error.message}; status ${JSON.stringify(current()?.status)}; calls ${runtime.calls.join(', ')}`,
      );
    });
  }

  async function remove(worker: PodWorker, gracePeriodSeconds: number): Promise<void> {
    worker.update(await cluster.pods.delete({ namespace: 'd', name: 'p' }, { gracePeriodSeconds }));
  }

  const fixture: WorkerFixture = {
    cluster,
    runtime,
    askedOfProxies,
    inTheWay: false,
    proxies: { enforced: Promise.resolve(), released: undefined },
    start,
    current,
    web,
    events,
    until,
    remove,
    async end() {
      stop.abort();
      await Promise.all(workers.map(({ done }) => done));
      await book.written();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return fixture;
}
