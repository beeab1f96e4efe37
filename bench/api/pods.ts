import type { Pod } from '@kubets/proto-gen/core/v1';
export const NAMESPACE = 'bench';
export const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
/** Pods have one of so many labels. */
export const SHARDS = 50;
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

export const nameOf = (index: number) => `pod-${String(index).padStart(6, '0')}`;

/** Of about 3 KB as it is stored, as those of a Deployment are. */
export function podOf(index: number): Pod {
  const env = Array.from({ length: 8 }, (_, number) => ({ name: `VARIABLE_${number}`, value: `value-${number}` }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: nameOf(index),
      labels: { app: 'web', shard: String(index % SHARDS) },
      annotations: { note: 'n'.repeat(200) },
    },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'web',
          image: 'registry.example/web:1.2.3',
          env,
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { requests: { cpu: '10m', memory: '16Mi' } },
          readinessProbe: { httpGet: { path: '/ready', port: 80 } },
        },
      ],
    },
  };
}
