import { isConflict, isNotFound, type KubeObject } from '@kubets/apimachinery';
import type { APIService } from '@kubets/proto-gen/apiregistration/v1';
import type { SystemWriter } from '../bootstrap/system-writer';
import type { WatchCache } from '../cache/watch-cache';
import type { ResourceDefinition } from '../registry/resource';
import type { LiveApi } from '../served-api';
import { API_SERVICES, createAggregator, type Aggregator, type AggregatorOptions } from './aggregator';
import { withAvailability } from './availability';
import { applyLocalServices, localServices, localServicesChange } from './local-services';

interface Parts {
  cache: WatchCache;
  definitions: readonly ResourceDefinition[];
  writer: SystemWriter;
  signal: AbortSignal;
}

const definitionIn = (definitions: readonly ResourceDefinition[]): ResourceDefinition =>
  definitions.find(({ group, plural }) => group === API_SERVICES.group && plural === API_SERVICES.plural)!;

/** An aggregator that writes what it finds into the APIServices' status. */
export function createServedAggregator({
  definitions,
  writer,
  now,
  ...options
}: Omit<AggregatorOptions, 'report'> & Parts & { now(): Date }): Aggregator {
  const definition = definitionIn(definitions);
  return createAggregator({
    ...options,
    async report(name, availability) {
      const found = options.cache.get(API_SERVICES, '', name) as APIService | undefined;
      const status = found && withAvailability(found, availability, now());
      if (!status) return;
      // Whoever was faster is told of in the next change, after which it is looked at again.
      await writer.updateStatus(definition, { ...found, status } as KubeObject).catch((error: unknown) => {
        if (!isConflict(error) && !isNotFound(error)) throw error;
      });
    },
  });
}

/** Keeps an APIService for each version of a group that this server serves, as kinds come and go. */
export function keepLocalServices({
  cache,
  api,
  definitions,
  writer,
  signal,
  onError,
}: Parts & { api: LiveApi; onError(error: Error): void }): void {
  const definition = definitionIn(definitions);
  let keeping: Promise<void> | undefined;
  let isChanged = false;

  async function keep(): Promise<void> {
    do {
      isChanged = false;
      const there = cache.list(API_SERVICES) as APIService[];
      await applyLocalServices(localServicesChange(localServices(api.now().registry), there), writer, definition);
    } while (isChanged && !signal.aborted);
  }
  const again = () => {
    if (signal.aborted) return;
    isChanged = true;
    keeping ??= keep()
      .catch((error: Error) => {
        if (!signal.aborted) onError(error);
      })
      .finally(() => (keeping = undefined));
  };
  const unfollow = [
    api.follow(again),
    cache.resource(API_SERVICES).follow({
      // One that is gone, or was taken over and is given back.
      onChange: ({ current }) => {
        if (!current) again();
      },
      onReset: again,
    }),
  ];
  signal.addEventListener('abort', () => unfollow.forEach((stop) => stop()), { once: true });
  again();
}
