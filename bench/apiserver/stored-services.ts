import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { objectKeyOf } from '@kubets/store';

/** An object as etcd holds it. */
export interface StoredObject {
  key: string;
  value: Buffer;
}

const NAMESPACES = 50;
const NODES = 100;
const ZONES = 3;
const CREATED = '2026-01-01T00:00:00Z';
export const SERVICE_PORT = 80;
export const TARGET_PORT = 8080;

export const namespaceOfService = (index: number): string => `team-${index % NAMESPACES}`;
export const nameOfService = (index: number): string => `service-${index}`;
/** In 10.96.0.0/12; the first few of that are others'. */
export const clusterIpOf = (index: number): string => `10.${97 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

const podAddress = (pod: number): string => `10.${128 + (pod >> 16)}.${(pod >> 8) & 255}.${pod & 255}`;
/** Of the pods behind a Service. */
export const endpointAddressesOf = (index: number, endpoints: number): string[] =>
  Array.from({ length: endpoints }, (_, at) => podAddress(index * endpoints + at));

/** With what users, kubectl and controllers write. */
export function serviceOf(index: number): Service {
  const name = nameOfService(index);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: namespaceOfService(index),
      name,
      uid: `6f9619ff-8b86-d011-b42d-${String(index).padStart(12, '0')}`,
      creationTimestamp: CREATED,
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: clusterIpOf(index),
      clusterIPs: [clusterIpOf(index)],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      selector: { 'app.kubernetes.io/name': name },
      ports: [{ name: 'http', port: SERVICE_PORT, protocol: 'TCP', targetPort: TARGET_PORT }],
    },
  };
}

/** As the controller writes it. */
export function sliceOf(index: number, endpoints: number): EndpointSlice {
  const name = nameOfService(index);
  const namespace = namespaceOfService(index);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      name: `${name}-abcde`,
      uid: `7f9619ff-8b86-d011-b42d-${String(index).padStart(12, '0')}`,
      creationTimestamp: CREATED,
      labels: {
        'app.kubernetes.io/name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid: `6f96-${index}`, controller: true }],
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: TARGET_PORT, protocol: 'TCP' }],
    endpoints: endpointAddressesOf(index, endpoints).map((address, at) => {
      const pod = index * endpoints + at;
      return {
        addresses: [address],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: `node-${pod % NODES}`,
        zone: `zone-${pod % ZONES}`,
        targetRef: { kind: 'Pod', namespace, name: `${name}-7d9c5b8f6d-${pod}`, uid: `8f96-${pod}` },
      };
    }),
  };
}

const stored = (group: string, plural: string, object: { metadata?: { namespace?: string; name?: string } }) => ({
  key: objectKeyOf({ group, plural, namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '' }),
  value: Buffer.from(JSON.stringify(object)),
});

export interface StoredServicesOptions {
  /** Which of them have no address of their own; none unless given. */
  isHeadless?(index: number): boolean;
  /** Other objects of the core group, by their plural. */
  others?: Record<string, readonly object[]>;
}

/** So many Services with their slices, and the namespaces they are in. */
export function* storedServices(
  services: number,
  endpoints: number,
  { isHeadless = () => false, others = {} }: StoredServicesOptions = {},
): Generator<StoredObject> {
  for (let index = 0; index < NAMESPACES; index++)
    yield stored('', 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespaceOfService(index), creationTimestamp: CREATED },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    } as object);
  for (const [plural, objects] of Object.entries(others))
    for (const object of objects) yield stored('', plural, object);
  for (let index = 0; index < services; index++) {
    const service = serviceOf(index);
    if (isHeadless(index)) service.spec = { ...service.spec, clusterIP: 'None', clusterIPs: ['None'] };
    yield stored('', 'services', service);
    yield stored('discovery.k8s.io', 'endpointslices', sliceOf(index, endpoints));
  }
}
