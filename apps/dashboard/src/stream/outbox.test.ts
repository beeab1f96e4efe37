import { createFakeClock } from '@kubets/component/testing';
import { createOutbox, MOST_UNREAD_BYTES } from './outbox';

function setUp() {
  const clock = createFakeClock();
  const sent: any[] = [];
  const done: (() => void)[] = [];
  const wire = {
    bufferedAmount: 0,
    send(text: string, taken: () => void) {
      sent.push(JSON.parse(text));
      done.push(taken);
    },
  };
  /** The browser reads everything. */
  const read = () => {
    wire.bufferedAmount = 0;
    done.splice(0).forEach((taken) => taken());
  };
  return { clock, sent, wire, read, outbox: createOutbox(wire, clock) };
}

test('changes go together, after a moment', async () => {
  const { clock, sent, outbox } = setUp();
  const rows = outbox.changes<number>(7, 'rows');
  rows.set('a', 1);
  rows.set('b', 2);
  rows.set('a', 3);
  expect(sent).toEqual([]);
  await clock.advance(200);
  expect(sent).toEqual([
    {
      id: 7,
      type: 'rows',
      set: [
        ['a', 3],
        ['b', 2],
      ],
      gone: [],
    },
  ]);
});

test('while the browser does not read nothing is sent, and then only how things are', async () => {
  const { clock, sent, wire, read, outbox } = setUp();
  const rows = outbox.changes<number>(1, 'rows');
  wire.bufferedAmount = MOST_UNREAD_BYTES;
  outbox.send(2, { type: 'gone' });
  for (let count = 0; count < 1000; count++) {
    rows.set('a', count);
    await clock.advance(1);
  }
  expect(sent).toEqual([{ id: 2, type: 'gone' }]);
  let hasRoom = false;
  void outbox.room().then(() => (hasRoom = true));
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  read();
  await clock.advance(200);
  expect(hasRoom).toBe(true);
  expect(sent.slice(1)).toEqual([{ id: 1, type: 'rows', set: [['a', 999]], gone: [] }]);
});

test('a great many go in parts', async () => {
  const { clock, sent, outbox } = setUp();
  outbox.changes<number>(1, 'rows').list(
    Array.from({ length: 1100 }, (_, key): [string, number] => [`${key}`, key]),
    true,
  );
  await clock.advance(200);
  expect(sent.map(({ set, whole, more }) => [set.length, whole, more])).toEqual([
    [500, true, true],
    [500, undefined, true],
    [100, undefined, undefined],
  ]);
});

test('when it is closed nobody waits, and nothing is sent', async () => {
  const { clock, sent, wire, outbox } = setUp();
  wire.bufferedAmount = MOST_UNREAD_BYTES;
  const waiting = outbox.room();
  outbox.changes<number>(1, 'rows').set('a', 1);
  outbox.close();
  await waiting;
  await clock.advance(200);
  outbox.send(1, { type: 'end' });
  expect(sent).toEqual([]);
});
