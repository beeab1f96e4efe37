import { PRIORITY_CLASSES, SYSTEM_CRITICAL_PRIORITY } from '@kubets/api';
import type { PriorityClass } from '@kubets/proto-gen/scheduling/v1';

const systemClass = (name: string, value: number, description: string): PriorityClass => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
});

/** The classes that every cluster has. */
export const SYSTEM_PRIORITY_CLASSES: readonly PriorityClass[] = [
  systemClass(
    PRIORITY_CLASSES.systemNodeCritical,
    SYSTEM_CRITICAL_PRIORITY + 1000,
    'Used for system critical pods that must not be moved from their current node.',
  ),
  systemClass(
    PRIORITY_CLASSES.systemClusterCritical,
    SYSTEM_CRITICAL_PRIORITY,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
];

/** What a class of the name would have to be; undefined for a name that the system does not know. */
export const systemPriorityClass = (name: string | undefined): PriorityClass | undefined =>
  SYSTEM_PRIORITY_CLASSES.find(({ metadata }) => metadata?.name === name);
