import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Client, connectivityState, credentials, setLogger } from '@grpc/grpc-js';
import { eventually } from '@kubets/component/testing';
import { createEtcdStore, TooLargeError } from '@kubets/store';
import { collect, describeStoreContract, startEtcd, type EtcdProcess } from '@kubets/store/testing';

jest.setTimeout(60_000);

const value = (text: string) => Buffer.from(text);

const running: EtcdProcess[] = [];
afterEach(async () => {
  for (const etcd of running.splice(0)) await etcd.stop();
});

async function openStore() {
  const etcd = await startEtcd();
  running.push(etcd);
  return { etcd, store: createEtcdStore({ servers: [etcd.url] }) };
}

describeStoreContract('etcd', async () => (await openStore()).store);

describe('etcd store when etcd dies', () => {
  test('the watch goes on without a gap or a repetition, writes wait for etcd', async () => {
    const { etcd, store } = await openStore();
    const stop = new AbortController();
    const watch = collect(store, 0 + (await store.currentRevision()), stop.signal);
    const written: string[] = [];
    const write = async (key: string) => {
      const result = await store.commit({
        expect: [{ key, revision: 0 }],
        puts: [{ key, value: value(key) }],
        deletes: [],
      });
      expect(result.committed).toBe(true);
      written.push(key);
    };
    for (let round = 0; round < 3; round++) {
      const writes = Array.from({ length: 30 }, (_, index) => write(`/registry/r${round}/${index}`));
      await etcd.kill();
      const during = write(`/registry/r${round}/during`);
      await etcd.restart();
      await Promise.all([...writes, during]);
    }
    const events = await watch.until((all) => all.length >= written.length);
    stop.abort();
    expect(events.map(({ key }) => key).sort()).toEqual(written.sort());
    const revisions = events.map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    store.close();
  });

  test('gives up after its patience with an error that names etcd', async () => {
    const store = createEtcdStore({ servers: ['http://127.0.0.1:1'], patienceMs: 200 });
    await expect(store.get('/registry/a')).rejects.toThrow(/etcd did not answer within 200 ms/);
    store.close();
  });
});

test.each([1.6, 2.5])(
  'a value of %d MiB, which etcd refuses or gRPC before it, is too large at once, however patient the store is',
  async (mebibytes) => {
    const { store } = await openStore();
    const before = Date.now();
    await expect(
      store.commit({
        expect: [],
        puts: [{ key: '/registry/e', value: Buffer.alloc(mebibytes * 1024 * 1024) }],
        deletes: [],
      }),
    ).rejects.toThrow(TooLargeError);
    expect(Date.now() - before).toBeLessThan(5000);
    store.close();
  },
);

test('keys with a TTL vanish and the watch says so', async () => {
  const { store } = await openStore();
  const stop = new AbortController();
  const watch = collect(store, await store.currentRevision(), stop.signal);
  await store.commit({ expect: [], puts: [{ key: '/registry/e', value: value('x'), ttlSeconds: -58 }], deletes: [] });
  const events = await watch.until((all) => all.length === 2);
  stop.abort();
  expect(events[1]).toEqual({ key: '/registry/e', revision: expect.any(Number) });
  store.close();
});

describe('etcd takes the pings that keep a connection', () => {
  const KEEPALIVE_MS = 200;
  // Which it tells of.
  beforeAll(() => setLogger({ ...console, error: () => undefined }));
  afterAll(() => setLogger(console));

  /** Leads to a server; how many connections there have been. */
  async function countConnections(url: string): Promise<{ url: string; count(): number; close(): void }> {
    const target = new URL(url);
    let count = 0;
    const server = createServer((socket) => {
      count += 1;
      const upstream = connect(Number(target.port), target.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const one of [socket, upstream]) one.on('error', () => (socket.destroy(), upstream.destroy()));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, count: () => count, close: () => void server.close() };
  }

  async function startPatientEtcd(): Promise<EtcdProcess> {
    const etcd = await startEtcd('etcd', ['--grpc-keepalive-min-time', `${KEEPALIVE_MS / 2}ms`]);
    running.push(etcd);
    return etcd;
  }

  test.each([
    ['without a call', false],
    ['with a watch', true],
  ])('%s', async (_, isWatching) => {
    const etcd = await startPatientEtcd();
    const [ours, others] = [await countConnections(etcd.url), await countConnections(etcd.url)];
    const stop = new AbortController();
    const store = createEtcdStore({ servers: [ours.url], keepaliveMs: KEEPALIVE_MS });
    const revision = await store.currentRevision();
    if (isWatching) collect(store, revision, stop.signal);
    // One that pings without calls, and as often, has been refused when the store would have been.
    const impolite = new Client(new URL(others.url).host, credentials.createInsecure(), {
      'grpc.keepalive_time_ms': KEEPALIVE_MS,
      'grpc.keepalive_permit_without_calls': 1,
    });
    await new Promise((resolve) => impolite.waitForReady(Date.now() + 10_000, resolve));
    await eventually(() => impolite.getChannel().getConnectivityState(true) !== connectivityState.READY);
    await store.currentRevision();
    // Reads and watches have a connection each.
    const connections = ours.count();
    stop.abort();
    impolite.close();
    store.close();
    for (const counted of [ours, others]) counted.close();
    expect(connections).toBe(isWatching ? 2 : 1);
  });
});
