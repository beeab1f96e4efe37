import { type KubeObject } from '@kubets/apimachinery';
import type { Namespace } from '@kubets/proto-gen/core/v1';

/** Every namespace can be selected by its name. */
export function defaultNamespace(object: KubeObject): void {
  const namespace = object as Namespace;
  const name = namespace.metadata?.name;
  if (!name || !namespace.metadata) return;
  namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
}
