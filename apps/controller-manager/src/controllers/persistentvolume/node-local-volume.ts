import { ANNOTATIONS, claimReference, LABELS, NODE_LOCAL } from '@kubets/api';
import { nameOf, uidOf } from '@kubets/apimachinery';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { join } from 'node:path';

/** The directory below `root` that a claim gets on a node. Its name follows from the claim, so that it gets only one. */
export function nodeLocalVolume(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  node: Node,
  root: string,
): PersistentVolume {
  const name = `pvc-${uidOf(claim)}`;
  const hostname = node.metadata?.labels?.[LABELS.hostname] ?? nameOf(node);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [ANNOTATIONS.provisionedBy]: NODE_LOCAL.provisioner } },
    spec: {
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
      accessModes: claim.spec?.accessModes,
      claimRef: claimReference(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: nameOf(storageClass),
      volumeMode: 'Filesystem',
      ...(storageClass.mountOptions && { mountOptions: storageClass.mountOptions }),
      hostPath: { path: join(root, name), type: 'DirectoryOrCreate' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: LABELS.hostname, operator: 'In', values: [hostname] }] }],
        },
      },
    },
  };
}
