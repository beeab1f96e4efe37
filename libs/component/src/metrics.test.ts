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

  test('process metrics are there by default', async () => {
    expect((await createMetrics().render()).body).toContain('process_resident_memory_bytes');
  });
});
