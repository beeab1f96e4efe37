import { controllerOf, nameOf, namespaceOf, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { Lister } from '@kubets/client';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';

interface Scalable extends KubeObject {
  spec?: { replicas?: number };
}

/** A kind of controller whose size is known: `apps/ReplicaSet`. */
export type ScalableKinds = Readonly<Record<string, Lister<Scalable>>>;

export interface PodScales {
  /** The sum of what the pods' controllers want. */
  total: number;
  /** Names of pods that nobody controls. */
  unmanaged: string[];
}

const kindOf = ({ apiVersion = '', kind }: OwnerReference): string =>
  `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;

/** How many pods the controllers of these pods want together, each counted once. @throws Error for a controller without a size. */
export function scalesOf(pods: readonly Pod[], kinds: ScalableKinds): PodScales {
  const sizes = new Map<string, number>();
  const unmanaged: string[] = [];
  const find = (reference: OwnerReference, namespace: string): Scalable | undefined => {
    const object = kinds[kindOf(reference)]?.get(`${namespace}/${reference.name}`);
    return object && uidOf(object) === reference.uid ? object : undefined;
  };
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (!reference) {
      unmanaged.push(nameOf(pod));
      continue;
    }
    const owner = find(reference, namespaceOf(pod));
    if (!owner) throw new Error(`found no controllers for pod ${JSON.stringify(nameOf(pod))}`);
    // A Deployment's ReplicaSets share its size.
    const above = controllerOf(owner);
    const deployment = above && kindOf(reference) === 'apps/ReplicaSet' ? find(above, namespaceOf(pod)) : undefined;
    const sized = deployment ?? owner;
    sizes.set(uidOf(sized), sized.spec?.replicas ?? 1);
  }
  return { total: [...sizes.values()].reduce((sum, size) => sum + size, 0), unmanaged };
}
