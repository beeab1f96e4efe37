import type { Case } from '../../case';
import { changed } from './changed';

export const OTHER_UPDATES: readonly Case[] = [
  changed('Namespace', [
    { spec: { finalizers: [] } },
    { metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } } },
    { status: { phase: 'Terminating' } },
  ]),
  changed('Event', [{ message: 'x' }, { involvedObject: { name: 'b' } }, { count: 9 }, { reason: null }]),
  changed('Lease', [
    { spec: { leaseTransitions: 5 } },
    { spec: { leaseDurationSeconds: 0 } },
    { spec: { holderIdentity: null } },
  ]),
  changed('Secret', [{ data: { b: 'eA==' } }, { immutable: false }, { stringData: { c: 'd' } }, { type: 'x' }], {
    immutable: true,
  }),
  changed(
    'ConfigMap',
    [{ data: { b: 'x' } }, { immutable: null }, { binaryData: { z: 'eA==' } }, { metadata: { labels: { a: 'b' } } }],
    { immutable: true },
  ),
  changed('ServiceAccount', [
    { secrets: [{ name: 'a' }] },
    { imagePullSecrets: [{ name: 'b' }] },
    { automountServiceAccountToken: false },
  ]),
];
