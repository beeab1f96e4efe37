import { retry } from '@kubets/component';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { bootstrapPolicy } from '../auth/bootstrap/bootstrap-policy';
import type { WatchCacheLog } from '../cache/watch-cache';
import type { RequestScope } from '../pipeline/request-scope';
import type { ResourceDefinition } from '../registry/resource';
import { SYSTEM_PRIORITY_CLASSES } from '../resources/priorityclasses/system-priority-classes';
import { ensureFlowPolicy, FLOW_OBJECTS } from './flow-policy';
import { identityLease, isIdentityLease, keepRenewing, LEASES, liveAddresses } from './live-servers';
import { CONFIG_MAPS, ensureTrackingDay, isTrackingConfigMap } from './legacy-token-tracking';
import { ensureRbacPolicy } from './rbac-policy';
import {
  defaultServiceCidr,
  KUBERNETES,
  KUBETS_INGRESS_CLASS,
  kubernetesEndpoints,
  kubernetesService,
  namespaceObject,
  STANDARD_CLASS,
  SYSTEM_NAMESPACES,
} from './system-objects';
import { createSystemWriter } from './system-writer';

export interface BootstrapOptions {
  scope: RequestScope;
  /** What is served as long as the server runs. */
  definitions: readonly ResourceDefinition[];
  /** The definition of a resource that is served. */
  definitionOf(group: string, plural: string): ResourceDefinition | undefined;
  advertiseAddress: string;
  /** The ConfigMap by which extension servers know whom to believe. */
  authentication: ConfigMap;
  /** Port of the REST API. */
  port: number;
  signal: AbortSignal;
  log: WatchCacheLog;
}

export interface Bootstrap {
  /** Makes what a cluster has before anybody does anything, however often it takes. Safe with several apiservers at once. */
  run(): Promise<void>;
  /**
   * Keeps what `run` has made there whoever deletes it, this server among the endpoints of the Service kubernetes, and those
   * that died out of them.
   */
  keep(): Promise<void>;
  /** Takes this server out of the endpoints. */
  leave(): Promise<void>;
}

