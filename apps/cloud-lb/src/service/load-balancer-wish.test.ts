import type { Service } from '@kubets/proto-gen/core/v1';
import { service } from '../testing/objects';
import { CLEANUP_FINALIZER, needsRelease, wantsLoadBalancer } from './load-balancer-wish';

const held = { finalizers: [CLEANUP_FINALIZER] };
const deleting = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const MINE = 'loadbalancer.kubets.dev/address';

test.each<[string, Service, { wants: boolean; release: boolean }]>([
  ['new', service('web'), { wants: true, release: false }],
  ['looked after', service('web', {}, held), { wants: true, release: false }],
  ['of another type', service('web', { type: 'NodePort' }), { wants: false, release: false }],
  ['no longer of the type', service('web', { type: 'NodePort' }, held), { wants: false, release: true }],
  [
    'no longer of the type, its finalizer taken by hand',
    service('web', { type: 'NodePort' }, { annotations: { [MINE]: '10.0.0.1' } }),
    { wants: false, release: true },
  ],
  ['under deletion', service('web', {}, { ...held, ...deleting }), { wants: false, release: true }],
  [
    'under deletion for others',
    service('web', {}, { finalizers: ['example.com/x'], ...deleting }),
    { wants: false, release: false },
  ],
  [
    'of another class',
    service('web', { loadBalancerClass: 'example.com/x' }, { ...held, ...deleting }),
    { wants: false, release: false },
  ],
])('a Service that is %s', (_, given, { wants, release }) => {
  expect(wantsLoadBalancer(given)).toBe(wants);
  expect(needsRelease(given, [MINE])).toBe(release);
});
