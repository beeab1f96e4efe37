import { createEventRecorder, createInformerSet, startInformers, type KubeClient, type Reviews } from '@kubets/client';
import { realClock, type Clock, type Health, type Logger, type Metrics } from '@kubets/component';
import { parseQuantity } from '@kubets/apimachinery';
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { admitPod, lackingForResize } from './admission/admit-pod';
import type * as agentServices from './agent-services';
import { createKeyedBackoff } from './backoff/keyed-backoff';
import type { KubeletConfig } from './config';
import { createNodeShutdown } from './node-shutdown/node-shutdown';
import { shutdownPeriods } from './node-shutdown/shutdown-groups';
import { readClusterDns } from './dns/read-cluster-dns';
import { createDra } from './dra/dra';
import { createNodeEviction } from './eviction/node-eviction';
import { createPodEvents } from './events/pod-events';
import { accessPolicy } from './images/access-policy';
import { openImageAccess } from './images/image-access';
import { createImageManager } from './images/image-manager';
import { openPodGroups } from './groups/pod-groups';
import { createHooks } from './lifecycle/hooks';
import { createTerminationMessages } from './lifecycle/termination-message';
import { runLogRotation } from './logs/log-rotation';
import { nodeMetrics } from './metrics/node-metrics';
import { operationMetrics } from './metrics/operation-metrics';
import { defaultNodeAddress } from './network/node-address';
import { createPodNetwork } from './network/pod-network';
import { inspectMachine } from './node/machine';
import { createNodeFacts } from './node/node-facts';
import { runNodeLease } from './node/node-lease';
import { createNodeReporter } from './node/node-reporter';
import { createRuntimeHealth } from './node/runtime-health';
import { createNodeVolumes } from './node-volumes';
import { takePlugins } from './plugins/plugin-registration';
import { createPodManager, type PodManager } from './pods/pod-manager';
import { deferred } from './system/deferred';
import { podPaths } from './system/pod-paths';
import { createPodWorker } from './pods/pod-worker';
import { createProbeManager } from './probes/probe-manager';
import { createProbers } from './probes/registry';
import { openAllocationBook } from './resize/allocation-book';
import { createPodResizes } from './resize/pod-resizes';
import { followPodChanges } from './runtimes/pod-changes';
import { connectRuntime } from './runtimes/registry';
import { runtimeHandlerOf } from './runtimes/runtime-class';
import { nodeStats } from './stats/node-stats';
import { createMirrorPods } from './static-pods/mirror-pods';
import { followStaticFolder } from './static-pods/static-folder';
import { createStatusManager } from './status/status-manager';
import { createNodeAccess } from './streaming/node-access';
import { serveNode } from './streaming/node-server';
import { createLimiter } from './system/limiter';
import { kernelMounts } from './system/mounts';
import { openUserNamespaces } from './user-namespaces/user-namespaces';

export interface AgentOptions {
  config: KubeletConfig;
  client: KubeClient<keyof typeof agentServices>;
  /** Reads all nodes, which the node's own identity may not; `client` unless given. */
  networkClient?: KubeClient<'nodes'>;
  /** Tells who they are that come with tokens, and what they may. */
  reviews: Reviews;
  /** Is given what is to be called when the node is about to go. */
  onShutdown(begin: () => Promise<boolean>): void;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  signal: AbortSignal;
  clock?: Clock;
}

