import type { ResourceDefinition } from '../registry/resource';
import { limitRanges } from './limitranges/limitranges';
import { nodes } from './nodes/nodes';
import { persistentVolumeClaims } from './persistentvolumeclaims/persistentvolumeclaims';
import { persistentVolumes } from './persistentvolumes/persistentvolumes';
import { pods } from './pods/pods';
import { resourceQuotas } from './resourcequotas/resourcequotas';
import { runtimeClasses } from './runtimeclasses/runtimeclasses';
import { statefulSets } from './statefulsets/statefulsets';
import { created } from './testing/strategy-harness';

const FINE = { a: '1n', b: '1.0001', c: '1' };
const ROUNDED = { a: '1m', b: '1001m', c: '1' };
const claim = { spec: { resources: { requests: FINE, limits: FINE } } };
const resources = { requests: FINE, limits: FINE };
const container = { name: 'c', image: 'i', resources };

/** Every list of resources of the core's kinds, and none of others. */
test.each<[string, ResourceDefinition<any>, object, number]>([
  [
    'a Pod',
    pods,
    {
      spec: {
        containers: [container],
        resources,
        overhead: FINE,
        volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: claim } }],
      },
    },
    7,
  ],
  [
    'a StatefulSet',
    statefulSets,
    { spec: { volumeClaimTemplates: [claim], template: { spec: { containers: [container] } } } },
    4,
  ],
  ['a PersistentVolumeClaim', persistentVolumeClaims, claim, 2],
  ['a PersistentVolume', persistentVolumes, { spec: { capacity: FINE } }, 1],
  ['a ResourceQuota', resourceQuotas, { spec: { hard: FINE } }, 1],
  [
    'a LimitRange',
    limitRanges,
    { spec: { limits: [{ type: 'Pod', max: FINE, min: FINE, maxLimitRequestRatio: FINE }] } },
    3,
  ],
  ['a Node', nodes, { status: { capacity: FINE, allocatable: FINE } }, 2],
  ['a RuntimeClass', runtimeClasses, { handler: 'x', overhead: { podFixed: FINE } }, 0],
])('amounts of %s are rounded up to thousandths', (_, definition, object, lists) => {
  const stored = JSON.stringify(created(definition, { metadata: { name: 'n', namespace: 'd' }, ...object }).object);
  expect(stored.split(JSON.stringify(ROUNDED)).length - 1).toBe(lists);
  expect(stored.includes('1n')).toBe(lists === 0);
});
