import type { PodStatus } from '@kubets/proto-gen/core/v1';
import { statusPatch, withTransitionTimes } from './status-patch';

const ready = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };

test.each<[string, PodStatus, PodStatus, object | undefined]>([
  ['nothing changed', { phase: 'Running', conditions: [ready] }, { phase: 'Running', conditions: [ready] }, undefined],
  ['one field', { phase: 'Pending', hostIP: '1.1.1.1' }, { phase: 'Running', hostIP: '1.1.1.1' }, { phase: 'Running' }],
  ['a field goes', { reason: 'x', phase: 'Failed' }, { phase: 'Failed' }, { reason: null }],
  [
    'one condition of two, and what it no longer says',
    { conditions: [ready, { type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', message: 'm' }] },
    { conditions: [ready, { type: 'ContainersReady', status: 'True' }] },
    { conditions: [{ type: 'ContainersReady', status: 'True', reason: null, message: null }] },
  ],
  [
    'conditions of others stay',
    { conditions: [ready, { type: 'lb/a', status: 'True' }] },
    { conditions: [ready] },
    undefined,
  ],
  [
    'what told of a resize goes, what is others’ stays',
    { conditions: [ready, { type: 'PodResizePending', status: 'True' }, { type: 'lb/a', status: 'True' }] },
    { conditions: [ready] },
    { conditions: [{ $patch: 'delete', type: 'PodResizePending' }] },
  ],
  [
    'which claims a pod has stays, as others say it',
    {
      phase: 'Pending',
      resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'web-gpu-x' }],
      extendedResourceClaimStatus: { resourceClaimName: 'web-extended' },
      nodeAllocatableResourceClaimStatuses: [{ resourceClaimName: 'web-memory' }],
    },
    { phase: 'Running' },
    { phase: 'Running' },
  ],
  [
    'another address',
    { podIPs: [{ ip: '10.0.0.1' }] },
    { podIPs: [{ ip: '10.0.0.2' }] },
    { podIPs: [{ $patch: 'delete', ip: '10.0.0.1' }, { ip: '10.0.0.2' }] },
  ],
  [
    'container statuses as a whole',
    { containerStatuses: [{ name: 'a', ready: false }] },
    { containerStatuses: [{ name: 'a', ready: true }] },
    { containerStatuses: [{ name: 'a', ready: true }] },
  ],
])('%s', (_, current, wanted, expected) => {
  expect(statusPatch('u', current, wanted)).toEqual(expected && { metadata: { uid: 'u' }, status: expected });
});

test('a condition keeps its time while its status stays', () => {
  const now = '2026-02-02T00:00:00Z';
  const wanted = {
    conditions: [
      { type: 'Ready', status: 'True', reason: 'other' },
      { type: 'Initialized', status: 'True' },
    ],
  };
  expect(
    withTransitionTimes(
      wanted,
      { conditions: [ready, { type: 'Initialized', status: 'False', lastTransitionTime: 'old' }] },
      now,
    ).conditions,
  ).toEqual([
    { type: 'Ready', status: 'True', reason: 'other', lastTransitionTime: ready.lastTransitionTime },
    { type: 'Initialized', status: 'True', lastTransitionTime: now },
  ]);
});
