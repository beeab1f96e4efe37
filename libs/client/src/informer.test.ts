import { newExpired, newServiceUnavailable } from '@kubets/apimachinery';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { createInformer, type Informer } from './informer';
import type { Indexers } from './lister';
import { createFakeCluster } from './testing';

const map = (name: string, value = '1', namespace = 'default'): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { value },
});

function start(
  objects: ConfigMap[] = [],
  options: {
    namespace?: string;
    labelSelector?: string;
    pageSize?: number;
    indexers?: Indexers<ConfigMap>;
    transform?(object: ConfigMap): ConfigMap;
  } = {},
) {
  const clock = createFakeClock();
  const cluster = createFakeCluster(objects, { clock });
  const logger = createTestLogger();
  const stop = new AbortController();
  const informer = createInformer(cluster.configMaps, { name: 'configmaps', logger, clock, ...options });
  const seen: string[] = [];
  const valueOf = (object: ConfigMap) => `${object.metadata?.name}=${object.data?.['value']}`;
  informer.addEventHandler({
    onAdd: (object) => seen.push(`+${valueOf(object)}`),
    onUpdate: (previous, object) => seen.push(`~${valueOf(previous)}→${valueOf(object)}`),
    onDelete: (object) => seen.push(`-${valueOf(object)}`),
  });
  const take = async () => {
    await clock.advance(0);
    return seen.splice(0);
  };
  return { clock, cluster, logger, stop, informer, take };
}

const names = (informer: Informer<ConfigMap>) =>
  informer.lister
    .list()
    .map(({ metadata }) => metadata?.name)
    .sort();

