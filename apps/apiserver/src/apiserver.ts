import { setMaxListeners } from 'node:events';
import type { Agent } from 'node:https';
import {
  realClock,
  version,
  type Clock,
  type HandedConnections,
  type Health,
  type Logger,
  type Metrics,
  type StatusPages,
} from '@kubets/component';
import { runCompaction, type Store } from '@kubets/store';
import { componentStatuses } from './component-statuses/component-statuses';
import { metricsResources } from './resource-metrics/metrics-resources';
import { createUsageSource } from './resource-metrics/usage-source';
import { createServedAggregator, keepLocalServices } from './aggregation/served-aggregator';
import type { ProxyCertificate } from './aggregation/extension-server';
import { authenticationOf } from './aggregation/authentication-config';
import { POLICIES } from './admission/policies/policy-kinds';
import { definitionsIn, DEFINITIONS, followDefinitions } from './custom-resources/follow-definitions';
import type { Auditor } from './audit/auditor';
import type { TokenIssuer } from './auth/tokens/token-issuer';
import { createBootstrap } from './bootstrap/bootstrap';
import { APISERVER_USER, createSystemWriter, type SystemWriter } from './bootstrap/system-writer';
import { createWatchCache, type WatchCache } from './cache/watch-cache';
import { createFlowControl } from './flow-control/flow-control';
import { SCHEMAS } from './flow-control/flow-kinds';
import { keepFlowStatus } from './flow-control/flow-status';
import { startGrpcServer } from './grpc/server';
import { createPathReader } from './path-reader/create-path-reader';
import { createAdmission, type AdmissionPlugins } from './pipeline/admission';
import type { RequestScope } from './pipeline/request-scope';
import { createLeaveOut } from './pipeline/leave-out';
import type { AuthFilters } from './pipeline/auth-filters';
import { createStoredVersions } from './pipeline/stored-versions';
import type { ApiRegistry } from './registry/api-registry';
import type { ResourceKey } from './registry/object-reader';
import type { ResourceDefinition, StrategySettings, VirtualResourceDefinition } from './registry/resource';
import { createRestHandler } from './rest/handler';
import { createRequestObserver } from './rest/request-observer';
import { startRestServer } from './rest/server';
import { createSystemRoutes, type TokenKeys } from './rest/system-routes';
import { createLiveApi, type LiveApi } from './served-api';
import { bindings } from './subresources/bindings';
import { createSubresources } from './subresources/registry';
import { createKubeletAgent, type KubeletTls } from './tunnel/kubelet-agent';

/** Who may do what; built over the watch cache by auth/ and admission/. */
export interface AccessControl {
  auth: AuthFilters;
  /** Body of /openid/v1/jwks and the issuer, for those outside who verify tokens. */
  tokenKeys: Omit<TokenKeys, 'serverAddress'>;
  tokenIssuer: TokenIssuer;
  virtual: VirtualResourceDefinition[];
  admission: AdmissionPlugins;
}

/** What this server shows extension servers, and what they are told to expect. */
export interface FrontProxy {
  certificate?: ProxyCertificate;
  /** The authority of that certificate. */
  caFile?: string;
  allowedNames: readonly string[];
}

/** What it is built from. */
export interface AccessControlParts {
  cache: WatchCache;
  /** Connects to kubelets. */
  kubeletAgent: Agent;
  /** There once the server is put together: to write with, not to build with. */
  systemWriter(): SystemWriter;
  /** What is served now; likewise. */
  registry(): ApiRegistry;
}

export interface ApiserverOptions {
  store: Store;
  definitions: readonly ResourceDefinition[];
  accessControl(parts: AccessControlParts): Promise<AccessControl>;
  settings: StrategySettings;
  host: string;
  restPort: number;
  grpcPort: number;
  /** Connections to the two ports, where somebody else accepts them. */
  handed?: HandedConnections | undefined;
  advertiseAddress: string;
  tls: { certFile: string; keyFile: string; clientCaFile: string };
  kubelet: KubeletTls;
  auditor?: Auditor | undefined;
  /** How often the store's history is cut off; 0 never. */
  compactionIntervalMs: number;
  /** Requests that are answered at once. */
  seats: number;
  /**
   * Whether it keeps what every server has to keep: the objects that a cluster begins with, its own Lease and endpoints, statuses of
   * what it serves, the store's history. One of several that are the same server does; yes unless given.
   */
  keepsCluster?: boolean;
  /** How extension servers know this one; they do not unless given. */
  frontProxy?: FrontProxy;
  logger: Logger;
  health: Health;
  metrics: Metrics;
  pages: StatusPages;
  clock?: Clock;
  signal: AbortSignal;
}

