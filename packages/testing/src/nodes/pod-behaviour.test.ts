import { parseLabelSelector } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { behaviourOf, type PodBehaviour, type PodRule } from './pod-behaviour';

const podOf = (annotations: Record<string, string> = {}): Pod => ({
  metadata: { namespace: 'shop', name: 'a', labels: { app: 'web' }, annotations },
});
const rule = (labelSelector: string, behaviour: PodRule['behaviour'], namespace?: string): PodRule => ({
  matches: parseLabelSelector(labelSelector),
  behaviour,
  ...(namespace ? { namespace } : {}),
});

test.each<[string, PodRule[], Record<string, string>, PodBehaviour]>([
  ['nothing is said', [], {}, {}],
  ['a rule fits', [rule('app=web', { exitCode: 1 })], {}, { exitCode: 1 }],
  ['no rule fits', [rule('app=db', { exitCode: 1 }), rule('app=web', { exitCode: 1 }, 'other')], {}, {}],
  ['two rules fit', [rule('app=web', { exitCode: 1 }, 'shop'), rule('', { exitCode: 2 })], {}, { exitCode: 1 }],
  ['a rule looks', [rule('', ({ metadata }) => ({ logs: metadata?.name }))], {}, { logs: 'a' }],
  [
    'the pod says it',
    [],
    { 'testing.kubets.dev/waiting': 'ImagePullBackOff', 'testing.kubets.dev/ready-after-ms': '250' },
    { waiting: 'ImagePullBackOff', readyAfterMs: 250 },
  ],
  [
    'both say it',
    [rule('', { exitCode: 1, logs: 'x' })],
    { 'testing.kubets.dev/exit-code': '3' },
    { exitCode: 3, logs: 'x' },
  ],
  [
    'the pod says no number',
    [],
    { 'testing.kubets.dev/exit-code': 'three', 'testing.kubets.dev/exit-after-ms': '-1' },
    {},
  ],
])('what a pod does when %s', (_when, rules, annotations, expected) => {
  expect(behaviourOf(podOf(annotations), rules)).toEqual(expected);
});