describe('an informer', () => {
  test('lists, then follows every change once', async () => {
    const { cluster, stop, informer, take } = start([map('a')]);
    informer.start(stop.signal);
    expect(informer.hasSynced()).toBe(false);
    await informer.synced();
    expect(await take()).toEqual(['+a=1']);

    const b = await cluster.configMaps.create(map('b'));
    await cluster.configMaps.update({ ...b, data: { value: '2' } });
    await cluster.configMaps.delete({ namespace: 'default', name: 'a' });
    expect(await take()).toEqual(['+b=1', '~b=1→b=2', '-a=1']);
    expect(names(informer)).toEqual(['b']);
    stop.abort();
    await cluster.configMaps.create(map('late'));
    expect(await take()).toEqual([]);
  });

  test('reads page by page', async () => {
    const { stop, informer, take } = start(
      ['a', 'b', 'c', 'd', 'e'].map((name) => map(name)),
      { pageSize: 2 },
    );
    informer.start(stop.signal);
    await informer.synced();
    expect(await take()).toEqual(['+a=1', '+b=1', '+c=1', '+d=1', '+e=1']);
    stop.abort();
  });

  test('keeps and tells of each object only what the transform leaves', async () => {
    const transform = (object: ConfigMap): ConfigMap => ({ ...object, data: { value: `${object.data?.['value']}!` } });
    const { cluster, clock, stop, informer, take } = start([map('a'), map('b')], { transform, pageSize: 1 });
    informer.start(stop.signal);
    await informer.synced();
    expect(await take()).toEqual(['+a=1!', '+b=1!']);
    await cluster.configMaps.patch(
      { namespace: 'default', name: 'a' },
      { type: 'merge', body: { data: { value: '2' } } },
    );
    await cluster.configMaps.delete({ namespace: 'default', name: 'b' });
    expect(await take()).toEqual(['~a=1!→a=2!', '-b=1!']);
    cluster.breakWatches({ expire: true });
    await cluster.configMaps.create(map('c'));
    await clock.advance(2000);
    expect(await take()).toEqual(['+c=1!']);
    stop.abort();
  });

  test('an object whose transform throws is kept whole, and said to be', async () => {
    const transform = (object: ConfigMap): ConfigMap => {
      if (object.metadata?.name === 'odd') throw new Error('defect');
      return { ...object, data: undefined };
    };
    const { logger, stop, informer, take } = start([map('a'), map('odd')], { transform });
    informer.start(stop.signal);
    await informer.synced();
    expect(await take()).toEqual(['+a=undefined', '+odd=1']);
    expect(informer.failures()).toBe(1);
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ object: 'default/odd' }),
    ]);
    stop.abort();
  });

  test('sees only what it asked for, and an object leave and enter its selection', async () => {
    const labelled = (name: string, app: string, namespace?: string): ConfigMap => ({
      ...map(name, '1', namespace),
      metadata: { name, namespace: namespace ?? 'default', labels: { app } },
    });
    const { cluster, stop, informer, take } = start(
      [labelled('a', 'web'), labelled('b', 'db'), labelled('c', 'web', 'other')],
      { namespace: 'default', labelSelector: 'app=web' },
    );
    informer.start(stop.signal);
    await informer.synced();
    expect(await take()).toEqual(['+a=1']);
    await cluster.configMaps.patch(
      { namespace: 'default', name: 'b' },
      { type: 'merge', body: { metadata: { labels: { app: 'web' } } } },
    );
    await cluster.configMaps.patch(
      { namespace: 'default', name: 'a' },
      { type: 'merge', body: { metadata: { labels: { app: 'db' } } } },
    );
    expect(await take()).toEqual(['+b=1', '-a=1']);
    stop.abort();
  });

  test('resumes a broken watch without dropping or doubling', async () => {
    const { cluster, clock, stop, informer, take } = start([map('a')]);
    informer.start(stop.signal);
    await informer.synced();
    await take();
    cluster.breakWatches();
    await cluster.configMaps.create(map('b'));
    await clock.advance(2000);
    await cluster.configMaps.create(map('c'));
    expect(await take()).toEqual(['+b=1', '+c=1']);
    stop.abort();
  });

  test('lists again when its version is gone, and tells what changed meanwhile', async () => {
    const { cluster, clock, stop, informer, take } = start([map('gone'), map('same'), map('changed'), map('replaced')]);
    informer.start(stop.signal);
    await informer.synced();
    await take();
    cluster.failNext({ verb: 'watch', resource: 'configmaps' }, newServiceUnavailable('down'), 3);
    cluster.breakWatches();
    const at = (name: string) => ({ namespace: 'default', name });
    await cluster.configMaps.delete(at('gone'));
    await cluster.configMaps.patch(at('changed'), { type: 'merge', body: { data: { value: '2' } } });
    await cluster.configMaps.delete(at('replaced'));
    await cluster.configMaps.create(map('replaced', '9'));
    await cluster.configMaps.create(map('new'));
    cluster.breakWatches({ expire: true });
    await clock.advance(10_000);
    expect((await take()).sort()).toEqual(['+new=1', '+replaced=9', '-gone=1', '-replaced=1', '~changed=1→changed=2']);
    stop.abort();
  });

  test('waits for an apiserver that is away, warning once, not each time', async () => {
    const { cluster, clock, logger, stop, informer, take } = start([map('a')]);
    cluster.failNext({ verb: 'list', resource: 'configmaps' }, newServiceUnavailable('connection refused'), 5);
    informer.start(stop.signal);
    await clock.advance(300);
    expect(informer.hasSynced()).toBe(false);
    await clock.advance(6000);
    expect(await take()).toEqual(['+a=1']);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({ reason: 'connection refused', verb: 'list' }),
    ]);
    stop.abort();
  });

  test('a handler that throws harms no other, and a late one is told of what is there', async () => {
    const { cluster, logger, stop, informer, take } = start([map('a')]);
    informer.addEventHandler({
      onAdd: () => {
        throw new Error('defect');
      },
    });
    informer.start(stop.signal);
    await informer.synced();
    const late: string[] = [];
    informer.addEventHandler({ onAdd: ({ metadata }) => late.push(metadata!.name!) });
    await cluster.configMaps.create(map('b'));
    expect(await take()).toEqual(['+a=1', '+b=1']);
    expect(late).toEqual(['a', 'b']);
    expect(logger.lines.filter(({ msg }) => msg === 'Event handler failed').map(({ object }) => object)).toEqual([
      'default/a',
      'default/b',
    ]);
    expect(informer.failures()).toBe(2);
    stop.abort();
  });

  test('an object that an index function cannot take is left out of that index, and the watch goes on', async () => {
    const indexers = {
      value: ({ metadata, data }: ConfigMap) => {
        if (metadata?.name === 'odd') throw new Error('defect');
        return [data!['value']!];
      },
    };
    const { cluster, logger, stop, informer, take } = start([map('odd'), map('a')], { indexers });
    informer.start(stop.signal);
    await informer.synced();
    await cluster.configMaps.update({
      ...(await cluster.configMaps.get({ namespace: 'default', name: 'odd' })),
      data: { value: '2' },
    });
    await cluster.configMaps.create(map('b'));
    await cluster.configMaps.delete({ namespace: 'default', name: 'odd' });
    expect(await take()).toEqual(['+a=1', '+odd=1', '~odd=1→odd=2', '+b=1', '-odd=2']);
    expect(informer.lister.byIndex('value', '1').map(({ metadata }) => metadata?.name)).toEqual(['a', 'b']);
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual(
      [1, 2].map((failures) => expect.objectContaining({ object: 'default/odd', index: 'value', failures })),
    );
    stop.abort();
  });

  test('synced rejects when stopped first', async () => {
    const { cluster, clock, stop, informer } = start();
    cluster.failNext({ verb: 'list', resource: 'configmaps' }, newServiceUnavailable('down'), 100);
    informer.start(stop.signal);
    const expectation = expect(informer.synced()).rejects.toThrow(
      'informer configmaps was stopped before it had synced',
    );
    await clock.advance(10);
    stop.abort();
    await expectation;
    await expect(informer.synced()).rejects.toThrow();
  });
});

test('a version that is gone as soon as it was listed does not make the informer spin', async () => {
  const { cluster, clock, stop, informer } = start([map('a')]);
  const gone = newExpired('too old resource version');
  cluster.failNext({ verb: 'watch', resource: 'configmaps' }, gone, 1000);
  let lists = 0;
  const { list } = cluster.configMaps;
  cluster.configMaps.list = (o) => {
    lists++;
    return list(o);
  };
  informer.start(stop.signal);
  await clock.advance(5000);
  expect(lists).toBeGreaterThan(5);
  expect(lists).toBeLessThan(40);
  stop.abort();
});