export interface Apiserver {
  restPort: number;
  grpcPort: number;
  /** Serves one more kind. Resolves when it can be asked for. @throws Error when there is one of that name. */
  addKind(definition: ResourceDefinition): Promise<void>;
  /** Serves a kind no more that was added: its watches end. What is stored of it stays in the store. */
  removeKind(group: string, plural: string): void;
  /** Resolves when everything a cluster begins with is there. */
  ready: Promise<void>;
  /** Leaves the endpoints, ends watches and tunnels, closes the doors. */
  stop(): Promise<void>;
}

/** The whole server: cache, pipeline, both doors, bootstrap. Resolves when it answers requests. */
export async function startApiserver(options: ApiserverOptions): Promise<Apiserver> {
  const { store, definitions, settings, host, advertiseAddress, tls, logger, health, metrics, signal } = options;
  const { clock = realClock, keepsCluster = true, handed } = options;
  const now = () => clock.now();
  // Every open request listens for the end.
  setMaxListeners(0, signal);
  const versions = createStoredVersions(definitions);
  const cache = createWatchCache(store, logger, versions.read);
  const agent = createKubeletAgent(options.kubelet, { logger, clock, signal });
  const access = await options.accessControl({
    cache,
    kubeletAgent: agent,
    systemWriter: () => writer,
    registry: () => api.now().registry,
  });
  const scope: RequestScope = {
    store,
    cache,
    settings,
    admission: createAdmission(access.admission),
    now,
    leaveOut: createLeaveOut(logger),
  };
  const writer = createSystemWriter(scope, signal);
  const serverAddress = `${advertiseAddress}:${options.restPort}`;
  const usage = createUsageSource({ reader: cache, kubeletAgent: agent, logger, signal });
  const api = createLiveApi({
    definitions: [
      ...definitions,
      componentStatuses(() => answersWithin(ETCD_CHECK_MS, store.currentRevision())),
      ...metricsResources(usage),
    ],
    virtual: [bindings, ...access.virtual],
    subresourcesOf: (served) => createSubresources({ definitions: served, agent, tokenIssuer: access.tokenIssuer }),
    serverAddress,
    version: version.gitVersion,
  });

  let isBootstrapped = false;
  health.addCheck('etcd', () => answersWithin(ETCD_CHECK_MS, store.currentRevision()));
  health.addCheck('informer-sync', () => assert(cache.isFilled, 'the watch cache is not filled'), {
    kinds: ['readyz'],
  });
  health.addCheck('poststarthook/bootstrap', () => assert(isBootstrapped, 'not finished'), {
    kinds: ['readyz', 'healthz'],
  });
  observeCache(metrics, cache, api);

  // The cache lives on until the doors are closed: requests that are under way need it.
  const feeding = new AbortController();
  const giveUp = () => feeding.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  await cache.start(feeding.signal);
  signal.removeEventListener('abort', giveUp);
  signal.throwIfAborted();
  const custom = followDefinitions({
    cache,
    signal,
    onError: (name, error) => logger.warn({ name, error: error.message }, 'Could not serve a custom resource'),
    async load(retry) {
      const { createCustomResources } = await import('./custom-resources/custom-resources');
      return createCustomResources({
        scope,
        api,
        versions,
        retry,
        kubeletAgent: agent,
        definitions: () => definitionsIn(cache),
        ofDefinitions: definitionIn(definitions, DEFINITIONS),
        context: { user: APISERVER_USER, signal, warn: () => undefined, authorize: async () => undefined },
      });
    },
  });
  if (keepsCluster)
    followDefinitions({
      cache,
      resource: POLICIES,
      signal,
      onError: (name, error) => logger.warn({ name, error: error.message }, 'Could not check the types of a policy'),
      async load() {
        const { createPolicyStatus } = await import('./policy-types/policy-status');
        const definition = definitionIn(definitions, POLICIES);
        return createPolicyStatus({ definition, reader: cache, registry: () => api.now().registry, writer });
      },
    });
  await custom.settled().catch(() => undefined); // asked again when somebody wants to know
  const flow = createFlowControl({ objects: cache, metrics, seats: options.seats });
  if (keepsCluster)
    keepFlowStatus({
      objects: cache,
      writer,
      definition: definitionIn(definitions, SCHEMAS),
      signal,
      now,
      onError: (name, error) =>
        logger.warn({ name, error: error.message }, 'Could not write the status of a FlowSchema'),
    });
  const aggregator = createServedAggregator({
    cache,
    kubeletAgent: agent,
    ...(options.frontProxy?.certificate ? { certificate: options.frontProxy.certificate } : {}),
    definitions,
    writer,
    now,
    onError: (name, error) => logger.warn({ name, error: error.message }, 'Could not look after an APIService'),
    signal,
  });
  const system = createSystemRoutes({
    health,
    metrics,
    pages: options.pages,
    tokenKeys: { ...access.tokenKeys, serverAddress },
    aggregator,
  });
  const observer = createRequestObserver(metrics, logger);
  api.follow(({ registry }) => void observer.forget((...names) => registry.find(...names) !== undefined));
  const handler = createRestHandler({
    scope,
    api: { now: () => api.now(), settled: () => custom.settled() },
    auth: access.auth,
    flow,
    ...(options.auditor ? { auditor: options.auditor } : {}),
    aggregator,
    system,
    logger,
    observer,
    signal,
  });
  const [rest, grpc] = await Promise.all([
    startRestServer({ host, port: options.restPort, handed, tls, handler, logger, signal }),
    startGrpcServer({
      host,
      port: options.grpcPort,
      ...(handed ? { handed } : {}),
      tls,
      scope,
      auth: access.auth,
      flow,
      ...(options.auditor ? { auditor: options.auditor } : {}),
      api,
      read: createPathReader({ scope, api, aggregator }),
      settled: () => custom.settled(),
      stopping: signal,
      isServing: async () => (await health.run('readyz')).ok,
    }),
  ]);
  logger.info({ restPort: rest.port, grpcPort: grpc.port }, 'Serving');

  const reportService = (error: Error) =>
    logger.warn({ error: error.message }, 'Could not make the APIServices of what is served');
  const bootstrap = createBootstrap({
    scope,
    definitions,
    definitionOf: (group, plural) => api.now().registry.definitionOf(group, plural),
    advertiseAddress,
    authentication: authenticationOf({ clientCaFile: tls.clientCaFile, frontProxy: options.frontProxy }),
    port: rest.port,
    signal,
    log: logger,
  });
  const ready = bootstrap.run().then(() => {
    isBootstrapped = true;
    logger.info('Bootstrap is done');
    if (!keepsCluster) return;
    keepLocalServices({ cache, api, definitions, writer, signal, onError: reportService });
    void bootstrap.keep();
  });
  if (keepsCluster && options.compactionIntervalMs > 0)
    void runCompaction({
      store,
      intervalMs: options.compactionIntervalMs,
      signal,
      onCompacted: (revision) => cache.compacted(revision),
      onError: (error) => logger.warn({ error: error.message }, 'Compaction failed'),
    });

  return {
    restPort: rest.port,
    grpcPort: grpc.port,
    ready,
    async addKind(definition) {
      versions.add(definition);
      await cache.recall(definition);
      api.add(definition);
    },
    removeKind(group, plural) {
      api.remove(group, plural);
      cache.forget({ group, plural });
      versions.remove({ group, plural });
    },
    async stop() {
      if (keepsCluster)
        await answersWithin(LEAVE_MS, bootstrap.leave()).catch((error: Error) =>
          logger.warn({ error: error.message }, 'Could not leave the endpoints of the Service kubernetes'),
        );
      await Promise.all([rest.close(), grpc.close()]);
      feeding.abort();
      store.close();
    },
  };
}

