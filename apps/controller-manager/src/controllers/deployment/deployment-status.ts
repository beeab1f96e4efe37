import { findCondition } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { countOrAbsent } from '../../replicas/replica-status';
import {
  deploymentCondition,
  NEW_SET_AVAILABLE,
  refreshCondition,
  removeCondition,
  setCondition,
  TIMED_OUT,
} from './deployment-conditions';
import {
  actualReplicas,
  allSets,
  availableReplicas,
  readyReplicas,
  specReplicas,
  terminatingReplicas,
  type Generations,
} from './replica-sets';
import { desiredReplicas, rolloutLimits } from './rollout-limits';

const NO_DEADLINE = 2147483647;

/** The progress deadline in seconds; undefined when the Deployment has none. */
export function progressDeadlineSeconds(deployment: Deployment): number | undefined {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds === undefined || seconds === NO_DEADLINE ? undefined : seconds;
}

/** Counts and the Available condition, from what the ReplicaSets say of themselves. */
export function observedStatus(deployment: Deployment, generations: Generations, now: Date): DeploymentStatus {
  const sets = allSets(generations);
  const available = availableReplicas(sets);
  const status: DeploymentStatus = {
    ...deployment.status,
    observedGeneration: deployment.metadata?.generation,
    replicas: countOrAbsent(actualReplicas(sets)),
    updatedReplicas: countOrAbsent(actualReplicas(generations.newSet ? [generations.newSet] : [])),
    readyReplicas: countOrAbsent(readyReplicas(sets)),
    availableReplicas: countOrAbsent(available),
    unavailableReplicas: countOrAbsent(Math.max(0, specReplicas(sets) - available)),
    terminatingReplicas: terminatingReplicas(sets),
  };
  const enough = available >= desiredReplicas(deployment) - rolloutLimits(deployment).maxUnavailable;
  const condition = enough
    ? ({ status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' } as const)
    : ({
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      } as const);
  return setCondition(status, deploymentCondition({ type: 'Available', ...condition }, now));
}

/** True when every pod is of the new template and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const desired = desiredReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === desired &&
    (status?.replicas ?? 0) === desired &&
    (status?.availableReplicas ?? 0) === desired &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/** True when more pods are new, ready or available, or fewer are old, than at the last look. */
export function isProgressing(before: DeploymentStatus | undefined, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined): number =>
    (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** True when nothing has moved for longer than the progress deadline. */
function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: Date): boolean {
  const deadline = progressDeadlineSeconds(deployment);
  const condition = findCondition(status.conditions, 'Progressing');
  if (deadline === undefined || condition === undefined || condition.reason === NEW_SET_AVAILABLE) return false;
  if (condition.reason === TIMED_OUT) return true;
  return Date.parse(condition.lastUpdateTime ?? '') + deadline * 1000 < now.getTime();
}

/** How long until a Deployment that does not move has timed out, in ms; undefined when it cannot. */
export function timeToDeadlineMs(deployment: Deployment, status: DeploymentStatus, now: Date): number | undefined {
  const deadline = progressDeadlineSeconds(deployment);
  const condition = findCondition(status.conditions, 'Progressing');
  if (deadline === undefined || condition === undefined) return undefined;
  if (isComplete(deployment, status) || condition.reason === TIMED_OUT) return undefined;
  const leftMs = Date.parse(condition.lastUpdateTime ?? '') + deadline * 1000 - now.getTime();
  if (Number.isNaN(leftMs)) return undefined;
  // Times are whole seconds: one more makes sure that the deadline has passed.
  return Math.max(0, leftMs) + 1000;
}

function replicaFailure({ newSet, oldSets }: Generations): DeploymentCondition | undefined {
  const failureOf = (set: ReplicaSet | undefined) => findCondition(set?.status?.conditions, 'ReplicaFailure');
  const failure = failureOf(newSet) ?? oldSets.map(failureOf).find((condition) => condition !== undefined);
  return failure && { ...failure, lastUpdateTime: failure.lastTransitionTime };
}

/** The status while a rollout goes on: counts, Available, Progressing and the failures of the ReplicaSets. */
export function rolloutStatus(deployment: Deployment, generations: Generations, now: Date): DeploymentStatus {
  let status = observedStatus(deployment, generations, now);
  const { newSet } = generations;
  const subject = newSet ? `ReplicaSet "${nameOf(newSet)}"` : `Deployment "${nameOf(deployment)}"`;
  const progressing = (value: 'True' | 'False', reason: string, what: string): DeploymentCondition =>
    deploymentCondition({ type: 'Progressing', status: value, reason, message: `${subject} ${what}` }, now);

  if (progressDeadlineSeconds(deployment) === undefined) {
    status = removeCondition(status, 'Progressing');
  } else {
    const wasComplete = findCondition(deployment.status?.conditions, 'Progressing')?.reason === NEW_SET_AVAILABLE;
    // Pods that come and go after the rollout was completed are no new rollout.
    if (!(wasComplete && status.replicas === status.updatedReplicas)) {
      if (isComplete(deployment, status))
        status = setCondition(status, progressing('True', NEW_SET_AVAILABLE, 'has successfully progressed.'));
      else if (isProgressing(deployment.status, status))
        status = refreshCondition(status, progressing('True', 'ReplicaSetUpdated', 'is progressing.'));
      else if (isTimedOut(deployment, status, now))
        status = setCondition(status, progressing('False', TIMED_OUT, 'has timed out progressing.'));
    }
  }
  const failure = replicaFailure(generations);
  return failure ? setCondition(status, failure) : removeCondition(status, 'ReplicaFailure');
}

/** What pausing and resuming leave in the Progressing condition, so that the deadline does not run meanwhile. */
export function pausedStatus(deployment: Deployment, now: Date): DeploymentStatus {
  const status = deployment.status ?? {};
  if (progressDeadlineSeconds(deployment) === undefined) return status;
  const current = findCondition(status.conditions, 'Progressing');
  // A rollout that has failed already stays failed.
  if (current?.reason === TIMED_OUT) return status;
  const wasPaused = current?.reason === 'DeploymentPaused';
  const paused = deployment.spec?.paused ?? false;
  if (paused === wasPaused) return status;
  const value = paused
    ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  return setCondition(status, deploymentCondition({ type: 'Progressing', status: 'Unknown', ...value }, now));
}
