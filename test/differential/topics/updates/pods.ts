import type { Case } from '../../case';
import { changed } from './changed';

export const POD_UPDATES: readonly Case[] = [
  changed('Pod', [
    { spec: { containers: [{ name: 'c', image: 'other' }] } },
    { spec: { containers: [{ name: 'c', image: '' }] } },
    { spec: { containers: [{ name: 'd', image: 'i' }] } },
    { spec: { activeDeadlineSeconds: 50 } },
    { spec: { activeDeadlineSeconds: 60 } },
    { spec: { activeDeadlineSeconds: 5 } },
    { spec: { tolerations: [{ key: 'a', operator: 'Exists' }] } },
    { spec: { terminationGracePeriodSeconds: 1 } },
    { spec: { nodeName: 'n' } },
    { spec: { hostNetwork: true } },
    { spec: { restartPolicy: 'Never' } },
    { spec: { schedulingGates: [{ name: 'a' }] } },
    { spec: { nodeSelector: { a: 'b' } } },
  ]),
  changed(
    'Pod',
    [
      { spec: { nodeSelector: { none: '', 'kubets-fuzz': 'nowhere', a: 'b' } } },
      { spec: { nodeSelector: { 'kubets-fuzz': 'else' } } },
      { spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] } },
      { spec: { schedulingGates: [] } },
      { spec: { nodeSelector: { x: 'y' } } },
    ],
    { spec: { schedulingGates: [{ name: 'a' }] } },
  ),
];
