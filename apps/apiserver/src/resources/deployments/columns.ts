import { formatLabelSelector } from '@kubets/apimachinery';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import {
  ageColumn,
  countInTextColumn,
  nameColumn,
  podTemplateColumns,
  textColumn,
} from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const deploymentColumns: TableColumn<Deployment>[] = [
  nameColumn,
  textColumn<Deployment>({
    name: 'Ready',
    description: 'How many pods are ready, out of how many there shall be.',
    value: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
  }),
  countInTextColumn<Deployment>({
    name: 'Up-to-date',
    description: 'How many pods have the current template.',
    value: ({ status }) => status?.updatedReplicas ?? 0,
  }),
  countInTextColumn<Deployment>({
    name: 'Available',
    description: 'How many pods have been ready for minReadySeconds.',
    value: ({ status }) => status?.availableReplicas ?? 0,
  }),
  ageColumn,
  ...podTemplateColumns<Deployment>(({ spec }) => spec?.template?.spec),
  textColumn<Deployment>({
    name: 'Selector',
    description: 'Which pods belong to the deployment.',
    wide: true,
    value: ({ spec }) => formatLabelSelector(spec?.selector),
  }),
];
