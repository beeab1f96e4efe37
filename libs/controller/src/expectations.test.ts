import { createFakeClock } from '@kubets/component/testing';
import { createExpectations, type Expectations } from './expectations';

test.each<[string, (e: Expectations) => void, boolean]>([
  ['nothing expected', () => undefined, true],
  ['creations outstanding', (e) => e.expectCreations('k', 2), false],
  [
    'some created',
    (e) => {
      e.expectCreations('k', 2);
      e.creationObserved('k');
    },
    false,
  ],
  [
    'all created',
    (e) => {
      e.expectCreations('k', 1);
      e.creationObserved('k');
    },
    true,
  ],
  [
    'one more created than expected',
    (e) => {
      e.creationObserved('k');
      e.expectCreations('k', 1);
    },
    false,
  ],
  ['a deletion outstanding', (e) => e.expectDeletions('k', ['ns/a', 'ns/b']), false],
  [
    'one deletion seen twice',
    (e) => {
      e.expectDeletions('k', ['ns/a', 'ns/b']);
      e.deletionObserved('k', 'ns/a');
      e.deletionObserved('k', 'ns/a');
    },
    false,
  ],
  [
    'all deleted',
    (e) => {
      e.expectDeletions('k', ['ns/a']);
      e.deletionObserved('k', 'ns/a');
    },
    true,
  ],
  [
    'expecting none',
    (e) => {
      e.expectCreations('k', 0);
      e.expectDeletions('k', []);
    },
    true,
  ],
  ['another key', (e) => e.expectCreations('other', 1), true],
  [
    'forgotten',
    (e) => {
      e.expectCreations('k', 1);
      e.delete('k');
    },
    true,
  ],
])('%s', (_, act, satisfied) => {
  const expectations = createExpectations({ clock: createFakeClock() });
  act(expectations);
  expect(expectations.satisfied('k')).toBe(satisfied);
});

test('after five minutes nobody waits any more', async () => {
  const clock = createFakeClock();
  const expectations = createExpectations({ clock });
  expectations.expectCreations('k', 1);
  await clock.advance(300_000);
  expect(expectations.satisfied('k')).toBe(false);
  await clock.advance(1);
  expect(expectations.satisfied('k')).toBe(true);
});
