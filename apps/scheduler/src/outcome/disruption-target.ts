import { withPodCondition } from '@kubets/api';
import type { ResourceClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodInfo } from '../cache/pod-info';

/** Says of a pod that it is to go for one of more priority, before it is deleted: who looks at its failure is to know. */
export async function writeDisruptionTarget(
  { pod, namespace, name, uid }: PodInfo,
  preemptor: PodInfo,
  { pods, clock }: { pods: Pick<ResourceClient<Pod>, 'patch'>; clock: Clock },
): Promise<void> {
  const by = preemptor.pod.spec?.schedulerName || 'default-scheduler';
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${by}: preempting to accommodate a higher priority pod`,
  };
  const written = withPodCondition(pod, condition, clock.now())?.find(({ type }) => type === condition.type);
  if (!written) return;
  const body = { metadata: { uid }, status: { conditions: [written] } };
  await pods.patch({ namespace, name }, { type: 'strategic', body, subresource: 'status' });
}
