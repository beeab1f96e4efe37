import { ANNOTATIONS, INGRESS_CONTROLLER, LABELS, NODE_LOCAL } from '@kubets/api';
import { addressAt, ipFamily, parseCidr } from '@kubets/net';
import type { Endpoints, Namespace, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { IngressClass, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';

/** The Service of the API servers, its endpoints and slice; the ServiceCIDR of the command line has its name, too. */
export const KUBERNETES = { namespace: 'default', name: 'kubernetes' };
/** A directory of the node that a claim's first pod runs on: what a cluster can offer by itself. */
export const STANDARD_CLASS: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { [ANNOTATIONS.isDefaultStorageClass]: 'true' } },
  provisioner: NODE_LOCAL.provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
};

/** Carried out by the ingress controller that comes with a cluster. */
export const KUBETS_INGRESS_CLASS: IngressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'kubets', annotations: { [ANNOTATIONS.isDefaultIngressClass]: 'true' } },
  spec: { controller: INGRESS_CONTROLLER },
};

export const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function namespaceObject(name: string): Namespace {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** The ServiceCIDR that `--service-cluster-ip-range` stands for. */
export function defaultServiceCidr(cidrs: string[]): ServiceCIDR {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: KUBERNETES.name },
    spec: { cidrs },
  };
}

const SERVICE_LABELS = { component: 'apiserver', provider: 'kubernetes' };

/** How pods reach the API: the first address of the primary range. */
export function kubernetesService(primaryRange: string, targetPort: number): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...KUBERNETES, labels: SERVICE_LABELS },
    spec: {
      type: 'ClusterIP',
      clusterIP: firstAddress(primaryRange),
      sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort }],
    },
  };
}

function firstAddress(range: string): string {
  return addressAt(parseCidr(range)!, 1);
}

/** The apiservers behind it, in both forms. The slice is the server's own, so the Endpoints are not mirrored. */
export function kubernetesEndpoints(addresses: string[], port: number): [Endpoints, EndpointSlice] {
  const sorted = [...addresses].sort();
  const endpoints: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...KUBERNETES, labels: { [LABELS.skipMirror]: 'true' } },
    subsets: [{ addresses: sorted.map((ip) => ({ ip })), ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  };
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...KUBERNETES, labels: { [LABELS.serviceName]: KUBERNETES.name } },
    addressType: ipFamily(sorted[0] ?? '') ?? 'IPv4',
    endpoints: sorted.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
  return [endpoints, slice];
}
