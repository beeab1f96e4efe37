import type { Node, Pod } from '@kubets/proto-gen/core/v1';

const WORKLOADS = 100;
const ZONES = 3;

/** A node of 4 processors and room for 110 pods, in one of three zones. */
export const nodeOf = (index: number): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: `node-${index}`,
    labels: { 'kubernetes.io/hostname': `node-${index}`, 'topology.kubernetes.io/zone': `zone-${index % ZONES}` },
  },
  status: {
    capacity: { cpu: '4', memory: '32Gi', pods: '110' },
    allocatable: { cpu: '4', memory: '32Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
  },
});

/** A pod of one of a hundred workloads, which fits on any node. */
export const pendingPodOf = (namespace: string, index: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${index}`, namespace, labels: { app: `app-${index % WORKLOADS}` } },
  spec: {
    automountServiceAccountToken: false,
    schedulerName: 'default-scheduler',
    containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '10m', memory: '50Mi' } } }],
  },
});
