import { formatLabels } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { replicaColumns } from '../../columns/replica-columns';

export const replicationControllerColumns = replicaColumns<ReplicationController>(({ spec }) =>
  formatLabels(spec?.selector),
);
