import { findCondition } from '@kubets/api';
import { isNotFound, rfc3339 } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Pod, PodCondition } from '@kubets/proto-gen/core/v1';
import type { PodInfo } from '../cache/pod-info';

export type NotScheduledReason = 'Unschedulable' | 'SchedulingGated' | 'SchedulerError';

/** The PodScheduled=False condition to write; undefined when the pod already says so. */
export function notScheduledCondition(
  pod: Pod,
  reason: NotScheduledReason,
  message: string,
  now: Date,
): PodCondition | undefined {
  const current = findCondition(pod.status?.conditions, 'PodScheduled');
  if (current?.status === 'False' && current.reason === reason && current.message === message) return undefined;
  const lastTransitionTime = current?.status === 'False' ? current.lastTransitionTime : rfc3339(now);
  const observedGeneration = pod.metadata?.generation;
  return { type: 'PodScheduled', status: 'False', reason, message, lastTransitionTime, observedGeneration };
}

export interface ConditionWriterOptions {
  pods: Pick<ResourceClient<Pod>, 'patch'>;
  logger: Logger;
  clock: Clock;
}

/** Patches only its own condition and the nominated node, so that it never undoes what others write. */
export async function writeNotScheduled(
  { pod, namespace, name, uid }: PodInfo,
  outcome: { reason: NotScheduledReason; message: string; nominatedNodeName?: string },
  { pods, logger, clock }: ConditionWriterOptions,
): Promise<void> {
  const { reason, message, nominatedNodeName } = outcome;
  const condition = notScheduledCondition(pod, reason, message, clock.now());
  const nominates = nominatedNodeName !== undefined && pod.status?.nominatedNodeName !== nominatedNodeName;
  if (!condition && !nominates) return;
  const status = { ...(condition && { conditions: [condition] }), ...(nominates && { nominatedNodeName }) };
  try {
    // The uid keeps the patch from a new pod of the same name.
    await pods.patch(
      { namespace, name },
      { type: 'strategic', body: { metadata: { uid }, status }, subresource: 'status' },
    );
  } catch (err) {
    // The next attempt to schedule the pod writes it again; a pod that is gone needs none.
    if (!isNotFound(err)) logger.warn({ err, pod: `${namespace}/${name}` }, 'Cannot write PodScheduled condition');
  }
}
