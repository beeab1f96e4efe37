import { objectKey, type KubeObject } from '@kubets/apimachinery';
import { realClock, type Clock, type Logger } from '@kubets/component';
import { createLister, type Indexers, type Lister } from './lister';
import { createObjectCache, type Change } from './object-cache';
import { followResource } from './reflector';
import type { ResourceClient } from './resource-client';
import { transformed } from './transformed';

export interface InformerOptions<T extends KubeObject> {
  /** Shown in log lines and errors, such as 'pods'. */
  name?: string;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  indexers?: Indexers<T>;
  /** Makes of each object what is kept of it, before anybody sees it: leaves out what nobody reads. Identity, version and indexed fields have to stay. */
  transform?(object: T): T;
  logger: Logger;
  clock?: Clock;
  /** Page size of lists; default 500. */
  pageSize?: number;
}

export interface EventHandler<T> {
  onAdd?(object: T): void;
  onUpdate?(previous: T, object: T): void;
  onDelete?(object: T): void;
}

/** A local copy of one resource that follows the apiserver through every outage. */
export interface Informer<T extends KubeObject> {
  readonly name: string;
  readonly lister: Lister<T>;
  /** Handlers run synchronously in event order, after the lister shows the change; one added late first gets everything there is. */
  addEventHandler(handler: EventHandler<T>): void;
  /** Starts once; further calls are ignored, so several users may share an informer. */
  start(signal: AbortSignal): void;
  /** Resolves when the first list is in the lister and handlers have run; rejects only when the signal aborts first. */
  synced(): Promise<void>;
  hasSynced(): boolean;
  /** How often a handler, an index function or a transform has thrown. Each is logged with the object's key; nothing else stops for it. */
  failures(): number;
}

export function createInformer<T extends KubeObject>(
  client: ResourceClient<T>,
  options: InformerOptions<T>,
): Informer<T> {
  const {
    name = 'resource',
    namespace,
    labelSelector,
    fieldSelector,
    transform,
    logger,
    clock = realClock,
    pageSize = 500,
  } = options;
  let failures = 0;
  const lister = createLister<T>([], options.indexers, ({ err, index, key }) => {
    failures++;
    logger.error(
      { err, informer: name, index, object: key, failures },
      'Index function failed, the object is not found by this index',
    );
  });
  const handlers: EventHandler<T>[] = [];
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  let state: 'new' | 'started' | 'synced' | 'stopped' = 'new';

  const cache = createObjectCache(lister, (change) => {
    for (const handler of handlers) deliver(handler, change);
  });

  function deliver(handler: EventHandler<T>, change: Change<T>): void {
    try {
      if (change.type === 'add') handler.onAdd?.(change.object);
      else if (change.type === 'update') handler.onUpdate?.(change.previous, change.object);
      else handler.onDelete?.(change.object);
    } catch (err) {
      // One handler's defect must not keep the others, or the next event, from being handled.
      failures++;
      logger.error(
        { err, informer: name, change: change.type, object: objectKey(change.object), failures },
        'Event handler failed',
      );
    }
  }

  function keep(object: T): T {
    try {
      return transform?.(object) ?? object;
    } catch (err) {
      failures++;
      logger.error(
        { err, informer: name, object: objectKey(object), failures },
        'Transform failed, the object is kept whole',
      );
      return object;
    }
  }

  const stoppedError = () => new Error(`informer ${name} was stopped before it had synced`);

  return {
    name,
    lister,
    addEventHandler(handler) {
      handlers.push(handler);
      for (const object of lister.list()) deliver(handler, { type: 'add', object });
    },
    start(signal) {
      if (state !== 'new') return;
      state = 'started';
      const onSynced = () => {
        if (state !== 'started') return;
        state = 'synced';
        waiting.splice(0).forEach((waiter) => waiter.resolve());
      };
      void followResource({
        client: transform ? transformed(client, keep) : client,
        params: { namespace, labelSelector, fieldSelector },
        cache,
        onSynced,
        name,
        logger,
        clock,
        pageSize,
        signal,
      }).then(() => {
        if (state === 'started') state = 'stopped';
        waiting.splice(0).forEach((waiter) => waiter.reject(stoppedError()));
      });
    },
    synced: () =>
      state === 'synced'
        ? Promise.resolve()
        : state === 'stopped'
          ? Promise.reject(stoppedError())
          : new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    hasSynced: () => state === 'synced',
    failures: () => failures,
  };
}
