import { createAbortGroup } from './abort-group';

test('what is open is aborted with the signal, what was closed is not, and what begins later is at once', () => {
  const stopping = new AbortController();
  const group = createAbortGroup(stopping.signal);
  const [open, closed] = [group.begin(), group.begin()];
  closed.close();
  expect(open.gone.signal.aborted).toBe(false);
  stopping.abort('the end');
  expect([open, closed, group.begin()].map(({ gone }) => gone.signal.aborted)).toEqual([true, false, true]);
  expect(open.gone.signal.reason).toBe('the end');
});

test('one is aborted alone', () => {
  const group = createAbortGroup(new AbortController().signal);
  const [one, other] = [group.begin(), group.begin()];
  one.gone.abort();
  expect([one, other].map(({ gone }) => gone.signal.aborted)).toEqual([true, false]);
});
