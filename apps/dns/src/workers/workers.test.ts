import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { MetricsRequest, WorkerMessage } from './worker-messages';
import { startWorkers } from './workers';

interface FakeWorker {
  isReplacement: boolean;
  asked: MetricsRequest[];
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
    fork(isReplacement) {
      const fake: FakeWorker = {
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
      };
    },
  });
  return { clock, logger, forked, workers };
}

test('they answer from the first that listens, and know names from the first that is synced', async () => {
  const { forked, workers } = start(2);
  expect(forked).toHaveLength(2);
  forked[1]!.say({ kind: 'listening', port: 53 });
  expect(await workers.port()).toBe(53);
  expect(workers.ready()).toBe(0);
  forked[0]!.say({ kind: 'synced' });
  await workers.synced();
  expect(workers.ready()).toBe(1);
});

test('one that ends is replaced, later each time, and as a replacement where others answer', async () => {
  const { clock, forked, workers, logger } = start(2);
  forked[0]!.say({ kind: 'synced' });
  forked[1]!.end('SIGKILL');
  await clock.advance(100);
  expect(forked).toHaveLength(3);
  expect(forked[2]!.isReplacement).toBe(true);
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
  forked[0]!.say({ kind: 'metrics', turn: forked[0]!.asked[0]!.turn, text: 'names 1' });
  await clock.advance(1000);
  expect(await asked).toEqual([{ worker: 1, text: 'names 1' }]);
});

test('stopped, they end and are not replaced', async () => {
  const { clock, forked, workers } = start(2);
  await workers.stop();
  await clock.advance(60_000);
  expect(forked.map(({ isStopped }) => isStopped)).toEqual([true, true]);
});
