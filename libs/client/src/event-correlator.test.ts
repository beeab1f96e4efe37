import { createEventCorrelator, type Report } from './event-correlator';

const report = (name: string, message: string): Report => ({
  reference: { kind: 'Pod', namespace: 'default', name, uid: name },
  type: 'Warning',
  reason: 'FailedScheduling',
  message,
});

test('a report that was written is counted on, by its place and count alone', () => {
  const correlator = createEventCorrelator();
  const first = correlator.correlate(report('a', 'x'), 0);
  if (first.action !== 'create') throw new Error(first.action);
  correlator.written(first.key, { metadata: { namespace: 'default', name: 'a.1' }, count: 3, message: 'x' });
  expect(correlator.correlate(report('a', 'x'), 1)).toEqual({
    action: 'update',
    key: first.key,
    message: 'x',
    earlier: { namespace: 'default', name: 'a.1', count: 3 },
  });
  expect(correlator.correlate(report('a', 'y'), 1)).toMatchObject({ action: 'create' });
  expect(correlator.correlate(report('b', 'x'), 1)).toMatchObject({ action: 'create' });
});

test('what it remembers takes no more room the longer names and messages are', () => {
  const correlator = createEventCorrelator();
  const keys = ['n', 'n'.repeat(253)].map((name) => {
    const decision = correlator.correlate(report(name, name.repeat(4)), 0);
    return decision.action === 'create' ? decision.key.length : 0;
  });
  expect(keys).toEqual([44, 44]);
});
