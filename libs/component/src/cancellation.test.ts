import { createCancellations, signalOf } from './cancellation';

function begun() {
  const ending = new AbortController();
  const one = createCancellations(ending.signal).begin();
  const calls: string[] = [];
  return { ending, one, calls, note: (name: string) => () => void calls.push(name) };
}

test('listeners are told once, in their order, and not what was taken back', () => {
  const { one, calls, note } = begun();
  const gone = note('gone');
  one.addEventListener('abort', note('first'));
  one.addEventListener('abort', gone);
  one.addEventListener('abort', note('last'));
  one.removeEventListener('abort', gone);
  one.abort();
  one.abort();
  expect([one.aborted, calls]).toEqual([true, ['first', 'last']]);
});

test('as of an AbortSignal, nobody is told who comes later', () => {
  const { one, calls, note } = begun();
  one.abort();
  one.addEventListener('abort', note('late'));
  expect(calls).toEqual([]);
});

test('all that are open end together, and what is closed is left alone', () => {
  const { ending, one, calls, note } = begun();
  const group = createCancellations(ending.signal);
  const [open, closed] = [group.begin(), group.begin()];
  one.addEventListener('abort', note('of another group'));
  open.addEventListener('abort', note('open'));
  closed.addEventListener('abort', note('closed'));
  closed.close();
  ending.abort('the end');
  expect(calls).toEqual(['of another group', 'open']);
  expect(closed.aborted).toBe(false);
  const late = group.begin();
  expect(late.aborted).toBe(true);
  expect([open, late].map((one) => signalOf(one).reason)).toEqual([ending.signal.reason, ending.signal.reason]);
});

test('a listener may take another back, or end everything', () => {
  const { ending, one, calls, note } = begun();
  const other = note('other');
  one.addEventListener('abort', () => {
    one.removeEventListener('abort', other);
    ending.abort();
  });
  one.addEventListener('abort', other);
  one.abort();
  expect(calls).toEqual([]);
});

test('its signal is made once and aborted with it, and is so already when it is asked for later', () => {
  const { one } = begun();
  const signal = signalOf(one);
  expect(signalOf(one)).toBe(signal);
  expect(signal.aborted).toBe(false);
  one.abort();
  expect(signal.aborted).toBe(true);
  const { one: ended } = begun();
  ended.abort();
  expect(signalOf(ended).aborted).toBe(true);
});

test('the signal of an AbortSignal is itself, and of anything else there is none', () => {
  const { signal } = new AbortController();
  expect(signalOf(signal)).toBe(signal);
  const foreign = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };
  expect(() => signalOf(foreign)).toThrow('a cancellation is an AbortSignal');
});
