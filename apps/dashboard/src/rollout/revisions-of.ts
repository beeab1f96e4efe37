import { ANNOTATIONS } from '@kubets/api';
import { controllerOf, nameOf } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Revision } from '../protocol/way';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The ReplicaSets of a Deployment as its revisions, the latest first. */
export function revisionsOf(deployment: string, replicaSets: Iterable<ReplicaSet>): Revision[] {
  return [...replicaSets]
    .filter((one) => controllerOf(one)?.kind === 'Deployment' && controllerOf(one)?.name === deployment)
    .map((one) => {
      const annotations = one.metadata?.annotations ?? {};
      return {
        name: nameOf(one),
        revision: Number(annotations[ANNOTATIONS.deploymentRevision] ?? 0),
        images: (one.spec?.template?.spec?.containers ?? []).flatMap(({ image }) => image ?? []),
        wanted: one.spec?.replicas ?? 0,
        ready: one.status?.readyReplicas ?? 0,
        created: String(one.metadata?.creationTimestamp ?? ''),
        changeCause: annotations[CHANGE_CAUSE] ?? '',
      };
    })
    .sort((a, b) => b.revision - a.revision);
}
