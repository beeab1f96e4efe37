import { isPodReady, withPodCondition } from '@kubets/api';
import { isNotFound } from '@kubets/apimachinery';
import type { EventRecorder, ResourceClient } from '@kubets/client';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Sets Ready to False on pods whose node does not answer, so that no Service leads to them. */
export async function markPodsNotReady(o: {
  pods: readonly Pod[];
  client: ResourceClient<Pod>;
  recorder: EventRecorder;
  now: Date;
}): Promise<void> {
  const results = await Promise.allSettled(
    o.pods.filter(isPodReady).map(async (pod) => {
      const conditions = withPodCondition(pod, { type: 'Ready', status: 'False' }, o.now);
      if (!conditions) return;
      await o.client.updateStatus({ ...pod, status: { ...pod.status, conditions } });
      o.recorder.event({ ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Warning', 'NodeNotReady', 'Node is not ready');
    }),
  );
  const failed = results.find((result) => result.status === 'rejected' && !isNotFound(result.reason));
  if (failed?.status === 'rejected') throw failed.reason;
}
