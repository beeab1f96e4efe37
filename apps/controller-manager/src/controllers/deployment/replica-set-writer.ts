import { nameOf, namespaceOf, semanticEqual } from '@kubets/apimachinery';
import type { EventRecorder, ResourceClient } from '@kubets/client';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { replicasOf, type Generations } from './replica-sets';
import { sizeAnnotations } from './revision';
import type { Scale } from './scaling';

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

export type DeploymentEvents = (
  deployment: Deployment,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) => void;

/** Events on Deployments. */
export const deploymentEvents =
  (recorder: EventRecorder): DeploymentEvents =>
  (deployment, type, reason, message) =>
    recorder.event({ ...deployment, ...DEPLOYMENT }, type, reason, message);

/** Gives a ReplicaSet its size and the annotations that go with it, and says so in an event when the size changed. */
export async function applyScale(
  o: { replicaSets: ResourceClient<ReplicaSet>; event: DeploymentEvents },
  deployment: Deployment,
  { set, replicas }: Scale,
): Promise<ReplicaSet> {
  const annotations = { ...set.metadata?.annotations, ...sizeAnnotations(deployment) };
  const from = replicasOf(set);
  if (from === replicas && semanticEqual(annotations, set.metadata?.annotations)) return set;
  const updated = await o.replicaSets.update({
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas },
  });
  if (from !== replicas) {
    const direction = from < replicas ? 'up' : 'down';
    o.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${nameOf(set)} from ${from} to ${replicas}`,
    );
  }
  return updated;
}

/** The generations with some of their sets replaced by what was written. */
export function withUpdated({ newSet, oldSets }: Generations, updated: readonly ReplicaSet[]): Generations {
  const byName = new Map(updated.map((set) => [`${namespaceOf(set)}/${nameOf(set)}`, set]));
  const latest = (set: ReplicaSet): ReplicaSet => byName.get(`${namespaceOf(set)}/${nameOf(set)}`) ?? set;
  return { newSet: newSet && latest(newSet), oldSets: oldSets.map(latest) };
}