export function createBootstrap({
  scope,
  definitions,
  definitionOf,
  advertiseAddress,
  authentication,
  port,
  signal,
  log,
}: BootstrapOptions): Bootstrap {
  // Leaving is written after the signal.
  const writer = createSystemWriter(scope, new AbortController().signal);
  const definition = (group: string, plural: string): ResourceDefinition => {
    const found = definitionOf(group, plural);
    if (!found) throw new Error(`there is no resource ${plural}.${group}`);
    return found;
  };
  const { serviceClusterIpRanges } = scope.settings;

  async function publish(addresses: string[]): Promise<void> {
    const [endpoints, slice] = kubernetesEndpoints(addresses, port);
    await Promise.all([
      writer.replace(definition('', 'endpoints'), endpoints),
      writer.replace(definition('discovery.k8s.io', 'endpointslices'), slice),
    ]);
  }

  // One after the other, so that what was known last is what stays.
  let publishing = Promise.resolve();
  const publishLive = () =>
    (publishing = publishing
      .then(() => publish(liveAddresses(scope.cache, advertiseAddress, scope.now())))
      .catch(report));
  const report = (error: Error) =>
    log.warn({ error: error.message }, 'Could not renew the entry in the endpoints of the Service kubernetes');
  const reportTracking = (error: Error) =>
    log.warn({ error: error.message }, 'Could not write since when the use of tokens is tracked');
  const ownLease = () => identityLease(advertiseAddress, scope.now());
  const leases = definition(LEASES.group, LEASES.plural);

  async function renew(): Promise<void> {
    await writer.replace(leases, ownLease());
    await publishLive();
  }

  const trackTokens = () =>
    ensureTrackingDay({
      reader: scope.cache,
      writer,
      definition: definition(CONFIG_MAPS.group, CONFIG_MAPS.plural),
      now: scope.now(),
    });

  async function makeAll(): Promise<void> {
    await Promise.all([
      writer.ensure(definition('networking.k8s.io', 'servicecidrs'), defaultServiceCidr(serviceClusterIpRanges)),
      ...SYSTEM_PRIORITY_CLASSES.map((one) => writer.ensure(definition('scheduling.k8s.io', 'priorityclasses'), one)),
      writer.ensure(definition('storage.k8s.io', 'storageclasses'), STANDARD_CLASS),
      writer.ensure(definition('networking.k8s.io', 'ingressclasses'), KUBETS_INGRESS_CLASS),
      ...SYSTEM_NAMESPACES.map((name) => writer.ensure(definition('', 'namespaces'), namespaceObject(name))),
      ensureFlowPolicy(scope.cache, writer, definition),
    ]);
    // Some of these live in the namespaces.
    await Promise.all([
      ensureRbacPolicy(scope.cache, writer, bootstrapPolicy(definitions), definition),
      writer.replace(definition('', 'configmaps'), authentication),
      trackTokens(),
      writer.ensure(definition('', 'services'), kubernetesService(serviceClusterIpRanges[0]!, port)),
    ]);
  }

  const run = () =>
    retry(makeAll, {
      signal,
      initialMs: 200,
      maxMs: 5_000,
      onError: (error) =>
        log.warn(
          { error: (error as Error).message },
          'Could not make the objects that a cluster begins with, trying again',
        ),
    });

  /** Calls `remake` when an object that every cluster has was deleted. @returns what ends it. */
  function followDeleted(group: string, plural: string, names: readonly string[], remake: () => unknown): () => void {
    const { namespaced } = definition(group, plural);
    return scope.cache.resource({ group, plural }).follow({
      onChange({ current, previous }) {
        const { name = '', namespace } = previous?.object.metadata ?? {};
        if (!current && names.includes(name) && (!namespaced || namespace === KUBERNETES.namespace)) void remake();
      },
      onReset: () => void remake(),
    });
  }

  /** Levels and schemas are brought back when they are deleted, and when somebody changes what is not theirs to change. */
  function followFlowPolicy(remake: () => unknown): (() => void)[] {
    return FLOW_OBJECTS.map(({ resource, mandatory, suggested }) => {
      const names = new Set([...mandatory, ...suggested].map(({ metadata }) => metadata?.name));
      return scope.cache.resource(resource).follow({
        onChange({ current, previous }) {
          const [before, after] = [previous, current].map((one) => one?.object.metadata);
          const isSame = before !== undefined && before.generation === after?.generation;
          if (names.has((after ?? before)?.name) && !isSame) void remake();
        },
        onReset: () => void remake(),
      });
    });
  }

  return {
    run,
    async keep() {
      let making = Promise.resolve();
      const make = () => (making = making.then(run).catch(() => undefined)); // fails only when the server stops
      const follows = [
        scope.cache.resource(LEASES).follow({
          onChange({ current, previous }) {
            // Renewals change nothing; servers that come and go do.
            if (!(current && previous) && isIdentityLease((current ?? previous)!.object)) void publishLive();
          },
          onReset: () => void publishLive(),
        }),
        scope.cache.resource(CONFIG_MAPS).follow({
          onChange({ current, previous }) {
            if (isTrackingConfigMap((current ?? previous)!.object)) void trackTokens().catch(reportTracking);
          },
          onReset: () => void trackTokens().catch(reportTracking),
        }),
        followDeleted('', 'namespaces', SYSTEM_NAMESPACES, make),
        followDeleted('networking.k8s.io', 'servicecidrs', [KUBERNETES.name], make),
        followDeleted('', 'services', [KUBERNETES.name], make),
        followDeleted('', 'endpoints', [KUBERNETES.name], publishLive),
        followDeleted('discovery.k8s.io', 'endpointslices', [KUBERNETES.name], publishLive),
        ...followFlowPolicy(make),
      ];
      await keepRenewing(renew, signal, report);
      for (const unfollow of follows) unfollow();
    },
    async leave() {
      await writer.remove(leases, ownLease());
      await publishing;
      const others = liveAddresses(scope.cache, advertiseAddress, scope.now()).filter(
        (address) => address !== advertiseAddress,
      );
      if (others.length > 0) await publish(others);
    },
  };
}
