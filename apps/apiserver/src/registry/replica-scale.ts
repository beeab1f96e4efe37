import type { KubeObject } from '@kubets/apimachinery';
import type { ScaleStrategy } from './resource';

interface Replicated extends KubeObject {
  spec?: { replicas?: number };
  status?: { replicas?: number };
}

/** The scale of what counts its pods in spec.replicas and status.replicas; `selectorOf` gives the selector in its string form. */
export const replicaScale = <T extends Replicated>(selectorOf: (object: T) => string): ScaleStrategy<T> => ({
  read: (object) => ({
    specReplicas: object.spec?.replicas ?? 0,
    statusReplicas: object.status?.replicas ?? 0,
    selector: selectorOf(object),
  }),
  write(object, replicas) {
    object.spec = { ...object.spec, replicas };
  },
  replicasPath: ['spec', 'replicas'],
});
