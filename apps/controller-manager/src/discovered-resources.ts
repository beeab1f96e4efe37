import type { KubeObject } from '@kubets/apimachinery';
import {
  createInformer,
  followResources,
  identityOf,
  type DynamicCluster,
  type Informer,
  type ServedResource,
} from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { owned, type SharedInformers } from './shared-informers';
import { groupResourceOf, type ResourceKind, type StoredResources } from './stored-resources';

/** What those that follow everything need to be able to do with a resource. */
const NEEDED_VERBS = ['list', 'watch', 'delete'];
const EVENT_GROUPS = ['', 'events.k8s.io'];

interface Followed {
  kind: ResourceKind;
  informer: Informer<KubeObject>;
  /** Ends what follows this resource alone. */
  stop: AbortController;
}

/**
 * The resources that discovery tells of, from when it does and for as long. Of an object no more than its metadata is
 * asked for, and of that only the identity kept, unless another controller follows its resource anyway.
 */
export function discoveredResources({
  cluster,
  informers,
  logger,
  clock,
}: {
  cluster: DynamicCluster;
  informers: Pick<SharedInformers, 'inUse'>;
  logger: Logger;
  clock: Clock;
}): StoredResources {
  const followed = new Map<string, Followed>();
  /** Those of `followed`, which is asked for at every event. */
  let followedKinds: ResourceKind[] = [];
  const noteKinds = () => (followedKinds = [...followed.values()].map(({ kind }) => kind));
  let unfollowed: ResourceKind[] = [];
  const listeners: ((kind: ResourceKind) => void)[] = [];
  const clientOf = ({ group, version, plural }: ResourceKind) => cluster.metadata({ group, version, resource: plural });
  let isStarted = false;
  let isKnown = false;
  let onKnown: () => void = () => undefined;
  let onStopped: (error: Error) => void = () => undefined;
  const known = new Promise<void>((resolve, reject) => {
    onKnown = resolve;
    onStopped = reject;
  });
  // Nobody may be waiting.
  known.catch(() => undefined);

  function follow(kind: ResourceKind, signal: AbortSignal): void {
    const informer =
      informers.inUse(kind) ??
      createInformer(clientOf(kind), {
        name: kind.plural,
        indexers: owned,
        transform: identityOf,
        logger,
        clock,
      });
    const isShared = informers.inUse(kind) === informer;
    const stop = new AbortController();
    followed.set(groupResourceOf(kind), { kind, informer, stop });
    noteKinds();
    for (const listener of listeners) listener(kind);
    informer.start(isShared ? signal : AbortSignal.any([signal, stop.signal]));
  }

  function update(resources: readonly ServedResource[], signal: AbortSignal): void {
    const kinds = preferred(resources);
    unfollowed = kinds.filter(isEvents);
    const wanted = new Map(kinds.filter((kind) => !isEvents(kind)).map((kind) => [groupResourceOf(kind), kind]));
    for (const [name, { kind, stop }] of followed) {
      if (isSame(kind, wanted.get(name))) continue;
      logger.info({ resource: name }, 'Resource is gone, its objects are followed no more');
      stop.abort();
      followed.delete(name);
      noteKinds();
    }
    for (const [name, kind] of wanted) if (!followed.has(name)) follow(kind, signal);
    isKnown = true;
    onKnown();
  }

  const unsynced = () => [...followed.values()].filter(({ informer }) => !informer.hasSynced());

  return {
    name: 'resources',
    followed: () => followedKinds,
    unfollowed: () => unfollowed,
    onResource(listener) {
      listeners.push(listener);
      for (const { kind } of followed.values()) listener(kind);
    },
    // One that has gone has no objects any more.
    objects: (kind) =>
      followed.get(groupResourceOf(kind))?.informer ?? createInformer(clientOf(kind), { logger, clock }),
    client: clientOf,
    start(signal) {
      if (isStarted) return;
      isStarted = true;
      const options = { signal, logger, clock };
      void followResources(cluster, (resources) => update(resources, signal), options).then(() =>
        onStopped(new Error('stopped before it was known which resources there are')),
      );
    },
    async synced() {
      await known;
      // One that goes before it has synced is not waited for.
      for (let waiting = unsynced(); waiting.length > 0; waiting = unsynced())
        await Promise.all(
          waiting.map(({ informer, stop }) =>
            informer.synced().catch((error: unknown) => {
              if (!stop.signal.aborted) throw error;
            }),
          ),
        );
    },
    hasSynced: () => isKnown && unsynced().length === 0,
  };
}

/** Each resource once, in the first of its versions, of those that are stored. */
function preferred(resources: readonly ServedResource[]): ResourceKind[] {
  const kinds = new Map<string, ResourceKind>();
  for (const { group, version, resource: plural, kind, namespaced, verbs } of resources) {
    const name = groupResourceOf({ group, plural });
    if (kinds.has(name) || !NEEDED_VERBS.every((verb) => verbs.includes(verb))) continue;
    kinds.set(name, { group, version, plural, kind, namespaced });
  }
  return [...kinds.values()];
}

const isEvents = ({ group, plural }: ResourceKind): boolean => plural === 'events' && EVENT_GROUPS.includes(group);

const isSame = (a: ResourceKind, b: ResourceKind | undefined): boolean =>
  a.version === b?.version && a.kind === b.kind && a.namespaced === b.namespaced;
