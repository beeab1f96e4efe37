import type { KubeObject } from '@kubets/apimachinery';
import { createKubeClient, type ResourceClient, type ResourceClients } from '@kubets/client';
import { realClock, seededRandom, seedFor } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { storedServices } from '@kubets/proto-gen/services';
import { createChannel } from '@kubets/rpc';
import { createMemoryStore } from '@kubets/store';
import type { ClusterFaults } from './faults/cluster-faults';
import { createClusterFaults } from './faults/create-cluster-faults';
import { createFaultyStore } from './faults/faulty-store';
import type { ClusterNodes } from './nodes/cluster-nodes';
import { fetchService } from './nodes/fetch-service';
import type { SimulatedNodeOptions } from './nodes/node-object';
import type { PodBehaviour, PodSelection } from './nodes/pod-behaviour';
import { startSimulatedNodes } from './nodes/simulated-nodes';
import { createApplier } from './objects/apply';
import { clusterText } from './objects/cluster-text';
import { keepFirstObjects, putFirstObjects } from './objects/first-objects';
import { eventually, type EventuallyOptions, type Found } from './objects/eventually';
import { createResolveName, type ResolveName } from './objects/resolve-name';
import { createTestClock } from './time/test-clock';
import { tellFirstEnd } from './cluster/first-end';
import { createClusterFiles, kubeconfigOf } from './cluster/cluster-files';
import { createComponentLogs } from './cluster/component-logs';
import { COMPONENTS, type ComponentName } from './cluster/component-names';
import { createComponents } from './cluster/components';
import { ADVERTISED, HOST, startControlPlane } from './cluster/control-plane';

export interface ClusterOptions {
  /** Simulated nodes to begin with: how many, or what they are like; one unless given. */
  nodes?: number | readonly SimulatedNodeOptions[];
  /** What runs beside the API server; all unless given, which is what a cluster is. `[]` is what envtest starts. */
  components?: readonly ComponentName[];
  /** What follows from chance follows from this: 1 unless given. */
  seed?: number;
  /** Ports on 127.0.0.1; free ones unless given. */
  restPort?: number;
  grpcPort?: number;
  dnsPort?: number;
  /** More flags of the API server, by their names: `{ 'audit-policy-file': 'policy.yaml' }`. */
  apiserverFlags?: Readonly<Record<string, string>>;
  /** From which level on the components' log lines are told, as of `--log-level`; `warn` unless given. */
  logLevel?: string;
  /** Told of every line; they are only kept for {@link Cluster.text} unless given. */
  onLog?(line: string): void;
}

export interface Cluster {
  /** `https://127.0.0.1:PORT`: what kubectl and all clients of Kubernetes speak to. */
  readonly restUrl: string;
  /** The same of the gRPC API. */
  readonly grpcUrl: string;
  /** The administrator's, with everything in it, for the REST API. */
  readonly kubeconfig: string;
  /** A file with it, which is removed when the cluster stops. */
  readonly kubeconfigFile: string;
  /** The administrator's client, with types for every kind. */
  readonly client: ResourceClients;
  /** The verbs of a kind, also of one that no type is known of. @throws Error when it is not served */
  resource<T extends KubeObject = KubeObject>(of: { apiVersion: string; kind: string }): Promise<ResourceClient<T>>;
  /**
   * Applies objects as `kubectl apply --server-side` does: a YAML text of any number of them, or objects; those without a
   * namespace are of `default`. Resolves to what the cluster has of them.
   *
   * @throws StatusError for what the cluster refuses
   */
  apply(objects: string | KubeObject | readonly KubeObject[]): Promise<KubeObject[]>;
  /**
   * Reads again and again until what it finds is true in JavaScript's sense, and resolves to that.
   *
   * @throws Error with everything that the cluster holds, after 20 s unless told otherwise
   */
  eventually<T>(read: () => T | Promise<T>, options?: EventuallyOptions): Promise<Found<T>>;
  readonly nodes: ClusterNodes;
  readonly faults: ClusterFaults;
  /** What pods do that come from now on; said last is asked first. */
  simulate(selection: PodSelection, behaviour: PodBehaviour | ((pod: Pod) => PodBehaviour)): void;
  /**
   * Asks the pods of a Service, as from inside of the cluster: `http://web.default.svc:8080/path`. The function of one of them that is
   * ready answers.
   *
   * @throws TypeError when nobody does, StatusError when there is no such Service
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Where DNS answers for the cluster's names, as `127.0.0.1:PORT`, over UDP and TCP. @throws Error without the component `dns` */
  dnsServer(): Promise<string>;
  /** Asks it for a whole name, `web.default.svc.cluster.local`: addresses unless another type is given. @throws Error as `node:dns` does */
  resolve: ResolveName;
  /** What time it is for the cluster. */
  now(): Date;
  /** Moves the cluster's time on: what falls due on the way happens in its order. */
  advance(ms: number): Promise<void>;
  /** Everything that the cluster holds, as text. */
  text(): Promise<string>;
  /** Ends everything. What it held is gone. */
  stop(): Promise<void>;
}

