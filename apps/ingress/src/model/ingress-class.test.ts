import { INGRESS_CONTROLLER } from '@kubets/api';
import { ingress } from '../testing/objects';
import { isOwnIngress, ownClasses } from './ingress-class';

const own = ownClasses([
  { metadata: { name: 'kubets' }, spec: { controller: INGRESS_CONTROLLER } },
  { metadata: { name: 'also-ours' }, spec: { controller: INGRESS_CONTROLLER } },
  { metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } },
  { metadata: { name: 'nothing' } },
]);

test.each([
  ['kubets', undefined, true],
  ['also-ours', undefined, true],
  ['nginx', undefined, false],
  ['nothing', undefined, false],
  ['missing', undefined, false],
  [undefined, undefined, false],
  [undefined, 'kubets', true],
  [undefined, 'nginx', false],
  ['nginx', 'kubets', false],
])('class %s, annotation %s: %s', (ingressClassName, annotation, expected) => {
  const annotations = annotation === undefined ? undefined : { 'kubernetes.io/ingress.class': annotation };
  expect(isOwnIngress(ingress('one', { ingressClassName }, { annotations }), own)).toBe(expected);
});

test('one that is being deleted is nobody’s', () => {
  expect(isOwnIngress(ingress('one', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), own)).toBe(false);
});