/** Builds the node agent from its parts and runs it until the signal aborts. This is the one place that knows them all. */
export async function runAgent({
  config,
  client,
  networkClient = client,
  reviews,
  onShutdown,
  logger,
  metrics,
  health,
  signal,
  clock = realClock,
}: AgentOptions): Promise<void> {
  const common = { clock, logger, signal };
  const nodeName = config.hostnameOverride ?? hostname().toLowerCase();
  const nodeIp = config.nodeIp ?? (await defaultNodeAddress());
  await mkdir(config.rootDir, { recursive: true, mode: 0o750 });
  const rootDir = await realpath(config.rootDir);
  const paths = podPaths(rootDir, config.podLogsDir ?? join(rootDir, 'pod-logs'));
  const machine = await inspectMachine(rootDir);

  const groups = await openPodGroups(config.cgroupRoot, logger);
  const runtime = connectRuntime({
    endpoint: config.containerRuntimeEndpoint,
    groupOf: groups.parentOf,
    seccompRoot: join(rootDir, 'seccomp'),
    onCall: operationMetrics(metrics),
    logger,
  });
  signal.addEventListener('abort', () => runtime.close(), { once: true });
  const changes = followPodChanges(runtime, signal);
  const recorder = createEventRecorder({ client, component: 'kubelet', host: nodeName, logger, clock });
  const events = createPodEvents(recorder);
  const informers = createInformerSet(
    client,
    {
      pods: { fieldSelector: `spec.nodeName=${nodeName}` },
      nodes: { fieldSelector: `metadata.name=${nodeName}` },
      services: {},
    },
    { logger, clock },
  );

  const { facts, allocatable } = createNodeFacts({
    config,
    name: nodeName,
    ip: nodeIp,
    machine,
    runtime,
    features: () => runtimeHealth.features(),
    volumesInUse: () => nodeVolumes.csi.volumes.inUse(),
  });
  const runtimeHealth = createRuntimeHealth({
    runtime,
    ...common,
    onChange: () => {
      reporter.change();
      pods.wakeAll();
    },
  });
  const reporter = createNodeReporter({
    client: client.nodes,
    recorder,
    facts,
    problems: () => [...runtimeHealth.problems(), ...(shutdown.isUnderWay ? ['node is shutting down'] : [])],
    pressures: () => eviction.pressures(),
    observed: () => informers.nodes.lister.get(nodeName),
    register: config.registerNode,
    labels: config.nodeLabels,
    taints: config.registerWithTaints,
    lookMs: config.nodeStatusUpdateFrequencyMs,
    reportMs: config.nodeStatusReportFrequencyMs,
    ...common,
  });

  const eviction = createNodeEviction({
    config,
    nodeName,
    memoryBytes: machine.memoryBytes,
    rootDir,
    runtime,
    paths,
    pods: () => pods,
    recorder,
    onChange: () => reporter.change(),
    clock,
    logger,
  });

  const userNamespaces = await openUserNamespaces(paths, logger);
  const status = createStatusManager({ client: client.pods, lister: informers.pods.lister, clock, logger, signal });
  const shutdown = createNodeShutdown({
    nodeName,
    periods: shutdownPeriods(config),
    pods: () => pods,
    status,
    recorder,
    onChange: () => reporter.change(),
    clock,
    logger,
  });
  onShutdown(() => shutdown.begin());
  const hooks = createHooks({ runtime, clock });
  const access = await openImageAccess(join(rootDir, 'image_pull_records'), accessPolicy(config), logger);
  const images = createImageManager({ runtime, access, events, clock });
  const messages = createTerminationMessages();
  const inTurn = createLimiter(2 * machine.cpus);
  const backoff = createKeyedBackoff({ initialMs: 10_000, maxMs: 300_000, clock });
  const probes = createProbeManager({
    probers: createProbers(runtime),
    events,
    clock,
    onChange: (uid) => pods.wake(uid),
  });
  const asNode = () => {
    const known = informers.nodes.lister.get(nodeName) ?? reporter.node();
    // Others may give the node resources of their own.
    return { ...known, status: { allocatable: { ...known?.status?.allocatable, ...allocatable() } } };
  };
  const abilities = () => ({
    appArmor: machine.appArmor,
    podGroups: groups.enforces,
    supplementalGroupsPolicy: runtimeHealth.features()?.supplementalGroupsPolicy === true,
  });
  const othersThan = (uid: string) => pods.activePods(uid).map((pod) => resizes.allocated(pod));
  const resizes = createPodResizes({
    book: await openAllocationBook(join(rootDir, 'pod_allocations_state'), logger),
    lacking: (pod) => lackingForResize(pod, asNode(), othersThan(pod.metadata?.uid ?? '')),
    events,
    wake: (uid) => pods.wake(uid),
    clock,
  });
  const nodeVolumes = createNodeVolumes({
    config,
    client,
    rootDir,
    paths,
    nodeName,
    nodeIp,
    nodeUid: () => reporter.node()?.metadata?.uid,
    allocatable,
    runtime,
    images,
    events,
    status,
    pods: () => pods,
    onNodeChange: () => reporter.change(),
    ...common,
  });
  const { objects, tokens, certificates, volumes, refresher } = nodeVolumes;
  const dra = await createDra({
    client,
    rootDir,
    places: paths.places,
    nodeName,
    registered: reporter.registered,
    isForgotten: (uid) => pods.isForgotten(uid),
    wake: (uid) => pods.wake(uid),
    ...common,
  });

  const network = createPodNetwork({
    config,
    nodeName,
    nodeIp,
    rootDir,
    ownNode: informers.nodes,
    client: networkClient,
    ...common,
  });

  const staticPodsKnown = deferred();
  const pods: PodManager = createPodManager({
    informer: informers.pods,
    runtime,
    changes,
    objects,
    status,
    volumes,
    refresher,
    paths,
    groups,
    ...common,
    staticPodsKnown: staticPodsKnown.promise,
    onMirrorChange: () => mirrors.change(),
    createWorker: (identity) =>
      createPodWorker(identity, {
        runtime,
        status,
        objects,
        tokens,
        certificates,
        volumes,
        refresher,
        images,
        hooks,
        devices: dra.claims,
        userNamespaces,
        features: () => runtimeHealth.features(),
        groups,
        resizes,
        events,
        probes,
        backoff,
        messages,
        paths,
        ...common,
        mounts: kernelMounts,
        inTurn,
        services: () => informers.services.lister.list(),
        hostIps: () => [nodeIp],
        volumeSources: nodeVolumes.sources,
        networkProblem: () => runtimeHealth.networkProblem(),
        runtimeHandler: (pod) => runtimeHandlerOf(client, pod),
        proxies: network.proxies,
        clusterDns: () => readClusterDns(config),
        node: {
          allocatable,
          memoryBytes: machine.memoryBytes,
          ips: () => [nodeIp],
          clusterDomain: config.clusterDomain,
          hosts: () => readFile('/etc/hosts', 'utf8').catch(() => ''),
          xds: config.xdsServer === undefined ? undefined : { server: config.xdsServer, caFile: config.clientCaFile },
        },
        isInTheWay: (pod) => pods.isInTheWay(pod),
        admit: (pod) =>
          admitPod(pod, asNode(), {
            others: othersThan(identity.uid),
            abilities: abilities(),
            isShuttingDown: shutdown.isUnderWay,
            pressures: pods.isStatic(identity.uid) ? new Set() : eviction.pressures(),
          }),
      }),
  });
  const mirrors = createMirrorPods({
    client: client.pods,
    staticPods: () => pods.staticPods(),
    observed: () => informers.pods.lister.list(),
    node: () => reporter.node(),
    clock,
    logger,
  });
  nodeMetrics(metrics, { runtime, nodeName });

  await serveNode({
    address: config.address,
    port: config.port,
    certFile: config.tlsCertFile,
    keyFile: config.tlsPrivateKeyFile,
    clientCaFile: config.clientCaFile,
    access: createNodeAccess({ nodeName, reviews, monotonicMs: () => clock.monotonicMs(), logger }),
    stats: nodeStats({ runtime, machine, nodeName, rootDir, pods: () => pods.list(), clock, logger }),
    runtime,
    health,
    metrics,
    logger,
    signal,
    find: (namespace, name) => pods.find(namespace, name),
    pods: () => pods.list(),
    status: (uid) => status.get(uid),
    onPodChange: (uid, callback) => changes.subscribe(uid, callback),
  });
  health.addCheck('syncloop', () => {
    if (!informers.pods.hasSynced()) throw new Error('pods were not listed yet');
  });

  informers.nodes.addEventHandler({
    onUpdate: (_previous, node) => {
      if (node.metadata?.name === nodeName && node.status?.conditions?.some(({ status }) => status === 'Unknown'))
        reporter.change();
    },
  });
  // Variables of Services and node labels are part of the first decisions about a pod.
  const informed = startInformers([informers.nodes, informers.services], signal);
  network.start(() => runtimeHealth.check());
  // A runtime that has (re)connected is looked at without waiting for the next round.
  changes.subscribe(undefined, (podUid) => podUid === undefined && runtimeHealth.check());
  runtimeHealth.start();
  const reporting = reporter.run();
  const leasing = runNodeLease({
    client: client.leases,
    nodeName,
    durationSeconds: config.nodeLeaseDurationSeconds,
    registered: reporter.registered,
    node: reporter.node,
    ...common,
  });
  const rotating = runLogRotation({
    runtime,
    maxBytes: parseQuantity(config.containerLogMaxSize).value(),
    maxFiles: config.containerLogMaxFiles,
    ...common,
  });
  const evicting = eviction.run(signal);
  const handlers = [nodeVolumes.csi.drivers, dra.drivers];
  void reporter.registered.then(() => takePlugins({ rootDir, handlers, clock, logger, signal }));
  // What the node has from its folder runs without the API.
  const following =
    config.podManifestPath === undefined
      ? staticPodsKnown.resolve()
      : followStaticFolder({
          path: config.podManifestPath,
          nodeName,
          onPods: (found) => (pods.setStatic(found), staticPodsKnown.resolve()),
          ...common,
        });
  if (await informed) {
    pods.start();
    void Promise.all([informers.pods.synced(), staticPodsKnown.promise]).then(
      () => mirrors.run(signal),
      () => undefined,
    );
  }
  await Promise.all([following, reporting, leasing, rotating, evicting, nodeVolumes.run(), dra.run()]);
}