/** Until the cluster that was asked for last can be used, or could not be started. */
let lastStarted: Promise<unknown> = Promise.resolve();

/**
 * A whole cluster in this process: the API server over a store in memory, controllers, scheduler, DNS, and nodes whose pods are
 * simulated. Resolves when objects can be made. Nothing is needed but loopback. Several that are asked for at once start one after the other: they have
 * one thread in common, and the first can be used before the last.
 */
export function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const started = lastStarted.then(() => start(options));
  lastStarted = started.catch(() => undefined); // Told to who asked for it.
  return started;
}

async function start(options: ClusterOptions): Promise<Cluster> {
  const { logLevel = 'warn', onLog = () => undefined, components = COMPONENTS } = options;
  const clock = createTestClock();
  const logs = createComponentLogs(logLevel, onLog);
  const seed = options.seed ?? 1;
  const memory = createMemoryStore({ clock });
  const { store, faults: storeFaults } = createFaultyStore(memory, {
    seed,
    sleep: realClock.sleep,
  });
  const files = createClusterFiles();
  const ends: (() => Promise<void> | void)[] = [() => files.remove()];
  const stop = async (): Promise<void> => {
    clock.end();
    for (const end of ends.splice(0).toReversed()) await end();
    tellFirstEnd();
  };

  try {
    const admin = files.issue('admin', {
      commonName: 'kubernetes-admin',
      organizations: ['system:masters'],
      usages: ['client'],
    });
    const isUsual = Object.keys(options.apiserverFlags ?? {}).length === 0;
    if (isUsual) await putFirstObjects(memory, clock.now());
    const plane = await startControlPlane({
      store,
      files,
      admin,
      clock,
      loggerOf: logs.loggerOf,
      restPort: options.restPort ?? 0,
      grpcPort: options.grpcPort ?? 0,
      apiserverFlags: options.apiserverFlags ?? {},
    });
    ends.push(() => plane.close());
    if (isUsual) await keepFirstObjects(memory);
    const channel = createChannel({
      server: urlOf(plane.grpcPort),
      ca: { data: files.caPem },
      clientCertificate: { data: admin.certPem },
      clientKey: { data: admin.keyPem },
    });
    const client = createKubeClient(channel, storedServices, { component: 'kubets-testing' });
    ends.push(() => client.close());
    // Pods need it, and its controller may begin long after a test makes the first ones.
    if (components.includes('controller-manager')) await client.serviceAccounts.create(FIRST_SERVICE_ACCOUNT);
    const nodes = await startSimulatedNodes({
      client,
      clock,
      logger: logs.loggerOf('nodes'),
      host: HOST,
      tls: { cert: plane.serving.certPem, key: plane.serving.keyPem, ca: files.caPem },
    });
    ends.push(() => nodes.close());
    await Promise.all(nodeOptions(options.nodes).map((one) => nodes.add(one)));
    const parts = createComponents({
      files,
      clock,
      loggerOf: logs.loggerOf,
      host: HOST,
      grpcPort: plane.grpcPort,
      dnsPort: options.dnsPort ?? 0,
      advertisedAddress: ADVERTISED,
    });
    ends.push(() => parts.close());
    // Nobody waits for them: what they begin with takes longer than it takes until a test can make its first object.
    for (const component of components)
      void parts
        .start(component)
        .catch((err: unknown) => logs.loggerOf(component).error({ err }, 'A component could not be started'));
    const faults = createClusterFaults({ seed, clock, store: storeFaults, parts, components, nodes });
    ends.push(() => faults.heal());

    const applier = createApplier(channel);
    const text = () => clusterText(store, logs.last(), faults.happened);
    const random = seededRandom(seedFor(seed, 'fetch'));
    const kubeconfig = kubeconfigOf('kubets-testing', urlOf(plane.restPort), files.caPem, admin);
    return {
      restUrl: urlOf(plane.restPort),
      grpcUrl: urlOf(plane.grpcPort),
      kubeconfig,
      kubeconfigFile: files.write('kubeconfig', kubeconfig),
      client,
      resource: applier.resource,
      apply: applier.apply,
      eventually: (read, given = {}) => eventually(read, { ...given, clock: realClock, describe: text }),
      nodes,
      faults,
      simulate: nodes.simulate,
      dnsServer: parts.dnsServer,
      resolve: createResolveName(parts.dnsServer),
      fetch: (url, init = {}) => fetchService(url, init, { client, podAt: nodes.podAt, random }),
      now: () => clock.now(),
      advance: clock.advance,
      text,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const FIRST_SERVICE_ACCOUNT = { metadata: { name: 'default', namespace: 'default' } };

const urlOf = (port: number): string => `https://${HOST}:${port}`;

const nodeOptions = (given: ClusterOptions['nodes'] = 1): readonly SimulatedNodeOptions[] =>
  typeof given === 'number' ? Array.from({ length: given }, () => ({})) : given;
