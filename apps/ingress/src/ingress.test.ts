import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { INGRESS_CONTROLLER } from '@kubets/api';
import type { Event } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Ingress, IngressClass } from '@kubets/proto-gen/networking/v1';
import type { Engine } from './engine/engine';
import { runIngress, type IngressOptions } from './ingress';
import { backend, ingress, path, service } from './testing/objects';

const kubets: IngressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'kubets' },
  spec: { controller: INGRESS_CONTROLLER },
};
const slice = (address: string): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'default', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080 }],
  endpoints: [{ addresses: [address] }],
});
const site = (o: Parameters<typeof ingress>[1] = {}) =>
  ingress('site', { rules: [{ host: 'a.example', http: { paths: [path('/', 'Prefix', 'web')] } }], ...o });

let cluster: FakeCluster;
let stop: () => Promise<void>;
let settle: () => Promise<void>;
/** `host path backend: addresses` as the engine was last told; undefined when it does not run. */
let led: string[] | undefined;
let applied: number;
let end: () => void;
let failure: Error | undefined;
/** The engine wants to be asked again before it takes anything. */
let isPutOff: boolean;
/** The resources that are followed. */
const followed = new Set<string>();

function start(...objects: KubeObject[]): void {
  const clock = createFakeClock();
  cluster = createFakeCluster([], { clock });
  cluster.seed(...objects);
  led = undefined;
  applied = 0;
  failure = undefined;
  isPutOff = false;
  const engine: Engine = {
    async apply({ routes }, endpointsOf) {
      if (failure) throw failure;
      applied++;
      if (isPutOff) return { againAfterMs: 100, isPutOff };
      led = routes.map(
        (route) =>
          `${route.host} ${route.path.value} ${route.backend}: ${endpointsOf(route.backend)
            .map(({ address }) => address)
            .join()}`,
      );
      return {};
    },
    isRunning: () => led !== undefined,
    onEnd: (handler) => (end = handler),
    stop: async () => void (led = undefined),
  };
  followed.clear();
  const watched = ['services', 'endpointSlices', 'secrets', 'nodes', 'ingresses', 'ingressClasses'] as const;
  const listened = Object.fromEntries(
    watched.map((name) => {
      const client = cluster[name] as ResourceClient<KubeObject>;
      const list: typeof client.list = (o) => {
        followed.add(name);
        return client.list(o);
      };
      return [name, { ...client, list }];
    }),
  );
  const abort = new AbortController();
  const done = runIngress(
    {
      client: { ...cluster, ...listened } as unknown as IngressOptions['client'],
      engine,
      certificates: { refused: async () => new Set() },
      addresses: ['10.0.0.9'],
      dynamic: { cluster: cluster.dynamic, objects: () => cluster.secrets as ResourceClient<KubeObject> },
      ports: { httpPort: 80, httpsPort: 443, securePort: 10260 },
      manageRoutes: false,
      clock,
      logger: createTestLogger(),
    },
    abort.signal,
  );
  settle = async () => {
    for (let quiet = 0, calls = -1; quiet < 3; calls = cluster.calls.length) {
      await clock.advance(200);
      quiet = cluster.calls.length === calls ? quiet + 1 : 0;
    }
  };
  stop = async () => {
    abort.abort();
    await clock.advance(1000);
    await done;
  };
}
afterEach(() => stop());

const addressesOf = (name: string) =>
  (
    cluster.objects<Ingress>('ingresses').find(({ metadata }) => metadata?.name === name)?.status?.loadBalancer
      ?.ingress ?? []
  ).map(({ ip }) => ip);

test('nothing runs, and nothing but Ingresses is followed, until there is one', async () => {
  start(kubets, service('web'), slice('10.1.0.1'), ingress('foreign', { ingressClassName: 'nginx' }));
  await settle();
  expect(led).toBeUndefined();
  expect([...followed].sort()).toEqual(['ingressClasses', 'ingresses']);
  await cluster.ingresses.create(site());
  await settle();
  expect(led).toEqual(['a.example / default.web.80.http: 10.1.0.1']);
  expect([addressesOf('site'), addressesOf('foreign')]).toEqual([['10.0.0.9'], []]);
});

test('endpoints, Services and rules are followed; with the last Ingress the engine ends', async () => {
  start(kubets, service('web'), slice('10.1.0.1'), site());
  await settle();
  await cluster.endpointSlices.update(slice('10.1.0.2'));
  await settle();
  expect(led).toEqual(['a.example / default.web.80.http: 10.1.0.2']);
  await cluster.services.delete({ namespace: 'default', name: 'web' });
  await settle();
  expect(led).toEqual(['a.example / default.web.80.http: ']);
  await cluster.ingresses.update(site({ rules: undefined, defaultBackend: backend('other') }));
  await settle();
  expect(led).toEqual(['* / default.other.80.http: ']);
  await cluster.ingresses.delete({ namespace: 'default', name: 'site' });
  await settle();
  expect(led).toBeUndefined();
});

test('an address is told when requests are led, not while that is put off', async () => {
  start(kubets, service('web'), slice('10.1.0.1'));
  isPutOff = true;
  await cluster.ingresses.create(site());
  await settle();
  expect([applied > 0, addressesOf('site')]).toEqual([true, []]);
  isPutOff = false;
  await settle();
  expect(addressesOf('site')).toEqual(['10.0.0.9']);
});

test('what is wrong is told once', async () => {
  start(kubets, site());
  await settle();
  await cluster.ingresses.create(ingress('second', { defaultBackend: backend('web') }));
  await settle();
  const told = cluster.objects<Event>('events').filter(({ involvedObject }) => involvedObject?.name === 'site');
  expect(told.map(({ type, reason, count }) => [type, reason, count])).toEqual([['Warning', 'ServiceNotFound', 1]]);
});

test('an Ingress that is another’s now loses the address', async () => {
  start(kubets, service('web'), site());
  await settle();
  await cluster.ingresses.update({
    ...site({ ingressClassName: 'nginx' }),
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.9' }] } },
  });
  await settle();
  expect([led, addressesOf('site')]).toEqual([undefined, []]);
});

test('an engine that ends is started again; one that cannot be started is tried again, and no address is written before', async () => {
  start(kubets, service('web'), site());
  failure = new Error('ports are taken');
  await settle();
  expect([led, addressesOf('site')]).toEqual([undefined, []]);
  failure = undefined;
  await settle();
  await settle();
  expect(addressesOf('site')).toEqual(['10.0.0.9']);
  const before = applied;
  end();
  await settle();
  expect(applied).toBe(before + 1);
});
