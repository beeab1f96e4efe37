import { newConflict, newServiceUnavailable } from '@kubets/apimachinery';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Endpoints, Service } from '@kubets/proto-gen/core/v1';
import { withInstance } from './dns-endpoints';
import { createRegistrar } from './registrar';

const instance = (address: string) => ({ address, port: 53, metricsPort: 9153 });

function setUp(
  client: FakeCluster,
  address = '10.0.0.1',
  answers: (peer: { address: string }) => boolean = () => true,
) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const stop = new AbortController();
  const registrar = createRegistrar({
    client,
    instance: instance(address),
    clusterDns: ['10.96.0.10'],
    answers: async (peer) => answers(peer),
    clock,
    logger,
  });
  const done = registrar.run(stop.signal);
  return {
    clock,
    logger,
    registrar,
    async stop() {
      stop.abort();
      await done;
    },
  };
}

const addresses = (client: FakeCluster) =>
  (client.objects<Endpoints>('endpoints')[0]?.subsets ?? []).flatMap((subset) =>
    (subset.addresses ?? []).map(({ ip }) => ip),
  );

test('Service and Endpoints are created once and then left alone', async () => {
  const client = createFakeCluster();
  const { clock, stop, logger } = setUp(client);
  await clock.advance(1000);
  expect(client.objects<Service>('services')).toMatchObject([
    {
      metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      spec: {
        clusterIP: '10.96.0.10',
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP' },
          { name: 'metrics', port: 9153, protocol: 'TCP' },
        ],
      },
    },
  ]);
  expect(addresses(client)).toEqual(['10.0.0.1']);
  client.clearCalls();
  await clock.advance(60_000);
  expect(client.calls).toEqual([]);
  expect(logger.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  await stop();
});

test('what somebody deletes comes back', async () => {
  const client = createFakeCluster();
  const { clock, stop } = setUp(client);
  await clock.advance(1000);
  await client.services.delete({ namespace: 'kube-system', name: 'kube-dns' });
  await client.endpoints.delete({ namespace: 'kube-system', name: 'kube-dns' });
  await clock.advance(6000);
  expect(client.objects('services')).toHaveLength(1);
  expect(addresses(client)).toEqual(['10.0.0.1']);
  await stop();
});

test('an instance that was killed is taken out by another, not before it was silent three times', async () => {
  const client = createFakeCluster([
    { ...withInstance(withInstance(undefined, instance('10.0.0.2')), instance('10.0.0.3')) },
  ]);
  const { clock, stop } = setUp(client, '10.0.0.1', ({ address }) => address !== '10.0.0.2');
  await clock.advance(9000);
  expect(addresses(client)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.1']);
  await clock.advance(5000);
  expect(addresses(client)).toEqual(['10.0.0.3', '10.0.0.1']);
  await stop();
});

test.each([
  { name: 'a conflict', error: newConflict({ group: '', resource: 'endpoints' }, 'kube-dns', 'changed'), warnings: 0 },
  { name: 'the apiserver away', error: newServiceUnavailable('etcd is away'), warnings: 1 },
])('it tries again after $name', async ({ error, warnings }) => {
  const client = createFakeCluster([withInstance(undefined, instance('10.0.0.2'))]);
  client.failNext({ verb: 'update', resource: 'endpoints' }, error);
  const { clock, stop, logger } = setUp(client);
  await clock.advance(2000);
  expect(addresses(client)).toEqual(['10.0.0.2', '10.0.0.1']);
  expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(warnings);
  await stop();
});

test('leaving takes the own address out and says whether others are left', async () => {
  const client = createFakeCluster([withInstance(undefined, instance('10.0.0.2'))]);
  const { clock, stop, registrar } = setUp(client);
  await clock.advance(1000);
  await stop();
  client.failNext(
    { verb: 'update', resource: 'endpoints' },
    newConflict({ group: '', resource: 'endpoints' }, 'kube-dns', 'changed'),
  );
  expect(await registrar.leave()).toBe(true);
  expect(addresses(client)).toEqual(['10.0.0.2']);

  const alone = createFakeCluster();
  const single = setUp(alone);
  await single.clock.advance(1000);
  await single.stop();
  expect(await single.registrar.leave()).toBe(false);
  expect(addresses(alone)).toEqual([]);
});
