import { createFakeClock } from '@kubets/component/testing';
import { eventually } from './eventually';

const options = () => ({ clock: { ...createFakeClock(), ...advancing() }, describe: async () => 'all that there is' });

/** A clock whose sleeps are over at once. */
function advancing() {
  let nowMs = 0;
  return {
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => void (nowMs += ms),
  };
}

test.each<[string, unknown[], unknown]>([
  ['what is there at once', ['found'], 'found'],
  ['what comes later', [undefined, false, 0, '', null, { name: 'a' }], { name: 'a' }],
  ['what could not be read at first', [new Error('not found'), 1], 1],
])('finds %s', async (_what, answers, expected) => {
  const left = [...answers];
  const read = () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  expect(await eventually(read, options())).toEqual(expected);
  expect(left).toEqual([]);
});

test.each<[string, () => unknown, RegExp]>([
  ['what it found last', () => undefined, /^not within 0.1 s: it found undefined\n\nall that there is$/],
  [
    'why it found nothing',
    () => Promise.reject(new Error('pods "a" not found')),
    /^not within 0.1 s: pods "a" not found\n\nall/,
  ],
])('says %s when it gives up', async (_what, read, message) => {
  await expect(eventually(read, { ...options(), timeoutMs: 100 })).rejects.toThrow(message);
});
