import type { Container, Pod } from '@kubets/proto-gen/core/v1';

export type ReferencedKind = 'secret' | 'configmap';

/** `secret/namespace/name` */
export type ReferenceKey = `${ReferencedKind}/${string}/${string}`;

/** Every Secret and ConfigMap a pod names: in volumes, variables and pull secrets. */
export function podReferences(pod: Pod): Set<ReferenceKey> {
  const namespace = pod.metadata?.namespace ?? '';
  const found = new Set<ReferenceKey>();
  const add = (kind: ReferencedKind, name: string | undefined) => {
    if (name) found.add(`${kind}/${namespace}/${name}`);
  };
  for (const { secret, configMap, projected } of pod.spec?.volumes ?? []) {
    add('secret', secret?.secretName);
    add('configmap', configMap?.name);
    for (const source of projected?.sources ?? []) {
      add('secret', source.secret?.name);
      add('configmap', source.configMap?.name);
    }
  }
  const all: Container[] = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  for (const { env = [], envFrom = [] } of all) {
    for (const { valueFrom } of env) {
      add('secret', valueFrom?.secretKeyRef?.name);
      add('configmap', valueFrom?.configMapKeyRef?.name);
    }
    for (const { secretRef, configMapRef } of envFrom) {
      add('secret', secretRef?.name);
      add('configmap', configMapRef?.name);
    }
  }
  for (const { name } of pod.spec?.imagePullSecrets ?? []) add('secret', name);
  return found;
}
