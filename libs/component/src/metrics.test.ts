import { createMetrics } from './metrics';

describe('createMetrics', () => {
  test('a name is one metric, however often it is asked for', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const define = () => metrics.counter({ name: 'adds_total', help: 'Adds.', labels: ['name'] });
    define().inc({ name: 'a' });
    define().inc({ name: 'a' });
    expect((await metrics.render()).body).toContain('adds_total{name="a"} 2');
  });

  test('a gauge can be read when it is scraped', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let length = 1;
    metrics.gauge({ name: 'depth', help: 'Depth.', collect: (gauge) => gauge.set(length) });
    length = 7;
    expect((await metrics.render()).body).toContain('depth 7');
  });

  test('those who ask at once share one reading, from after they asked', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let readings = 0;
    metrics.gauge({ name: 'readings', help: 'Readings.', collect: (gauge) => gauge.set(++readings) });
    const [first] = await Promise.all(Array.from({ length: 200 }, () => metrics.render()));
    const later = await metrics.render();
    expect([first!.body, later.body]).toEqual([
      expect.stringContaining('readings 1\n'),
      expect.stringContaining('readings 2\n'),
    ]);
  });

  test('process metrics are there by default', async () => {
    expect((await createMetrics().render()).body).toContain('process_resident_memory_bytes');
  });
});
