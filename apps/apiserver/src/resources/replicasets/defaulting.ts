import type { KubeObject } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { defaultPodTemplate } from '../../pod-spec/default-pod-spec';

export function defaultReplicaSet(object: KubeObject): void {
  const set = object as ReplicaSet;
  const spec = (set.spec ??= {});
  spec.replicas ??= 1;
  spec.template = defaultPodTemplate(spec.template);
}
