import type { Container, Pod, Volume } from '@kubets/proto-gen/core/v1';
import { podClaimNames } from './claim-names';
import { allContainers } from './containers';
import { podResourceClaims } from './resource-claims';

/** Plural of a kind that a pod can name; all are in the pod's namespace. */
export type ReferencedResource =
  'secrets' | 'configmaps' | 'serviceaccounts' | 'persistentvolumeclaims' | 'resourceclaims';

export interface PodReference {
  resource: ReferencedResource;
  name: string;
}

/**
 * What a node has to read to run the pod: pull secrets, variables of all containers, volumes of every kind. One that is
 * named twice is listed twice.
 */
export function podReferences(pod: Pod): PodReference[] {
  const { spec } = pod;
  const found: PodReference[] = [];
  const add: Add = (resource, name) => {
    if (name) found.push({ resource, name });
  };
  add('serviceaccounts', spec?.serviceAccountName);
  for (const { name } of spec?.imagePullSecrets ?? []) add('secrets', name);
  for (const container of allContainers(pod)) addContainer(container, add);
  for (const volume of spec?.volumes ?? []) addVolume(volume, add);
  for (const name of podClaimNames(pod)) add('persistentvolumeclaims', name);
  for (const { claimName } of podResourceClaims(pod)) add('resourceclaims', claimName);
  add('resourceclaims', pod.status?.extendedResourceClaimStatus?.resourceClaimName);
  return found;
}

type Add = (resource: ReferencedResource, name: string | undefined) => void;

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

function addVolume(volume: Volume, add: Add): void {
  const { secret, configMap, projected, csi, azureFile } = volume;
  add('secrets', secret?.secretName);
  add('configmaps', configMap?.name);
  for (const source of projected?.sources ?? []) {
    add('secrets', source.secret?.name);
    add('configmaps', source.configMap?.name);
  }
  add('secrets', csi?.nodePublishSecretRef?.name);
  add('secrets', azureFile?.secretName);
  const { cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos } = volume;
  for (const source of [cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos])
    add('secrets', source?.secretRef?.name);
}
