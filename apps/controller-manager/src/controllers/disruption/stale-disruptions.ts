import { findCondition, isPodTerminal, isPodTerminating, withPodCondition } from '@kubets/api';
import { ignoreNotFound, objectKey } from '@kubets/apimachinery';
import { createController, type Controller } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controller-context';

const STALE_MS = 2 * 60_000;

/** How long until the announced end of a pod is no more believed, in ms; undefined for one whose end is not announced. */
export function staleInMs(pod: Pod, now: Date): number | undefined {
  const condition = findCondition(pod.status?.conditions, 'DisruptionTarget');
  // The kubelet takes its time.
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  if (isPodTerminating(pod) || isPodTerminal(pod)) return undefined;
  return Math.max(0, (Date.parse(condition.lastTransitionTime ?? '') || 0) + STALE_MS - now.getTime());
}

/** Takes back that a pod is about to be disrupted, where its deletion never came. */
export function createStaleDisruptions({ client, informers, clock, loop }: ControllerContext): Controller {
  const { pods } = informers;
  return createController({
    name: 'stale-disruptions',
    informers: [pods],
    setup(enqueue) {
      const consider = (pod: Pod): void => {
        if (staleInMs(pod, clock.now()) !== undefined) enqueue(objectKey(pod));
      };
      pods.addEventHandler({ onAdd: consider, onUpdate: (_previous, pod) => consider(pod) });
    },
    async reconcile(key) {
      const pod = pods.lister.get(key);
      const waitMs = pod && staleInMs(pod, clock.now());
      if (!pod || waitMs === undefined) return;
      if (waitMs > 0) return { requeueAfterMs: waitMs };
      const back = { type: 'DisruptionTarget', status: 'False', reason: '', message: '' };
      const conditions = withPodCondition(pod, back, clock.now());
      if (!conditions) return;
      await client.pods.updateStatus({ ...pod, status: { ...pod.status, conditions } }).catch(ignoreNotFound);
    },
    ...loop,
  });
}
