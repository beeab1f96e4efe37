import { setMaxListeners } from 'node:events';
import { createPriorityLevel, type Leave, type Queuing } from './priority-level';

const forever = new AbortController().signal;
setMaxListeners(0, forever);
const queuing: Queuing = { queues: 8, handSize: 2, queueLengthLimit: 3 };

function levelOf(limit: number, queues: Queuing | undefined = queuing, maxWaitMs = 60_000) {
  let time = 0;
  const level = createPriorityLevel({ maxWaitMs, now: () => time });
  level.configure({ limit, queuing: queues });
  return { level, pass: (ms: number) => void (time += ms) };
}

test('whoever finds a seat is let in at once; the others wait, and get it when it is given back', async () => {
  const { level } = levelOf(2);
  const leave = level.enter({ hash: () => 1, width: 1, signal: forever }) as Leave;
  level.enter({ hash: () => 1, width: 1, signal: forever });
  let isIn = false;
  const waiting = level.enter({ hash: () => 2, width: 1, signal: forever }) as Promise<Leave>;
  void waiting.then(() => (isIn = true));
  await Promise.resolve();
  expect([isIn, level.waiting, level.seatsInUse]).toEqual([false, 1, 2]);
  leave();
  leave();
  await waiting;
  expect([level.waiting, level.seatsInUse, level.takeDemand(), level.takeDemand()]).toEqual([0, 2, 3, 2]);
});

test('a flow that floods fills its own queues, and one beside it is next', async () => {
  const { level, pass } = levelOf(1, { queues: 8, handSize: 1, queueLengthLimit: 100 });
  const first = level.enter({ hash: () => 1, width: 1, signal: forever }) as Leave;
  const order: string[] = [];
  const leaves: Leave[] = [first];
  const come = (name: string, hash: number) =>
    void (level.enter({ hash: () => hash, width: 1, signal: forever }) as Promise<Leave>).then(
      (leave) => {
        order.push(name);
        leaves.push(leave);
      },
      () => undefined,
    );
  for (let count = 0; count < 20; count++) come('flood', 1);
  come('calm', 5);
  for (let count = 0; count < 3; count++) {
    pass(10);
    leaves.shift()!();
    await new Promise(setImmediate);
  }
  expect(order).toContain('calm');
});

test('a wide request waits for all its seats, and one that is wider than the level goes alone', async () => {
  const { level } = levelOf(4);
  const small = level.enter({ hash: () => 1, width: 1, signal: forever }) as Leave;
  const wide = level.enter({ hash: () => 2, width: 10, signal: forever }) as Promise<Leave>;
  expect(level.waiting).toBe(1);
  small();
  const leave = await wide;
  expect(level.seatsInUse).toBe(10);
  leave();
  expect(level.seatsInUse).toBe(0);
});

test.each<[string, (level: ReturnType<typeof levelOf>['level']) => Promise<unknown>]>([
  [
    'queue-full',
    async (level) => {
      for (let count = 0; count < 10; count++)
        void Promise.resolve(level.enter({ hash: () => 1, width: 1, signal: forever })).catch(() => undefined);
      return level.enter({ hash: () => 1, width: 1, signal: forever });
    },
  ],
  [
    'cancelled',
    async (level) => {
      const gone = new AbortController();
      const waiting = level.enter({ hash: () => 1, width: 1, signal: gone.signal });
      gone.abort();
      return waiting;
    },
  ],
])('%s', async (reason, act) => {
  const { level } = levelOf(1);
  level.enter({ hash: () => 0, width: 1, signal: forever });
  await expect(act(level)).rejects.toMatchObject({ reason });
});

test('nobody waits longer than may be, and nobody where there are no queues', async () => {
  const { level } = levelOf(1, queuing, 5);
  level.enter({ hash: () => 0, width: 1, signal: forever });
  await expect(level.enter({ hash: () => 0, width: 1, signal: forever })).rejects.toMatchObject({ reason: 'time-out' });
  const strict = levelOf(1, undefined).level;
  strict.configure({ limit: 1, queuing: undefined });
  strict.enter({ hash: () => 0, width: 1, signal: forever });
  expect(() => strict.enter({ hash: () => 0, width: 1, signal: forever })).toThrow('concurrency-limit');
});

test('those who wait go on waiting when the queues change, and come in when there are more seats', async () => {
  const { level } = levelOf(1);
  level.enter({ hash: () => 0, width: 1, signal: forever });
  const waiting = [1, 2, 3].map(
    (hash) => level.enter({ hash: () => hash, width: 1, signal: forever }) as Promise<Leave>,
  );
  level.configure({ limit: 1, queuing: { ...queuing, queues: 2 } });
  expect(level.waiting).toBe(3);
  level.setLimit(4);
  await Promise.all(waiting);
  expect(level.seatsInUse).toBe(4);
});

test('a wide request waits in a queue of its own flow, though there were seats for a small one', async () => {
  const { level } = levelOf(2, { queues: 64, handSize: 1, queueLengthLimit: 1 });
  level.enter({ hash: () => 1, width: 1, signal: forever });
  const wide = [3, 4, 5].map((hash) => level.enter({ hash: () => hash, width: 2, signal: forever }) as Promise<Leave>);
  expect(level.waiting).toBe(3);
  await expect(level.enter({ hash: () => 3, width: 2, signal: forever })).rejects.toMatchObject({
    reason: 'queue-full',
  });
  level.setLimit(8);
  await Promise.all(wide);
});
