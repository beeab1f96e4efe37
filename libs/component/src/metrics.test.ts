import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expositionOf } from './exposition';
import { createMetrics } from './metrics';

describe('createMetrics', () => {
  test('a name is one metric, however often it is asked for', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const define = () => metrics.counter({ name: 'adds_total', help: 'Adds.', labels: ['name'] });
    define().inc({ name: 'a' });
    define().inc({ name: 'a' });
    expect(String((await metrics.render()).body)).toContain('adds_total{name="a"} 2');
  });

  test('a gauge can be read when it is scraped', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let length = 1;
    metrics.gauge({ name: 'depth', help: 'Depth.', collect: (gauge) => gauge.set(length) });
    length = 7;
    expect(String((await metrics.render()).body)).toContain('depth 7');
  });

  test('those who ask at once share one reading, from after they asked', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let readings = 0;
    metrics.gauge({ name: 'readings', help: 'Readings.', collect: (gauge) => gauge.set(++readings) });
    const [first] = await Promise.all(Array.from({ length: 200 }, () => metrics.render()));
    const later = await metrics.render();
    expect([String(first!.body), String(later.body)]).toEqual([
      expect.stringContaining('readings 1\n'),
      expect.stringContaining('readings 2\n'),
    ]);
  });

  test('it is made a tenth of the time at most, however often somebody asks', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let readings = 0;
    const read = (gauge: Gauge) => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      gauge.set(++readings);
    };
    metrics.gauge({ name: 'readings', help: 'Readings.', collect: read });
    const asked: Promise<unknown>[] = [];
    for (let turn = 0; turn < 200; turn++) {
      asked.push(metrics.render());
      await setImmediate();
    }
    await Promise.all(asked);
    expect(readings).toBe(2);
  });

  test('others have their turn while a large text is made, which is the same', async () => {
    const registry = new Registry();
    const labelNames = ['a', 'b'] as const;
    const histogram = new Histogram({ name: 'h', help: 'H.', labelNames, registers: [registry] });
    for (let series = 0; series < 4000; series++) histogram.observe({ a: `a"${series}`, b: 'x'.repeat(50) }, 1);
    for (const Metric of [Counter, Gauge])
      new Metric({ name: Metric.name, help: 'An\\other.', registers: [registry] }).inc();
    new Counter({ name: 'empty', help: 'Nothing.', labelNames, registers: [registry] });
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const text = await expositionOf(registry);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
    expect(text === (await registry.metrics())).toBe(true);
  });

  test('process metrics are there by default', async () => {
    expect(String((await createMetrics().render()).body)).toContain('process_resident_memory_bytes');
  });
});
