import { nameOf, namespaceOf, ownerReferenceOf, semanticEqual, statusErrorFrom } from '@kubets/apimachinery';
import { findCondition, LABELS } from '@kubets/api';
import type { ResourceClient } from '@kubets/client';
import type { Deployment, DeploymentStatus, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { isNamespaceTerminating } from '../../namespace-terminating';
import { createHashNamed, hashedName, stateHash } from '../../owned/hash-named';
import { revisionAfter } from '../../owned/revision-order';
import { deploymentCondition, setCondition } from './deployment-conditions';
import { progressDeadlineSeconds } from './deployment-status';
import { replicasOf, sameTemplate, specReplicas, type Generations } from './replica-sets';
import type { DeploymentEvents } from './replica-set-writer';
import { newSetAnnotations, REVISION, revisionOf, sizeAnnotations } from './revision';
import { newSetReplicas } from './rolling-update';

/** The ReplicaSet for the Deployment's present template, sized to what the rollout allows beside the old ones. */
export function buildReplicaSet(deployment: Deployment, { oldSets }: Generations): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec ?? {};
  const hash = stateHash({ template }, deployment.status?.collisionCount);
  const labels = { ...template?.metadata?.labels, [LABELS.podTemplateHash]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: hashedName(deployment, hash),
      namespace: namespaceOf(deployment),
      labels,
      annotations: {
        ...newSetAnnotations(deployment, undefined, revisionAfter(oldSets.map(revisionOf))),
        ...sizeAnnotations(deployment),
      },
      ownerReferences: [ownerReferenceOf(deployment, { apiVersion: 'apps/v1', kind: 'Deployment' })],
    },
    spec: {
      replicas: newSetReplicas(deployment, specReplicas(oldSets), 0),
      minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [LABELS.podTemplateHash]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}

export interface NewSetOptions {
  deployment: Deployment;
  generations: Generations;
  replicaSets: ResourceClient<ReplicaSet>;
  event: DeploymentEvents;
  now: Date;
}

/** `collision`: another object has the name, the status counts it. `failed`: creating failed, the status says why. */
export type NewSetResult =
  | { outcome: 'ready'; newSet: ReplicaSet; status: DeploymentStatus }
  | { outcome: 'collision'; status: DeploymentStatus }
  | { outcome: 'failed'; status: DeploymentStatus; error: unknown };

const progress = (o: NewSetOptions, status: 'True' | 'False', reason: string, message: string): DeploymentStatus =>
  progressDeadlineSeconds(o.deployment) === undefined
    ? (o.deployment.status ?? {})
    : setCondition(
        o.deployment.status ?? {},
        deploymentCondition({ type: 'Progressing', status, reason, message }, o.now),
      );

/** Brings the annotations of the new set that exists up to date: a set that came back gets a new revision. */
export async function refreshNewSet(o: NewSetOptions & { newSet: ReplicaSet }): Promise<NewSetResult> {
  const { deployment, newSet, generations } = o;
  const annotations = newSetAnnotations(
    deployment,
    newSet.metadata?.annotations,
    revisionAfter(generations.oldSets.map(revisionOf)),
  );
  const minReadySeconds = deployment.spec?.minReadySeconds;
  const current =
    semanticEqual(annotations, newSet.metadata?.annotations ?? {}) &&
    (newSet.spec?.minReadySeconds ?? 0) === (minReadySeconds ?? 0);
  const updated = current
    ? newSet
    : await o.replicaSets.update({
        ...newSet,
        metadata: { ...newSet.metadata, annotations },
        spec: { ...newSet.spec, minReadySeconds },
      });
  const known = findCondition(deployment.status?.conditions, 'Progressing') !== undefined;
  const status = known
    ? (deployment.status ?? {})
    : progress(o, 'True', 'FoundNewReplicaSet', `Found new replica set "${nameOf(newSet)}"`);
  return { outcome: 'ready', newSet: updated, status };
}

/** Creates the new set, or finds the one that was created already. */
export async function createNewSet(o: NewSetOptions): Promise<NewSetResult> {
  const { deployment, replicaSets } = o;
  const status = deployment.status ?? {};
  const wanted = buildReplicaSet(deployment, o.generations);
  const sameState = (existing: ReplicaSet): boolean => sameTemplate(existing.spec?.template, deployment.spec?.template);
  const result = await createHashNamed(replicaSets, wanted, { owner: deployment, sameState });
  if (result.outcome === 'collision')
    return { outcome: 'collision', status: { ...status, collisionCount: (status.collisionCount ?? 0) + 1 } };
  if (result.outcome === 'failed') {
    const { error } = result;
    if (isNamespaceTerminating(error)) return { outcome: 'failed', status, error };
    const message = `Failed to create new replica set "${nameOf(wanted)}": ${statusErrorFrom(error).message}`;
    o.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    return { outcome: 'failed', status: progress(o, 'False', 'ReplicaSetCreateError', message), error };
  }
  const newSet = result.object;
  if (result.outcome === 'existing') return { outcome: 'ready', newSet, status };
  if (replicasOf(newSet) > 0)
    o.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled up replica set ${nameOf(newSet)} from 0 to ${replicasOf(newSet)}`,
    );
  return {
    outcome: 'ready',
    newSet,
    status: progress(o, 'True', 'NewReplicaSetCreated', `Created new replica set "${nameOf(newSet)}"`),
  };
}

/** The Deployment's own revision annotation follows its new set; undefined when it is right already. */
export function revisionToWrite(deployment: Deployment, newSet: ReplicaSet): string | undefined {
  const revision = newSet.metadata?.annotations?.[REVISION];
  return revision !== deployment.metadata?.annotations?.[REVISION] ? revision : undefined;
}
