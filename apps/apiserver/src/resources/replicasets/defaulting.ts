import type { KubeObject } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

export const defaultReplicaSet = (object: KubeObject): void =>
  defaultPodSpec((object as ReplicaSet).spec!.template!.spec!);
