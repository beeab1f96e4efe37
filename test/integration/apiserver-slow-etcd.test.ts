import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../e2e/cluster/eventually';
import { startTestCluster, type TestCluster } from './apiserver-harness';
import { startLaggingRelay, type LaggingRelay } from './lagging-relay';

jest.setTimeout(180_000);

/** Each way, so that a call takes two to eight seconds. */
const LAGS_MS = [1000, 4000, 2000, 3000, 1500];
const EACH_LAG_MS = 5000;
const GONE_MS = 10_000;
const WRITERS = 40;
const WATCHERS = 50;
/** Of this process, which is server, clients and watchers at once, and whose garbage goes when V8 likes. */
const GROWTH_MIB = 300;
const PATH = '/api/v1/namespaces/default/configmaps';

let cluster: TestCluster;
let relay: LaggingRelay;
beforeEach(async () => {
  cluster = await startTestCluster();
  relay = await startLaggingRelay(Number(new URL(cluster.etcd.url).port));
});
afterEach(async () => {
  relay.lag(0);
  await cluster.stop();
  relay.close();
});

test('an etcd that takes seconds for each call, and then is gone for a while, loses no acknowledged write and no watcher', async () => {
  const api = await cluster.start({ 'etcd-servers': `http://127.0.0.1:${relay.port}` });
  const watches = Array.from({ length: WATCHERS }, () => api.watch(`${PATH}?watch=1`));
  await eventually(async () => expect((await api.call('/readyz')).code).toBe(200));
  const acknowledged: string[] = [];
  const codes = new Map<number, number>();
  let slowestWriteMs = 0;
  let isOver = false;
  const writing = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let index = 0; !isOver; index++) {
      const name = `cm-${writer}-${index}`;
      const asked = performance.now();
      const { code } = await api.call(`${PATH}?timeout=15s`, { method: 'POST', body: { metadata: { name } } });
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code !== 201) await sleep(100);
      else {
        acknowledged.push(name);
        slowestWriteMs = Math.max(slowestWriteMs, performance.now() - asked);
      }
    }
  });
  await eventually(() => expect(acknowledged.length).toBeGreaterThan(100));
  const before = process.memoryUsage.rss();
  let slowestCachedMs = 0;
  for (const ms of [...LAGS_MS, Infinity]) {
    relay.lag(ms);
    const until = performance.now() + (ms === Infinity ? GONE_MS : EACH_LAG_MS);
    while (performance.now() < until) {
      const asked = performance.now();
      expect((await api.call(`${PATH}?resourceVersion=0&limit=1`)).code).toBe(200);
      slowestCachedMs = Math.max(slowestCachedMs, performance.now() - asked);
      await sleep(100);
    }
  }
  const meanwhile = acknowledged.length;
  relay.lag(0);
  await eventually(() => expect(acknowledged.length).toBeGreaterThan(meanwhile + WRITERS));
  isOver = true;
  await Promise.all(writing);
  expect([...codes.keys()].filter((code) => code !== 201 && code !== 429 && code !== 503 && code !== 504)).toEqual([]);
  expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(GROWTH_MIB);
  expect(slowestCachedMs).toBeLessThan(2000);
  // As slow as etcd was.
  expect(slowestWriteMs).toBeGreaterThan(2 * Math.max(...LAGS_MS));
  await eventually(async () => expect((await api.call('/readyz')).code).toBe(200));
  const stored = (await api.call(PATH)).body.items.map(({ metadata }: any) => metadata.name as string);
  expect(stored).toEqual(expect.arrayContaining(acknowledged));
  for (const watch of watches) {
    const events = await watch.until(({ length }) => length >= stored.length);
    watch.stop();
    expect(events.map(({ object }) => object.metadata.name as string).sort()).toEqual([...stored].sort());
  }
});
