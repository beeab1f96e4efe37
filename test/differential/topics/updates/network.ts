import type { Case } from '../../case';
import { changed } from './changed';

export const NETWORK_UPDATES: readonly Case[] = [
  changed('Ingress', [
    { spec: { defaultBackend: null } },
    { spec: { rules: [{ host: 'a.b' }] } },
    { spec: { ingressClassName: 'x' } },
    { metadata: { annotations: { 'kubernetes.io/ingress.class': 'y' } } },
  ]),
  changed(
    'Ingress',
    [
      { status: { loadBalancer: { ingress: [{ ip: 'x' }] } } },
      {
        status: {
          loadBalancer: {
            ingress: [{ ip: '1.2.3.4', ports: [{ port: 80, protocol: 'TCP' }] }, { hostname: '1.2.3.4' }],
          },
        },
      },
      {
        status: {
          loadBalancer: { ingress: [{ hostname: 'a.b', ports: [{ port: 80, protocol: 'TCP', error: 'a b' }] }] },
        },
      },
    ],
    {},
    '/status',
  ),
  changed('IngressClass', [{ spec: { controller: 'a.b/c' } }, { spec: { parameters: { kind: 'a', name: 'b' } } }]),
  changed('NetworkPolicy', [
    { spec: { podSelector: {} } },
    { spec: { policyTypes: ['x'] } },
    { spec: { egress: [{}] } },
  ]),
  changed('EndpointSlice', [{ endpoints: [] }, { ports: [] }, { addressType: 'FQDN' }]),
];
