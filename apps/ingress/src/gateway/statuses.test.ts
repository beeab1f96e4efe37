import { GATEWAY_CONTROLLER, type Route } from './objects';
import { routeStatus } from '@kubets/api';
import { classStatus } from './statuses';

const [EARLIER, NOW] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
const verdict = (status: 'True' | 'False') =>
  ({ parentRef: { name: 'g' }, accepted: [status, 'Reason', ''], resolvedRefs: ['True', 'ResolvedRefs', ''] }) as const;
const condition = (type: string, status: string, lastTransitionTime: string) =>
  expect.objectContaining({ type, status, lastTransitionTime, observedGeneration: 2 });
const parent = (controllerName: string) => ({
  parentRef: { name: 'g' },
  controllerName,
  conditions: ['Accepted', 'ResolvedRefs'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: EARLIER,
    reason: 'x',
    message: '',
  })),
});
const route = (...controllers: string[]): Route => ({
  kind: 'HTTPRoute',
  metadata: { name: 'r', generation: 2 },
  status: { parents: controllers.map(parent) },
});

test('a condition that stays keeps its time', () => {
  expect(
    routeStatus(route(GATEWAY_CONTROLLER), GATEWAY_CONTROLLER, [verdict('False')], NOW).parents[0]!.conditions,
  ).toEqual([condition('Accepted', 'False', NOW), condition('ResolvedRefs', 'True', EARLIER)]);
});
test('what others say stays, and what we said of Gateways that are not ours goes', () => {
  expect(routeStatus(route('other.io/c', GATEWAY_CONTROLLER), GATEWAY_CONTROLLER, [], NOW).parents).toEqual([
    parent('other.io/c'),
  ]);
});
test('a class is accepted', () => {
  expect(classStatus({ metadata: { name: 'c', generation: 2 } }, NOW)).toEqual({
    conditions: [condition('Accepted', 'True', NOW)],
  });
});
