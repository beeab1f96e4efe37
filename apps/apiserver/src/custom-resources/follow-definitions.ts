import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import type { WatchCache } from '../cache/watch-cache';
import type { ResourceKey } from '../registry/object-reader';
import type { DefinitionController } from './definition-controller';

export const DEFINITIONS = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

export interface FollowOptions {
  cache: WatchCache;
  /** What is followed, where it is not definitions. */
  resource?: ResourceKey;
  /** Loaded with the first definition. */
  load(retry: (name: string, error: Error) => void): Promise<DefinitionController>;
  onError(name: string, error: Error): void;
  signal: AbortSignal;
}

export interface FollowedDefinitions {
  /** Resolves when everything that was acknowledged to any client before the call is served as it has to be. */
  settled(): Promise<void>;
}

/** First again after this long when something went wrong, then after twice as long each time. */
const RETRY_MS = 100;
const MAX_RETRY_MS = 30_000;

/** Works on definitions as they change, one after the other; as long as there is none, nothing of custom resources is loaded. */
export function followDefinitions({
  cache,
  resource = DEFINITIONS,
  load,
  onError,
  signal,
}: FollowOptions): FollowedDefinitions {
  const queue = new Set<string>();
  const failures = new Map<string, number>();
  let loading: Promise<DefinitionController> | undefined;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (let name = first(); name !== undefined && !signal.aborted; name = first()) {
      queue.delete(name);
      try {
        const controller = await (loading ??= load(retryLater));
        for (const other of await controller.reconcile(name)) queue.add(other);
        failures.delete(name);
      } catch (error) {
        retryLater(name, error as Error);
      }
    }
  }

  const first = (): string | undefined => queue.values().next().value;

  function retryLater(name: string, error: Error): void {
    if (signal.aborted) return;
    onError(name, error);
    const count = failures.get(name) ?? 0;
    failures.set(name, count + 1);
    const timer = setTimeout(() => enqueue(name), Math.min(RETRY_MS * 2 ** count, MAX_RETRY_MS));
    timer.unref();
  }

  function enqueue(name: string): void {
    queue.add(name);
    working ??= work().finally(() => {
      working = undefined;
      if (queue.size > 0 && !signal.aborted) enqueue(first()!);
    });
  }

  const enqueueAll = () => {
    for (const { metadata } of cache.list(resource)) enqueue(metadata?.name ?? '');
  };
  const unfollow = cache.resource(resource).follow({
    onChange: ({ current, previous }) => enqueue((current ?? previous)!.object.metadata?.name ?? ''),
    onReset: enqueueAll,
  });
  signal.addEventListener('abort', unfollow, { once: true });
  enqueueAll();

  return {
    async settled() {
      await cache.catchUp();
      while (working && !signal.aborted) {
        await working;
        // What was written meanwhile, here or by another server, is more to do.
        await cache.catchUp();
      }
    },
  };
}

export const definitionsIn = (cache: WatchCache): CustomResourceDefinition[] =>
  cache.list(DEFINITIONS) as CustomResourceDefinition[];
