import { createFakeClock, createTestLogger } from '../testing';
import type { PrimaryMessage, WorkerMessage } from './worker-messages';
import { startWorkers } from './workers';

interface FakeWorker {
  number: number;
  isReplacement: boolean;
  asked: PrimaryMessage[];
  isStopped: boolean;
  say(message: WorkerMessage): void;
  end(reason: string): void;
}

function start(count: number) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const forked: FakeWorker[] = [];
  const workers = startWorkers({
    count,
    clock,
    logger,
    fork({ number, isReplacement }) {
      const fake: FakeWorker = {
        number,
        isReplacement,
        asked: [],
        isStopped: false,
        say: () => undefined,
        end: () => undefined,
      };
      forked.push(fake);
      return {
        send: (message) => void fake.asked.push(message),
        onMessage: (listener) => void (fake.say = listener),
        onExit: (listener) => void (fake.end = listener),
        stop() {
          fake.isStopped = true;
          fake.end('SIGTERM');
        },
        kill: () => fake.end('SIGKILL'),
      };
    },
  });
  return { clock, logger, forked, workers };
}

/** Of the question that it was asked first. */
const turnOf = ({ asked: [first] }: FakeWorker): number => (first?.kind === 'metrics' ? first.turn : NaN);

test('they answer from the first that listens, and are ready from the first that is', async () => {
  const { forked, workers } = start(2);
  expect(forked).toHaveLength(2);
  forked[1]!.say({ kind: 'listening', port: 53 });
  expect(await workers.port()).toBe(53);
  expect(workers.ready()).toBe(0);
  forked[0]!.say({ kind: 'ready' });
  await workers.firstReady();
  expect(workers.ready()).toBe(1);
});

test('one that ends is replaced, later each time, and as a replacement where others answer', async () => {
  const { clock, forked, workers, logger } = start(2);
  forked[0]!.say({ kind: 'listening', port: 53 });
  forked[0]!.say({ kind: 'ready' });
  forked[1]!.end('SIGKILL');
  await clock.advance(100);
  expect(forked).toHaveLength(3);
  expect(forked[2]).toMatchObject({ number: 2, isReplacement: true });
  forked[2]!.end('exit code 1');
  await clock.advance(100);
  expect(forked).toHaveLength(3);
  await clock.advance(100);
  expect(forked).toHaveLength(4);
  forked[0]!.end('SIGKILL');
  expect(workers.ready()).toBe(0);
  await clock.advance(200);
  expect(forked[4]!.isReplacement).toBe(false);
  expect(logger.lines).toMatchObject([{ reason: 'SIGKILL' }, { reason: 'exit code 1' }, { reason: 'SIGKILL' }]);
});

test('metrics are those of the workers that tell them in time', async () => {
  const { clock, forked, workers } = start(2);
  const asked = workers.metrics();
  forked[0]!.say({ kind: 'metrics', turn: turnOf(forked[0]!), text: 'names 1' });
  await clock.advance(1000);
  expect(await asked).toEqual([{ worker: 1, text: 'names 1' }]);
});

test('stopped, they end and are not replaced', async () => {
  const { clock, forked, workers } = start(2);
  await workers.stop();
  await clock.advance(60_000);
  expect(forked.map(({ isStopped }) => isStopped)).toEqual([true, true]);
});

test('what the others counted is told to the one that asks', async () => {
  const { forked } = start(3);
  forked[1]!.say({ kind: 'others', turn: 7 });
  for (const index of [0, 2]) {
    forked[index]!.say({ kind: 'metrics', turn: turnOf(forked[index]!), text: `requests ${index}` });
  }
  await new Promise(setImmediate);
  const texts = [
    { worker: 1, text: 'requests 0' },
    { worker: 3, text: 'requests 2' },
  ];
  expect(forked[1]!.asked).toEqual([{ kind: 'others', turn: 7, texts }]);
});

test('one that ends before any has listened is told, and not started again', async () => {
  const { clock, forked, workers } = start(2);
  forked[1]!.end('exit code 1');
  await expect(workers.port()).rejects.toThrow('worker 2 ended before it could answer: exit code 1');
  await clock.advance(60_000);
  expect(forked).toHaveLength(2);
});

test('one that says nothing any more is ended and replaced, one that lives is not', async () => {
  const { clock, forked } = start(2);
  for (const fake of forked) fake.say({ kind: 'listening', port: 53 });
  await clock.advance(9_000);
  forked[0]!.say({ kind: 'alive' });
  await clock.advance(1_500);
  expect(forked.map(({ number }) => number)).toEqual([1, 2, 2]);
});
