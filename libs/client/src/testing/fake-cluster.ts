import { setMaxListeners } from 'node:events';
import { randomUUID } from 'node:crypto';
import { rfc3339, type KubeObject } from '@kubets/apimachinery';
import { realClock, type Clock } from '@kubets/component';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { KubeClient } from '../kube-client';
import type { ResourceClient } from '../resource-client';
import type { ResourceClients } from '../resource-clients';
import { createFakeDynamicCluster, type FakeDynamicCluster } from './fake-dynamic-cluster';
import { createFakeCalls, type FakeCall, type FakeCalls } from './fake-calls';
import { fakeResourceClient, type FakeContext } from './fake-resource-client';
import { namesOf, pluralOf } from './fake-resources';
import { createTracker } from './tracker';

/** An in-memory apiserver behind the KubeClient interface: one tracker for all kinds, with versions, conflicts, finalizers and watches. It validates and admits nothing. */
export interface FakeCluster extends KubeClient {
  /** Puts objects in as they are (status included), as if they had been there before; they need a kind. */
  seed(...objects: KubeObject[]): void;
  /** Everything of a resource, newest state. */
  objects<T extends KubeObject>(plural: string): T[];
  /** Successful writes since the start or the last clearCalls. */
  readonly calls: readonly FakeCall[];
  clearCalls(): void;
  /** The next matching call (times: 1 by default) rejects with the error before it has any effect. */
  failNext: FakeCalls['failNext'];
  /** The same cluster for those that go by discovery. */
  dynamic: FakeDynamicCluster;
  /** Ends all watches as an apiserver restart does; `expire` also forgets history, so that resuming gets 410. */
  breakWatches(o?: { expire?: boolean }): void;
}

export function createFakeCluster(
  objects: readonly KubeObject[] = [],
  { clock = realClock }: { clock?: Clock } = {},
): FakeCluster {
  const tracker = createTracker();
  const calls = createFakeCalls();
  let broken = breakable();
  const context: FakeContext = { tracker, calls, clock, broken: () => broken.signal };
  const clients = Object.fromEntries(
    Object.entries(storedResources).map(([name, { plural }]) => [
      name,
      fakeResourceClient<KubeObject>(context, plural),
    ]),
  );
  const byPlural = new Map(
    Object.entries(storedResources).map(([name, { plural }]) => [plural as string, clients[name]!]),
  );

  function seed(...seeded: KubeObject[]): void {
    for (const object of seeded) {
      const plural = pluralOf(object);
      const metadata = {
        uid: randomUUID(),
        generation: 1,
        creationTimestamp: rfc3339(clock.now()),
        ...object.metadata,
      };
      tracker.add(plural, { ...object, apiVersion: namesOf(plural).versions[0].apiVersion, metadata });
    }
  }
  seed(...objects);

  return {
    seed,
    objects: <T extends KubeObject>(plural: string) => tracker.list(plural) as T[],
    calls: calls.recorded,
    clearCalls: () => void calls.recorded.splice(0),
    failNext: calls.failNext,
    dynamic: createFakeDynamicCluster((plural) => byPlural.get(plural)!),
    breakWatches({ expire = false } = {}) {
      if (expire) tracker.compact();
      broken.abort();
      broken = breakable();
    },
    ...(clients as unknown as ResourceClients),
    resource<T extends KubeObject>(plural: string) {
      return byPlural.get(namesOf(plural).plural) as unknown as ResourceClient<T>;
    },
    close: () => broken.abort(),
  };
}

/** All watches listen to it. */
function breakable(): AbortController {
  const broken = new AbortController();
  setMaxListeners(0, broken.signal);
  return broken;
}
