import { LABELS } from '@kubets/api';
import { rfc3339, rfc3339Micro } from '@kubets/apimachinery';
import { version } from '@kubets/component';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node } from '@kubets/proto-gen/core/v1';

/** What a simulated node is; what is not given is that of a machine of middling size. */
export interface SimulatedNodeOptions {
  /** `node-1` and so on unless given. */
  name?: string;
  labels?: Record<string, string>;
  taints?: { key: string; value?: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[];
  /** Such as `{ cpu: '8', memory: '32Gi' }`, beside which there are 110 pods. */
  capacity?: Record<string, string>;
}

const CAPACITY = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' };

/** The addresses of the pods of the node of that index, from 1 on. */
const podCidrOf = (index: number): string => `10.244.${index}.0/24`;
/** The address of a pod on a node. */
export const podAddressOf = (index: number, number: number): string => `10.244.${index}.${number}`;

export function nodeObjectOf(
  { name, labels = {}, taints = [], capacity = {} }: SimulatedNodeOptions & { name: string },
  { index, host, kubeletPort, now }: { index: number; host: string; kubeletPort: number; now: Date },
): Node {
  const resources = { ...CAPACITY, ...capacity };
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    lastHeartbeatTime: rfc3339(now),
    lastTransitionTime: rfc3339(now),
  });
  return {
    metadata: {
      name,
      labels: { [LABELS.hostname]: name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels },
      annotations: { 'testing.kubets.dev/simulated': 'true' },
    },
    spec: {
      podCIDR: podCidrOf(index),
      podCIDRs: [podCidrOf(index)],
      ...(taints.length > 0 ? { taints } : {}),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: host },
        { type: 'Hostname', address: name },
      ],
      capacity: resources,
      allocatable: resources,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      nodeInfo: {
        machineID: name,
        systemUUID: name,
        bootID: name,
        kernelVersion: 'simulated',
        osImage: 'simulated',
        containerRuntimeVersion: 'simulated://1',
        kubeletVersion: version.gitVersion,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

const NODE_LEASES = 'kube-node-lease';
const LEASE_SECONDS = 40;

/** By which a node says that it is there. */
export const nodeLeaseOf = (node: Node, now: Date): Lease => ({
  metadata: {
    namespace: NODE_LEASES,
    name: node.metadata?.name,
    ownerReferences: [
      { apiVersion: 'v1', kind: 'Node', name: node.metadata?.name ?? '', uid: node.metadata?.uid ?? '' },
    ],
  },
  spec: { holderIdentity: node.metadata?.name, leaseDurationSeconds: LEASE_SECONDS, renewTime: rfc3339Micro(now) },
});
