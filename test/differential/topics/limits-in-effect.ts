import type { Asked, Case } from '../case';
import { collectionOf, create, dry, kindOf, withSpec, type Json } from './kinds';

const container = (resources: Json) => ({ spec: { containers: [{ name: 'c', image: 'i', resources }] } });
const C = { name: 'c', image: 'i' };
const LIMITS = [
  {
    type: 'Container',
    default: { cpu: '500m', memory: '1Gi' },
    defaultRequest: { cpu: '100m' },
    min: { cpu: '50m', memory: '16Mi' },
    max: { cpu: '2', memory: '2Gi' },
    maxLimitRequestRatio: { cpu: '10' },
  },
  { type: 'Pod', max: { cpu: '3' } },
  { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '5Gi' } },
];
const pod = (resources: Json, more: Json = {}): Asked => create('Pod', { ...container(resources), ...more }, {});
const claim = (storage: string) =>
  dry(create('PersistentVolumeClaim', { spec: { resources: { requests: { storage } } } }));

const QUOTAS = {
  pods: '1',
  'requests.cpu': '1',
  'limits.memory': '1Gi',
  'count/configmaps': '5',
  services: '1',
  'services.nodeports': '0',
  'services.loadbalancers': '0',
  persistentvolumeclaims: '0',
  'requests.storage': '1Gi',
  secrets: '3',
};
/** Says what is used, as the controller does that is not here. */
const counted = (hard: Json, used: Json): Asked => ({
  method: 'PATCH',
  path: `${collectionOf(kindOf('ResourceQuota'))}/$NAME/status`,
  headers: { 'content-type': 'application/merge-patch+json' },
  body: JSON.stringify({ status: { hard, used } }),
});
const USED = { ...Object.fromEntries(Object.keys(QUOTAS).map((name) => [name, '0'])), 'count/configmaps': '5' };

export const LIMITS_IN_EFFECT: readonly Case[] = [
  {
    topic: 'limits in effect',
    name: 'of containers, pods and claims',
    alone: true,
    before: [withSpec('LimitRange', { limits: LIMITS }), { ...dry(pod({ requests: { cpu: '1m' } })), until: 403 }],
    requests: [
      dry(pod({})),
      dry(pod({ requests: { cpu: '10m' } })),
      dry(pod({ limits: { cpu: '3' } })),
      dry(pod({ limits: { cpu: '4', memory: '8Gi' } })),
      dry(pod({ requests: { cpu: '50m' }, limits: { cpu: '1' } })),
      dry(pod({ requests: { memory: '1Mi' } })),
      dry(pod({ limits: { memory: '1Mi' } })),
      dry(
        create('Pod', {
          spec: {
            containers: ['a', 'b', 'd'].map((name) => ({ name, image: 'i', resources: { limits: { cpu: '1500m' } } })),
          },
        }),
      ),
      dry(
        create('Pod', {
          spec: { containers: [C], initContainers: [{ name: 'x', image: 'i', resources: { limits: { cpu: '9' } } }] },
        }),
      ),
      claim('1Mi'),
      claim('2Gi'),
      claim('6Gi'),
    ],
  },
  {
    topic: 'quotas in effect',
    name: 'of what is counted',
    alone: true,
    before: [
      withSpec('ResourceQuota', { hard: QUOTAS }),
      counted(QUOTAS, USED),
      { ...dry(create('ConfigMap')), until: 403 },
    ],
    requests: [
      dry(create('ConfigMap')),
      dry(pod({})),
      dry(pod({ requests: { cpu: '2' } })),
      dry(pod({ requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '3', memory: '3Gi' } })),
      dry(pod({ requests: { cpu: '500m' }, limits: { memory: '1Gi' } })),
      dry(create('Service', { spec: { type: 'NodePort' } })),
      dry(create('Service', { spec: { type: 'LoadBalancer' } })),
      dry(create('PersistentVolumeClaim')),
      dry(create('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '2Gi' } } } })),
      dry(create('Deployment')),
      dry(create('Secret')),
    ],
  },
  {
    topic: 'quotas in effect',
    name: 'by scope',
    alone: true,
    before: [
      withSpec('ResourceQuota', { hard: { pods: '0' }, scopes: ['BestEffort'] }),
      counted({ pods: '0' }, { pods: '0' }),
      { ...dry(pod({})), until: 403 },
    ],
    requests: [dry(pod({})), dry(pod({ requests: { cpu: '1' } }))],
  },
];
