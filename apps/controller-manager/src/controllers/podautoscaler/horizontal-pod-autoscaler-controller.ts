import { isNotFound, objectKey } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { HorizontalPodAutoscaler } from '@kubets/proto-gen/autoscaling/v2';
import type { ControllerEntry } from '../controller-context';
import { syncAutoscaler } from './autoscaler-sync';
import { createMetricsClient } from './metrics-client';
import { resourceOf, scaleTargetOf } from './scale-target';
import { createSharedPods } from './shared-pods';
import type { ScaleMemory } from './stabilize';

const KIND = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
/** Until what was written last has come back. */
const CATCH_UP_MS = 100;

/** Sets how many replicas objects have by the figures of their pods. */
export const horizontalPodAutoscalerController: ControllerEntry = {
  name: 'horizontal-pod-autoscaler-controller',
  create(context) {
    const { client, cluster, informers, resources, config, clock, logger, loop } = context;
    const { horizontalPodAutoscalers: autoscalers, pods } = informers;
    const recorder = context.recorder('horizontal-pod-autoscaler');
    const metrics = createMetricsClient(cluster);
    const memories = new Map<string, { uid: string | undefined; memory: ScaleMemory | undefined; written: bigint }>();
    const sharedPods = createSharedPods();

    function setup(enqueue: Enqueue): void {
      autoscalers.addEventHandler({
        onAdd: (autoscaler) => enqueue(objectKey(autoscaler)),
        onUpdate(previous, autoscaler) {
          // A status that was written is no reason to look again.
          if (previous.metadata?.generation !== autoscaler.metadata?.generation) enqueue(objectKey(autoscaler));
        },
        onDelete: (autoscaler) => enqueue(objectKey(autoscaler)),
      });
    }

    async function write(autoscaler: HorizontalPodAutoscaler): Promise<bigint> {
      try {
        const { metadata } = await client.horizontalPodAutoscalers.updateStatus({ ...autoscaler, ...KIND });
        return revisionOf(metadata?.resourceVersion);
      } catch (error) {
        if (isNotFound(error)) return 0n;
        recorder.event({ ...autoscaler, ...KIND }, 'Warning', 'FailedUpdateStatus', (error as Error).message);
        throw error;
      }
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const autoscaler = autoscalers.lister.get(key);
      if (!autoscaler) {
        const [namespace = '', name = ''] = key.split('/');
        memories.delete(key);
        sharedPods.forget(namespace, name);
        return;
      }
      const { namespace = '', name = '', uid, resourceVersion } = autoscaler.metadata ?? {};
      const before = memories.get(key);
      const known = before?.uid === uid ? before : undefined;
      if (known && revisionOf(resourceVersion) < known.written) return { requeueAfterMs: CATCH_UP_MS };
      const result = await syncAutoscaler(autoscaler, known?.memory, {
        target: (one) => scaleTargetOf(one, { kinds: resources.followed(), cluster }),
        sources: {
          client: metrics,
          resourceOf(reference) {
            const { group, plural } = resourceOf(reference, resources.followed());
            return group ? `${plural}.${group}` : plural;
          },
        },
        podsOf: (inNamespace, selector) =>
          pods.lister.list(inNamespace).filter(({ metadata }) => selector.matches(metadata?.labels)),
        autoscalersOf: (_, selector, selected) => sharedPods.note(namespace, name, selector, selected),
        event: (type, reason, message) => recorder.event({ ...autoscaler, ...KIND }, type, reason, message),
        now: () => clock.now(),
        tolerance: Number(config.horizontalPodAutoscalerTolerance),
        downscaleWindowMs: config.horizontalPodAutoscalerDownscaleStabilizationMs,
        readiness: {
          cpuInitializationPeriodMs: config.horizontalPodAutoscalerCpuInitializationPeriodMs,
          initialReadinessDelayMs: config.horizontalPodAutoscalerInitialReadinessDelayMs,
        },
      });
      const entry = { uid, memory: result.memory, written: known?.written ?? 0n };
      memories.set(key, entry);
      if (result.problem)
        logger.info({ autoscaler: key, reason: result.problem.message }, 'Autoscaler cannot do all that it is to do');
      if (result.autoscaler !== autoscaler) entry.written = await write(result.autoscaler);
      return { requeueAfterMs: config.horizontalPodAutoscalerSyncPeriodMs };
    }

    return [
      createController({
        name: 'horizontalpodautoscaler',
        informers: [autoscalers, pods, resources],
        setup,
        reconcile,
        workers: config.concurrentHorizontalPodAutoscalerSyncs,
        ...loop,
      }),
    ];
  },
};

const revisionOf = (resourceVersion: string | undefined): bigint => {
  try {
    return BigInt(resourceVersion ?? 0);
  } catch {
    return 0n;
  }
};
