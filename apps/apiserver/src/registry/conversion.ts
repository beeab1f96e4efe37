import type { KubeObject } from '@kubets/apimachinery';

/**
 * How objects get from one version to another where that takes somebody else. Then they lie in the store, and in the cache, in
 * any version; whoever has to do with them in a request sees them in the version of the request.
 */
export interface Conversion {
  /** The apiVersion in which objects are written. */
  storage: string;
  /** In the order given; those that are in that version already stay the same. @throws StatusError 500 in Kubernetes' words. */
  convert(objects: readonly KubeObject[], apiVersion: string): Promise<KubeObject[]>;
}
