// A Service `web` of namespace `shop` with one pod, and what can be wrong with it.
import type { Pod, Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { EndpointProbe, Facts } from '../facts';

export const ADDRESS = '10.244.1.2';
export const service = (spec: ServiceSpec = {}, more: Partial<Service> = {}): Service => ({
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.5',
    clusterIPs: ['10.96.0.5'],
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
    ...spec,
  },
  ...more,
});
export const pod = (
  more: { labels?: Record<string, string>; spec?: Pod['spec']; status?: Pod['status']; owner?: string } = {},
): Pod => ({
  metadata: {
    namespace: 'shop',
    name: 'web-1',
    labels: more.labels ?? { app: 'web' },
    ...(more.owner && { ownerReferences: [{ kind: more.owner, name: 'web' }] }),
  },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }],
    ...more.spec,
  },
  status: { phase: 'Running', podIPs: [{ ip: ADDRESS }], ...more.status },
});
export const slice = (ready = true, more: Partial<EndpointSlice> = {}): EndpointSlice => ({
  metadata: { namespace: 'shop', name: 'web-x' },
  endpoints: [
    {
      addresses: [ADDRESS],
      conditions: { ready, serving: ready },
      nodeName: 'node-1',
      targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
    },
  ],
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  ...more,
});
export const probed = (more: Partial<EndpointProbe> = {}): EndpointProbe => ({
  outcome: 'open',
  address: ADDRESS,
  port: 8080,
  ...more,
});
const namespaceOf = (name: string) => ({ metadata: { name, labels: { name } } });
const client: Pod = {
  metadata: { namespace: 'other', name: 'client', labels: { role: 'client' } },
  spec: { nodeName: 'node-2' },
  status: { podIPs: [{ ip: '10.244.2.9' }] },
};
export const fromClient = {
  question: { namespace: 'shop', name: 'web', from: { kind: 'pod', namespace: 'other', name: 'client' } },
  fromPod: client,
} as const;

/** All is well with it. */
export const well: Facts = {
  question: { namespace: 'shop', name: 'web', from: { kind: 'host' } },
  service: service(),
  elsewhere: [],
  names: ['web', 'api'],
  namespaces: [namespaceOf('shop'), namespaceOf('other')],
  nodes: [{ metadata: { name: 'node-1' } }, { metadata: { name: 'node-2' } }],
  slices: [slice()],
  pods: [pod()],
  policies: [],
  events: [],
  dns: ['10.96.0.5'],
  dnsServers: [{ address: '10.201.0.1', answers: true }],
  proxies: [
    { node: 'node-1', state: 'healthy', inKernel: true },
    { node: 'node-2', state: 'healthy', inKernel: true },
  ],
  endpointProbes: [probed()],
  serviceProbe: { outcome: 'open', speaks: 'http' },
};
export const without = { service: undefined, slices: [] } as Partial<Facts>;
export const noSlices = { slices: [] };
export const refused = (listeners: EndpointProbe['listeners']): Partial<Facts> => ({
  endpointProbes: [probed({ outcome: 'refused', ...(listeners && { listeners }) })],
});
export const policy = (spec: object, namespace = 'shop') => ({
  metadata: { namespace, name: 'p' },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
});
export const balanced = (spec: ServiceSpec = {}, ip?: string): Service =>
  service({ type: 'LoadBalancer', ...spec }, { status: { loadBalancer: { ingress: ip ? [{ ip }] : [] } } });
export const warning = (message: string) => ({
  metadata: {},
  involvedObject: {},
  type: 'Warning',
  reason: 'SyncLoadBalancerFailed',
  message,
});
export const container = (state: object) => ({
  status: { containerStatuses: [{ name: 'c', ready: false, state }] } as Pod['status'],
});
