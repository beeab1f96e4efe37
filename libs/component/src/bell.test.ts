import { createBell, type Bell } from './bell';

const never = new AbortController().signal;

/** Whether somebody who waits now is let go by what happens then. */
async function isHeard(
  before: (bell: Bell) => void,
  meanwhile: (bell: Bell) => void = () => undefined,
  signal = never,
): Promise<boolean> {
  const bell = createBell();
  let heard = false;
  before(bell);
  void bell.wait(signal).then(() => (heard = true));
  meanwhile(bell);
  await Promise.resolve();
  return heard;
}

test.each<[string, boolean, Promise<boolean>]>([
  ['nothing', false, isHeard(() => undefined)],
  ['a ring before', true, isHeard((bell) => bell.ring())],
  [
    'a ring while one waits',
    true,
    isHeard(
      () => undefined,
      (bell) => bell.ring(),
    ),
  ],
  ['a ring before a hush', false, isHeard((bell) => (bell.ring(), bell.hush()))],
  [
    'a signal that has aborted',
    true,
    isHeard(
      () => undefined,
      () => undefined,
      AbortSignal.abort(),
    ),
  ],
])('%s is heard: %s', async (_, expected, heard) => expect(await heard).toBe(expected));

test('a signal that aborts lets go who waits, and leaves no listener', async () => {
  const stop = new AbortController();
  const removed = jest.spyOn(stop.signal, 'removeEventListener');
  const waiting = createBell().wait(stop.signal);
  stop.abort();
  await waiting;
  expect(removed).toHaveBeenCalled();
});

test('two rings are one', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait(never);
  bell.hush();
  const stop = new AbortController();
  let heard = false;
  const waiting = bell.wait(stop.signal).then(() => (heard = true));
  await Promise.resolve();
  expect(heard).toBe(false);
  stop.abort();
  await waiting;
});
