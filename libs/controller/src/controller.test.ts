import { newConflict } from '@kubets/apimachinery';
import { createInformer } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createMetrics } from '@kubets/component';
import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import { createController, type ControllerOptions } from './controller';

function setup(reconcile: ControllerOptions['reconcile'], keys: string[] = [], workers?: number) {
  const clock = createFakeClock();
  const cluster = createFakeCluster(
    keys.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ns', name } })),
    { clock },
  );
  const logger = createTestLogger();
  const metrics = createMetrics({ processMetrics: false });
  const informer = createInformer(cluster.configMaps, { logger, clock });
  const controller = createController({
    name: 'test',
    informers: [informer],
    reconcile,
    workers,
    logger,
    metrics,
    clock,
    setup: (enqueue) =>
      informer.addEventHandler({
        onAdd: ({ metadata }) => enqueue(metadata!.name!),
        onUpdate: (_, { metadata }) => enqueue(metadata!.name!),
      }),
  });
  const stop = new AbortController();
  return { clock, cluster, logger, metrics, controller, stop, done: controller.run(stop.signal) };
}

describe('controller', () => {
  test('reconciles every key once its informers have synced', async () => {
    const seen: string[] = [];
    const { clock, metrics, stop, done } = setup(async (key) => void seen.push(key), ['a', 'b']);
    await clock.advance(0);
    expect(seen).toEqual(['a', 'b']);
    expect(String((await metrics.render()).body)).toContain('workqueue_adds_total{name="test"} 2');
    stop.abort();
    await done;
  });

  test('lets others have their turn between keys that wait for nothing', async () => {
    let [turns, done, turnsMeanwhile] = [0, 0, 0];
    const count = () => {
      turns += 1;
      if (!stop.signal.aborted) setImmediate(count);
    };
    const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
    const { stop, done: ended } = setup(async () => {
      if (done === 0) turns = 0;
      const until = performance.now() + 2;
      while (performance.now() < until);
      done += 1;
      turnsMeanwhile = turns;
    }, keys);
    count();
    await eventually(() => done === keys.length);
    // A hundred milliseconds in shares of five.
    expect(turnsMeanwhile).toBeGreaterThan(10);
    stop.abort();
    await ended;
  });

  test('retries a failure with backoff and says so', async () => {
    let attempts = 0;
    const { clock, logger, stop, done } = setup(async () => {
      if (++attempts < 3) throw new Error('not yet');
    }, ['a']);
    await clock.advance(1000);
    expect(attempts).toBe(3);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    stop.abort();
    await done;
  });

  test('a conflict is no warning', async () => {
    let attempts = 0;
    const { clock, logger, stop, done } = setup(async () => {
      if (++attempts < 2) throw newConflict({ group: '', resource: 'configmaps' }, 'a');
    }, ['a']);
    await clock.advance(1000);
    expect(attempts).toBe(2);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    stop.abort();
    await done;
  });

  test('comes back when reconcile asks for it', async () => {
    const at: number[] = [];
    const { clock, stop, done } = setup(async () => {
      at.push(clock.monotonicMs());
      return at.length < 3 ? { requeueAfterMs: 100 } : undefined;
    }, ['a']);
    await clock.advance(1000);
    expect(at).toEqual([0, 100, 200]);
    stop.abort();
    await done;
  });

  test('several workers, but never two on one key', async () => {
    const running = new Map<string, number>();
    let most = 0;
    const { clock, cluster, stop, done } = setup(
      async (key) => {
        running.set(key, (running.get(key) ?? 0) + 1);
        expect(running.get(key)).toBe(1);
        most = Math.max(
          most,
          [...running.values()].reduce((sum, n) => sum + n, 0),
        );
        await clock.sleep(50);
        running.set(key, 0);
      },
      ['a', 'b', 'c'],
      2,
    );
    await clock.advance(10);
    await cluster.configMaps.patch({ namespace: 'ns', name: 'a' }, { type: 'merge', body: { data: { x: '1' } } });
    await clock.advance(1000);
    expect(most).toBe(2);
    stop.abort();
    await done;
  });

  test('run ends when the work under way has ended', async () => {
    let finished = false;
    const { clock, stop, done } = setup(
      async () => {
        await clock.sleep(100);
        finished = true;
      },
      ['a', 'b'],
      1,
    );
    await clock.advance(10);
    stop.abort();
    await clock.advance(100);
    await done;
    expect(finished).toBe(true);
  });
});
