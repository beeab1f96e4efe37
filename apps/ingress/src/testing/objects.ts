import type { Service } from '@kubets/proto-gen/core/v1';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressSpec } from '@kubets/proto-gen/networking/v1';

export const backend = (name: string, port: number | string = 80): IngressBackend => ({
  service: { name, port: typeof port === 'number' ? { number: port } : { name: port } },
});

export const path = (value: string | undefined, pathType: string, to: string): HTTPIngressPath => ({
  path: value,
  pathType,
  backend: backend(to),
});

export const ingress = (name: string, spec: IngressSpec, metadata: Ingress['metadata'] = {}): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { namespace: 'default', name, uid: `${name}-uid`, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { ingressClassName: 'kubets', ...spec },
});

export const service = (name: string, ports: NonNullable<Service['spec']>['ports'] = [{ port: 80 }]): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.20', ports },
});
