import { pod, service } from '../testing/objects';
import { createTriggerTimes } from './trigger-time';

const [t0, t1, t2] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-01-01T00:00:02Z'];
const web = service('web');
const at = (name: string, since: string | undefined) => pod(name, { since });

test.each([
  { name: 'the first time it is the Service itself', before: undefined, now: [at('a', t2)], expected: t0 },
  { name: 'nothing changed', before: [at('a', t1)], now: [at('a', t1)], expected: undefined },
  { name: 'a pod changed', before: [at('a', t1)], now: [at('a', t2)], expected: t2 },
  { name: 'of several the earliest', before: [], now: [at('a', t2), at('b', t1)], expected: t1 },
  { name: 'a pod went', before: [at('a', t1), at('b', t1)], now: [at('a', t1)], expected: undefined },
])('$name', ({ before, now, expected }) => {
  const times = createTriggerTimes();
  if (before) times.compute('default/web', web, before);
  expect(times.compute('default/web', web, now)).toBe(expected);
});

test('a Service that is made anew counts again', () => {
  const times = createTriggerTimes();
  times.compute('default/web', web, []);
  expect(times.compute('default/web', service('web', {}, { creationTimestamp: t2 }), [])).toBe(t2);
  times.forget('default/web');
  expect(times.compute('default/web', web, [])).toBe(t0);
});
