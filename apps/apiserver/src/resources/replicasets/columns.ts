import { formatLabelSelector } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { replicaColumns } from '../../columns/replica-columns';

export const replicaSetColumns = replicaColumns<ReplicaSet>(({ spec }) => formatLabelSelector(spec?.selector));
