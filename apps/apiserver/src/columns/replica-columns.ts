import type { KubeObject } from '@kubets/apimachinery';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { TableColumn } from '../registry/table-column';
import { ageColumn, countColumn, nameColumn, podTemplateColumns, textColumn } from './standard-columns';

interface Replicated extends KubeObject {
  spec?: { replicas?: number; template?: PodTemplateSpec };
  status?: { replicas?: number; readyReplicas?: number };
}

/** Columns of what keeps a number of like pods: ReplicaSet and ReplicationController. */
export function replicaColumns<T extends Replicated>(selector: (object: T) => string): TableColumn<T>[] {
  return [
    nameColumn,
    countColumn<T>({
      name: 'Desired',
      description: 'How many pods there shall be.',
      value: ({ spec }) => spec?.replicas ?? 0,
    }),
    countColumn<T>({
      name: 'Current',
      description: 'How many pods there are.',
      value: ({ status }) => status?.replicas ?? 0,
    }),
    countColumn<T>({
      name: 'Ready',
      description: 'How many pods are ready.',
      value: ({ status }) => status?.readyReplicas ?? 0,
    }),
    ageColumn,
    ...podTemplateColumns<T>(({ spec }) => spec?.template?.spec),
    textColumn<T>({ name: 'Selector', description: 'Which pods are counted.', wide: true, value: selector }),
  ];
}
