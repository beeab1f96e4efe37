import type { KubeObject } from '@kubets/apimachinery';
import { createFakeCluster, type FakeCluster, settled } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, type FakeClock, type TestLogger } from '@kubets/component/testing';
import type { Event } from '@kubets/proto-gen/core/v1';
import { configSchema, type ControllerManagerConfig } from '../config';
import { runControllers } from '../controller-manager';
import type { ControllerEntry } from '../controllers/controller-context';

export interface RunningControllers {
  cluster: FakeCluster;
  clock: FakeClock;
  logger: TestLogger;
  /** Returns when nothing has been written for a while. */
  settle(): Promise<void>;
  /** `Normal ScalingReplicaSet Scaled up …` of every event, in order of time. */
  events(): string[];
  stop(): Promise<void>;
}

/** Runs controllers against an in-memory cluster on a clock that stands still. */
export function startControllers(
  controllers: readonly ControllerEntry[],
  o: {
    objects?: readonly KubeObject[];
    config?: Partial<ControllerManagerConfig>;
    cluster?: FakeCluster;
    clock?: FakeClock;
    /** Plurals of resources that discovery does not tell of yet. */
    hidden?: readonly string[];
  } = {},
): RunningControllers {
  const clock = o.clock ?? createFakeClock();
  const cluster = o.cluster ?? createFakeCluster([], { clock });
  cluster.seed(...(o.objects ?? []));
  o.hidden?.forEach((plural) => cluster.dynamic.hide(plural));
  const logger = createTestLogger();
  const abort = new AbortController();
  const config = { ...configSchema.parse(['--kubeconfig', 'unused'], {}), ...o.config };
  const done = runControllers(
    { client: cluster, cluster: cluster.dynamic, config, controllers, clock, logger },
    abort.signal,
  );

  return {
    cluster,
    clock,
    logger,
    settle: () => settled(cluster, clock),
    events: () => cluster.objects<Event>('events').map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    async stop() {
      abort.abort();
      const drained = done;
      await clock.advance(1000);
      await drained;
    },
  };
}
