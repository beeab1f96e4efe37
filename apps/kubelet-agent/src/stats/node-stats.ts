import { stringifyJson } from '@kubets/apimachinery';
import { allContainers, amountsOf } from '@kubets/api';
import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Machine } from '../node/machine';
import type { ContainerRuntime } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import { createFiguresCollector } from './collect-figures';
import { createStatsRoutes, type StatsRoutes } from './serve-stats';
import { createNodeTraffic } from './traffic/node-traffic';
import { readFlows } from './traffic/read-flows';

export interface NodeStatsOptions {
  runtime: ContainerRuntime;
  machine: Machine;
  nodeName: string;
  rootDir: string;
  pods(): readonly Pod[];
  clock: Clock;
  logger: Logger;
}

/** The routes by which a node tells what it and its pods use, and who talks to whom through it. */
export function nodeStats({ pods, clock, logger, ...o }: NodeStatsOptions): StatsRoutes {
  const collect = createFiguresCollector({
    ...o,
    now: () => clock.now(),
    memoryLimit: (podUid, name) =>
      memoryLimitOf(
        pods().find(({ metadata }) => metadata?.uid === podUid),
        name,
      ),
  });
  const monotonicMs = () => clock.monotonicMs();
  const figures = createStatsRoutes({
    collect,
    monotonicMs,
    onError: (error) => logger.warn(errorFields(error), 'What pods use could not be read'),
  });
  const traffic = createNodeTraffic({ read: readFlows, monotonicMs });
  return async (path, query) =>
    path === '/stats/traffic'
      ? { contentType: 'application/json', body: stringifyJson(await traffic()) }
      : figures(path, query);
}

function memoryLimitOf(pod: Pod | undefined, name: string): number | undefined {
  const container = pod && allContainers(pod).find((one) => one.name === name);
  const { memory } = amountsOf(container?.resources?.limits);
  return memory && Math.floor(memory);
}
