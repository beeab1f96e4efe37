import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import type { OwnerKind } from '../owned/owner-kind';

export interface ReplicaCondition {
  type?: string;
  status?: string;
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
}

export interface ReplicaStatus {
  replicas?: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  /** Of ReplicaSets alone. */
  terminatingReplicas?: number;
  observedGeneration?: Int64;
  conditions?: ReplicaCondition[];
}

/** What ReplicaSets and ReplicationControllers have in common. */
export interface Replicated extends KubeObject {
  spec?: { replicas?: number; minReadySeconds?: number; template?: PodTemplateSpec };
  status?: ReplicaStatus;
}

/** What differs between the kinds that keep a number of pods running. */
export interface ReplicaKind<T extends Replicated> extends OwnerKind<T> {
  /** The controller's name in --controllers. */
  controllerName: string;
  /** source.component of its events. */
  component: string;
  client: ResourceClient<T>;
  /** Whether its status tells of pods that are about to go. */
  countsTerminating: boolean;
  /** How many objects are brought in line at once. */
  workers: number;
  /** Owners whose pods count when pods doubled up on a node are ranked, the owner itself among them. */
  siblingsOf(owner: T): T[];
}
