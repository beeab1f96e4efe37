import { controllerOf, namespaceOf, selectorOrNothing, selectorFromSet, type Selector } from '@kubets/apimachinery';
import type { Lister } from '@kubets/client';
import type { ReplicaSet, StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { ReplicationController, Service } from '@kubets/proto-gen/core/v1';
import type { LabelSelector, LabelSelectorRequirement } from '@kubets/proto-gen/meta/v1';
import type { PodInfo } from '../cache/pod-info';

export interface WorkloadListers {
  services: Lister<Service>;
  replicationControllers: Lister<ReplicationController>;
  replicaSets: Lister<ReplicaSet>;
  statefulSets: Lister<StatefulSet>;
}

export const SERVICES_BY_SELECTOR_INDEX = 'selector';

const indexValue = (namespace: string, key: string, value: string) => `${namespace}/${key}=${value}`;

/** A Service under one pair of its selector: a pod's labels then find all that may select it without a walk over all Services. */
export function servicesBySelector(service: Service): string[] {
  const pair = Object.entries(service.spec?.selector ?? {}).sort()[0];
  return pair ? [indexValue(namespaceOf(service), ...pair)] : [];
}

/**
 * What the Services that select the pod and the controller that made it select together; undefined when there are
 * none. This is what pods are spread by when they have no constraints of their own.
 */
export function workloadSelector(pod: PodInfo, listers: WorkloadListers): Selector | undefined {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const [key, value] of Object.entries(pod.labels)) {
    for (const service of listers.services.byIndex(SERVICES_BY_SELECTOR_INDEX, indexValue(pod.namespace, key, value))) {
      if (selectorFromSet(service.spec?.selector).matches(pod.labels))
        Object.assign(matchLabels, service.spec?.selector);
    }
  }
  const controller = controllerSelector(pod, listers);
  Object.assign(matchLabels, controller?.matchLabels);
  matchExpressions.push(...(controller?.matchExpressions ?? []));
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return undefined;
  return selectorOrNothing({ matchLabels, matchExpressions });
}

function controllerSelector(pod: PodInfo, listers: WorkloadListers): LabelSelector | undefined {
  const controller = controllerOf(pod.pod);
  const key = `${pod.namespace}/${controller?.name}`;
  // Each kind arrives on a stream of its own, so a pod may be seen before its controller. Its own labels then do as
  // well: without them the first replicas of a new workload would not know of each other.
  const ownLabels = { matchLabels: pod.labels };
  switch (controller?.kind) {
    case 'ReplicaSet': {
      const replicaSet = listers.replicaSets.get(key);
      return replicaSet ? replicaSet.spec?.selector : ownLabels;
    }
    case 'StatefulSet': {
      const statefulSet = listers.statefulSets.get(key);
      return statefulSet ? statefulSet.spec?.selector : ownLabels;
    }
    case 'ReplicationController': {
      const replicationController = listers.replicationControllers.get(key);
      return replicationController ? { matchLabels: replicationController.spec?.selector ?? {} } : ownLabels;
    }
    default:
      return undefined;
  }
}