const ETCD_CHECK_MS = 2_000;

/** A server that stops does not wait for etcd to come back. */
const LEAVE_MS = 2_000;

async function answersWithin(timeoutMs: number, question: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  await Promise.race([question, late]).finally(() => clearTimeout(timer));
}

function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

const definitionIn = (definitions: readonly ResourceDefinition[], { group, plural }: ResourceKey) =>
  definitions.find((one) => one.group === group && one.plural === plural)!;

function observeCache(metrics: Metrics, cache: WatchCache, api: LiveApi): void {
  const labels = ['group', 'resource'] as const;
  const each = (set: (definition: ResourceDefinition) => void) => api.now().registry.definitions.forEach(set);
  metrics.gauge({
    name: 'apiserver_storage_objects',
    help: 'Stored objects by resource.',
    labels,
    collect: (gauge) => {
      gauge.reset();
      each(({ group, plural }) =>
        gauge.set({ group, resource: plural }, cache.resource({ group, plural }).objects.size),
      );
    },
  });
  metrics.gauge({
    name: 'apiserver_watchers',
    help: 'Open watches by resource.',
    labels,
    collect: (gauge) => {
      gauge.reset();
      each(({ group, plural }) => gauge.set({ group, resource: plural }, cache.resource({ group, plural }).followers));
    },
  });
  metrics.gauge({
    name: 'apiserver_watch_cache_revision',
    help: 'The last revision of etcd that the watch cache has seen.',
    collect: (gauge) => gauge.set(cache.revision),
  });
}
