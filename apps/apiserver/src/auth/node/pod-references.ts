import type { Container, Pod, Volume } from '@kubets/proto-gen/core/v1';

/** What else of the cluster a node has to read to run a pod: `secrets/ns/name`, `configmaps/ns/name`, `serviceaccounts/ns/name`. */
export function podReferences(pod: Pod): Set<string> {
  const namespace = pod.metadata?.namespace ?? '';
  const references = new Set<string>();
  const add = (plural: string, name: string | undefined) => {
    if (name) references.add(`${plural}/${namespace}/${name}`);
  };
  const { spec } = pod;
  add('serviceaccounts', spec?.serviceAccountName);
  for (const { name } of spec?.imagePullSecrets ?? []) add('secrets', name);
  for (const container of [
    ...(spec?.initContainers ?? []),
    ...(spec?.containers ?? []),
    ...((spec?.ephemeralContainers ?? []) as Container[]),
  ])
    addContainer(container, add);
  for (const volume of spec?.volumes ?? []) addVolume(volume, add);
  return references;
}

type Add = (plural: string, name: string | undefined) => void;

function addContainer({ env = [], envFrom = [] }: Container, add: Add): void {
  for (const { valueFrom } of env) {
    add('secrets', valueFrom?.secretKeyRef?.name);
    add('configmaps', valueFrom?.configMapKeyRef?.name);
  }
  for (const { secretRef, configMapRef } of envFrom) {
    add('secrets', secretRef?.name);
    add('configmaps', configMapRef?.name);
  }
}

function addVolume({ secret, configMap, projected }: Volume, add: Add): void {
  add('secrets', secret?.secretName);
  add('configmaps', configMap?.name);
  for (const source of projected?.sources ?? []) {
    add('secrets', source.secret?.name);
    add('configmaps', source.configMap?.name);
  }
}
