import { createFakeCluster } from '@kubets/client/testing';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Namespace, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { ask, type AskOptions, type Reply } from '../../testing/ask';
import { answerBody, bareAnswer } from '../../wire/answer-body';
import { RCODE } from '../../wire/constants';
import { nameOfKey } from '../../wire/names';
import { chain, type Next } from '../plugin';
import { apexRecords, kubernetes } from './kubernetes';
import { Zone } from './zone';
import { createZoneSync } from './zone-sync';

const ZONE_NAME = 'cluster.local';
const service = (name: string, spec: Service['spec'], namespace = 'default'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec,
});
const slice = (serviceName: string, endpoints: Endpoint[], o: Partial<EndpointSlice> = {}): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${serviceName}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': serviceName } },
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  ...o,
});
const namespace = (name: string): Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const state = [
  namespace('default'),
  namespace('empty'),
  namespace('kube-system'),
  service('kubernetes', {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
  }),
  service(
    'kube-dns',
    {
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      ],
    },
    'kube-system',
  ),
  service('dual', { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7', 'fd00::7'], ports: [{ port: 80 }] }),
  service('db', { clusterIP: 'None', clusterIPs: ['None'], ports: [{ name: 'http', port: 8080 }] }),
  slice('db', [
    { addresses: ['10.244.0.3'], hostname: 'db-0', conditions: { ready: true } },
    { addresses: ['10.244.1.4'], conditions: { ready: true } },
    { addresses: ['10.244.1.5'], hostname: 'db-2', conditions: { ready: false, serving: true, terminating: true } },
  ]),
  service('idle', { clusterIP: 'None', clusterIPs: ['None'] }),
  slice('idle', [{ addresses: ['10.244.0.9'], conditions: { ready: false } }]),
  service('outside', { type: 'ExternalName', externalName: 'www.example.com' }),
  service('address', { type: 'ExternalName', externalName: '192.0.2.7' }),
  service('names', { clusterIP: 'None', clusterIPs: ['None'] }),
  slice(
    'names',
    [
      { addresses: ['www.example.com'], hostname: 'first' },
      { addresses: ['gone.example.com'], hostname: 'second' },
    ],
    { addressType: 'FQDN' },
  ),
  service('gone', { type: 'ExternalName', externalName: 'gone.example.com' }),
  service('inside', { type: 'ExternalName', externalName: 'kubernetes.default.svc.cluster.local' }),
  service('ring-a', { type: 'ExternalName', externalName: 'ring-b.default.svc.cluster.local' }),
  service('ring-b', { type: 'ExternalName', externalName: 'ring-a.default.svc.cluster.local' }),
];

const upstream: Next = (query) => {
  const name = nameOfKey(query.key);
  if (name === 'www.example.com' && query.type === 1)
    return answerBody({ answers: [{ type: 'A', ttl: 60, data: '192.0.2.1' }] }, 0);
  return name === 'www.example.com' ? bareAnswer(0) : bareAnswer(RCODE.nxDomain);
};

const stop = new AbortController();
afterAll(() => stop.abort());

async function serve(objects = state) {
  const client = createFakeCluster(objects);
  const zone = new Zone({ name: ZONE_NAME, ttl: 5, negativeTtl: 5, serial: () => 1 });
  zone.set('apex', apexRecords(ZONE_NAME, 'kube-dns.kube-system.svc', ['10.96.0.10']));
  const sync = createZoneSync({ client, zone, logger: createTestLogger() });
  const answer = chain(
    [kubernetes({ zone, ttl: 5, hasSynced: sync.hasSynced, hasNamespace: sync.hasNamespace })],
    upstream,
  );
  return { client, zone, sync, answer };
}

let answer: Next;
beforeAll(async () => {
  const served = await serve();
  answer = served.answer;
  served.sync.start(stop.signal);
  await served.sync.synced();
});

const soa = ['cluster.local SOA ns.dns.cluster.local hostmaster.cluster.local'];
const noData = { rcode: 'NOERROR', authoritative: true, answers: [], authorities: soa };
const nxDomain = { rcode: 'NXDOMAIN', authoritative: true, answers: [], authorities: soa };

test.each<{ name: string; o?: AskOptions; expected: Partial<Reply> }>([
  {
    name: 'dns-version.cluster.local',
    o: { type: 'TXT' },
    expected: { rcode: 'NOERROR', authoritative: true, answers: ['dns-version.cluster.local TXT 1.1.0'], ttls: [5] },
  },
  // ClusterIP
  {
    name: 'kubernetes.default.svc.cluster.local',
    expected: { answers: ['kubernetes.default.svc.cluster.local A 10.96.0.1'], authoritative: true, ttls: [5] },
  },
  {
    name: 'KuberNetes.DEFAULT.svc.Cluster.Local',
    expected: { answers: ['KuberNetes.DEFAULT.svc.Cluster.Local A 10.96.0.1'] },
  },
  { name: 'kubernetes.default.svc.cluster.local', o: { type: 'AAAA' }, expected: noData },
  { name: 'kubernetes.default.svc.cluster.local', o: { type: 'MX' }, expected: noData },
  {
    name: 'dual.default.svc.cluster.local',
    o: { type: 'AAAA' },
    expected: { answers: ['dual.default.svc.cluster.local AAAA fd00::7'] },
  },
  {
    name: '_https._tcp.kubernetes.default.svc.cluster.local',
    o: { type: 'SRV' },
    expected: {
      answers: ['_https._tcp.kubernetes.default.svc.cluster.local SRV 0 100 443 kubernetes.default.svc.cluster.local'],
      additionals: ['kubernetes.default.svc.cluster.local A 10.96.0.1'],
    },
  },
  {
    name: '_https._tcp.kubernetes.default.svc.cluster.local',
    expected: { answers: ['_https._tcp.kubernetes.default.svc.cluster.local A 10.96.0.1'] },
  },
  { name: '_https._tcp.kubernetes.default.svc.cluster.local', o: { type: 'AAAA' }, expected: noData },
  { name: '_https._udp.kubernetes.default.svc.cluster.local', o: { type: 'SRV' }, expected: nxDomain },
  { name: '_tcp.kubernetes.default.svc.cluster.local', o: { type: 'SRV' }, expected: noData },
  { name: 'https.tcp.kubernetes.default.svc.cluster.local', o: { type: 'SRV' }, expected: nxDomain },
  { name: 'nosuch.default.svc.cluster.local', expected: nxDomain },
  { name: 'nosuch.default.svc.cluster.local', o: { type: 'AAAA' }, expected: nxDomain },
  { name: 'x.kubernetes.default.svc.cluster.local', expected: nxDomain },
  // headless
  {
    name: 'db-0.db.default.svc.cluster.local',
    expected: { answers: ['db-0.db.default.svc.cluster.local A 10.244.0.3'] },
  },
  {
    name: '10-244-1-4.db.default.svc.cluster.local',
    expected: { answers: ['10-244-1-4.db.default.svc.cluster.local A 10.244.1.4'] },
  },
  { name: 'db-2.db.default.svc.cluster.local', expected: nxDomain },
  { name: 'idle.default.svc.cluster.local', expected: nxDomain },
  // ExternalName
  {
    name: 'outside.default.svc.cluster.local',
    expected: {
      rcode: 'NOERROR',
      answers: ['outside.default.svc.cluster.local CNAME www.example.com', 'www.example.com A 192.0.2.1'],
    },
  },
  {
    name: 'outside.default.svc.cluster.local',
    o: { type: 'AAAA' },
    expected: { rcode: 'NOERROR', answers: ['outside.default.svc.cluster.local CNAME www.example.com'] },
  },
  ...['CNAME', 'SRV', 'TXT'].map((type) => ({
    name: 'outside.default.svc.cluster.local',
    o: { type },
    expected: { rcode: 'NOERROR', answers: ['outside.default.svc.cluster.local CNAME www.example.com'] },
  })),
  {
    name: 'gone.default.svc.cluster.local',
    expected: { rcode: 'NOERROR', answers: ['gone.default.svc.cluster.local CNAME gone.example.com'] },
  },
  {
    name: 'inside.default.svc.cluster.local',
    expected: {
      answers: [
        'inside.default.svc.cluster.local CNAME kubernetes.default.svc.cluster.local',
        'kubernetes.default.svc.cluster.local A 10.96.0.1',
      ],
    },
  },
  { name: 'address.default.svc.cluster.local', expected: nxDomain },
  // slices of names
  {
    name: 'names.default.svc.cluster.local',
    expected: {
      rcode: 'NOERROR',
      answers: ['names.default.svc.cluster.local CNAME www.example.com', 'www.example.com A 192.0.2.1'],
    },
  },
  {
    name: 'second.names.default.svc.cluster.local',
    o: { type: 'CNAME' },
    expected: { answers: ['second.names.default.svc.cluster.local CNAME gone.example.com'] },
  },
  // pods
  {
    name: '10-244-0-3.default.pod.cluster.local',
    expected: { answers: ['10-244-0-3.default.pod.cluster.local A 10.244.0.3'], ttls: [5] },
  },
  {
    name: 'fd00--3.default.pod.cluster.local',
    o: { type: 'AAAA' },
    expected: { answers: ['fd00--3.default.pod.cluster.local AAAA fd00::3'] },
  },
  { name: '10-244-0-3.default.pod.cluster.local', o: { type: 'AAAA' }, expected: noData },
  { name: '10-244-0-3.nowhere.pod.cluster.local', expected: nxDomain },
  { name: '10-244-0-999.default.pod.cluster.local', expected: nxDomain },
  { name: 'default.pod.cluster.local', expected: noData },
  // reverse
  {
    name: '10.0.96.10.in-addr.arpa',
    o: { type: 'PTR' },
    expected: { answers: ['10.0.96.10.in-addr.arpa PTR kube-dns.kube-system.svc.cluster.local'], authoritative: true },
  },
  {
    name: '3.0.244.10.in-addr.arpa',
    o: { type: 'PTR' },
    expected: { answers: ['3.0.244.10.in-addr.arpa PTR db-0.db.default.svc.cluster.local'] },
  },
  {
    name: '4.1.244.10.in-addr.arpa',
    o: { type: 'PTR' },
    expected: { answers: ['4.1.244.10.in-addr.arpa PTR 10-244-1-4.db.default.svc.cluster.local'] },
  },
  { name: '9.9.9.9.in-addr.arpa', o: { type: 'PTR' }, expected: { rcode: 'NXDOMAIN', authoritative: false } },
  // the zone itself, and names on the way
  { name: 'cluster.local', o: { type: 'SOA' }, expected: { rcode: 'NOERROR', answers: soa } },
  {
    name: 'cluster.local',
    o: { type: 'NS' },
    expected: {
      answers: ['cluster.local NS kube-dns.kube-system.svc.cluster.local'],
      additionals: ['kube-dns.kube-system.svc.cluster.local A 10.96.0.10'],
    },
  },
  { name: 'ns.dns.cluster.local', expected: { answers: ['ns.dns.cluster.local A 10.96.0.10'] } },
  { name: 'cluster.local', expected: noData },
  { name: 'svc.cluster.local', expected: noData },
  { name: 'default.svc.cluster.local', expected: noData },
  { name: 'empty.svc.cluster.local', expected: noData },
  { name: 'nowhere.svc.cluster.local', expected: nxDomain },
  { name: 'nosuch.cluster.local', expected: nxDomain },
  {
    name: 'kubernetes.default.svc.cluster.local',
    o: { type: 'ANY' },
    expected: { rcode: 'NOERROR', answers: ['kubernetes.default.svc.cluster.local HINFO {"cpu":"RFC8482","os":""}'] },
  },
  // not ours
  { name: 'www.example.com', expected: { authoritative: false, answers: ['www.example.com A 192.0.2.1'] } },
  { name: 'xcluster.local', expected: { rcode: 'NXDOMAIN', authoritative: false } },
])('$name $o.type', async ({ name, o, expected }) => {
  expect(await ask(answer, name, o)).toMatchObject(expected);
});

test('a headless Service answers with all ready endpoints, and SRV with their names', async () => {
  const { answers } = await ask(answer, 'db.default.svc.cluster.local');
  expect([...answers].sort()).toEqual([
    'db.default.svc.cluster.local A 10.244.0.3',
    'db.default.svc.cluster.local A 10.244.1.4',
  ]);
  const srv = await ask(answer, '_http._tcp.db.default.svc.cluster.local', { type: 'SRV', edns: 1232 });
  expect([...srv.answers].sort()).toEqual([
    '_http._tcp.db.default.svc.cluster.local SRV 0 50 8080 10-244-1-4.db.default.svc.cluster.local',
    '_http._tcp.db.default.svc.cluster.local SRV 0 50 8080 db-0.db.default.svc.cluster.local',
  ]);
  expect([...srv.additionals].sort()).toEqual([
    '10-244-1-4.db.default.svc.cluster.local A 10.244.1.4',
    'db-0.db.default.svc.cluster.local A 10.244.0.3',
  ]);
});

test('ExternalNames in a circle end', async () => {
  const { answers, rcode: code } = await ask(answer, 'ring-a.default.svc.cluster.local', { edns: 1232 });
  expect(code).toBe('NOERROR');
  expect(answers.length).toBeLessThan(12);
});

test('negative answers may be remembered for five seconds', async () => {
  expect((await serve()).zone.nxDomain.body.readUInt32BE((await serve()).zone.nxDomain.body.length - 4)).toBe(5);
});

test('before the first lists are complete nothing is denied', async () => {
  const { answer: early, sync } = await serve();
  for (const name of [
    'kubernetes.default.svc.cluster.local',
    'nosuch.default.svc.cluster.local',
    '1.0.96.10.in-addr.arpa',
  ]) {
    expect(await ask(early, name)).toMatchObject({ rcode: 'SERVFAIL' });
  }
  expect(await ask(early, 'www.example.com')).toMatchObject({ rcode: 'NOERROR' });
  const local = new AbortController();
  sync.start(local.signal);
  await sync.synced();
  expect(await ask(early, 'kubernetes.default.svc.cluster.local')).toMatchObject({ rcode: 'NOERROR' });
  local.abort();
});

test('the zone follows Services and slices, and holds nothing of what is gone', async () => {
  const { client, zone, sync, answer: follow } = await serve([namespace('default')]);
  const local = new AbortController();
  sync.start(local.signal);
  await sync.synced();
  const bare = zone.size;
  const settled = async () => {
    for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
  };
  const rcodeOfWeb = async () => (await ask(follow, 'web.default.svc.cluster.local')).rcode;
  expect(await rcodeOfWeb()).toBe('NXDOMAIN');

  const created = await client.services.create(
    service('web', { clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'], ports: [{ name: 'http', port: 80 }] }),
  );
  await settled();
  expect((await ask(follow, 'web.default.svc.cluster.local')).answers).toEqual([
    'web.default.svc.cluster.local A 10.96.1.1',
  ]);

  const external = await client.services.update({
    ...created,
    spec: { type: 'ExternalName', externalName: 'www.example.com' },
  });
  await settled();
  expect((await ask(follow, 'web.default.svc.cluster.local')).answers[0]).toBe(
    'web.default.svc.cluster.local CNAME www.example.com',
  );
  expect((await ask(follow, '1.1.96.10.in-addr.arpa', { type: 'PTR' })).authoritative).toBe(false);

  await client.services.update({ ...external, spec: { clusterIP: 'None', clusterIPs: ['None'] } });
  const first = await client.endpointSlices.create(slice('web', [{ addresses: ['10.244.0.1'] }]));
  await client.endpointSlices.create({
    ...slice('web', [{ addresses: ['10.244.0.2'] }]),
    metadata: { name: 'web-2', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
  });
  await settled();
  expect((await ask(follow, 'web.default.svc.cluster.local')).answers).toHaveLength(2);

  await client.endpointSlices.update({ ...first, endpoints: [] });
  await settled();
  expect((await ask(follow, 'web.default.svc.cluster.local')).answers).toEqual([
    'web.default.svc.cluster.local A 10.244.0.2',
  ]);

  await client.services.delete({ namespace: 'default', name: 'web' });
  await settled();
  expect(await rcodeOfWeb()).toBe('NXDOMAIN');
  expect(zone.size).toBe(bare);
  local.abort();
});

test('another zone has all that there is, and all that comes while it is filled and after', async () => {
  const { client, sync } = await serve([
    namespace('default'),
    ...Array.from({ length: 120 }, (_, index) =>
      service(`svc-${index}`, { clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'] }),
    ),
  ]);
  sync.start(stop.signal);
  await sync.synced();
  const next = new Zone({ name: 'k8s.example', ttl: 7, negativeTtl: 1, serial: () => 1 });
  const changing = sync.changeZone(next);
  await client.services.create(service('during', { clusterIP: '10.96.1.2', clusterIPs: ['10.96.1.2'] }));
  await changing;
  await client.services.delete({ namespace: 'default', name: 'svc-0' });
  await client.services.create(service('after', { clusterIP: '10.96.1.3', clusterIPs: ['10.96.1.3'] }));
  const chained = chain([kubernetes({ zone: next, ttl: 7, ...sync })], upstream);
  const rcodeOf = async (name: string) => (await ask(chained, `${name}.default.svc.k8s.example`)).rcode;
  await eventually(async () => (await rcodeOf('after')) === 'NOERROR' && (await rcodeOf('svc-0')) === 'NXDOMAIN');
  expect(await ask(chained, 'svc-119.default.svc.k8s.example')).toMatchObject({ rcode: 'NOERROR', ttls: [7] });
  expect(await rcodeOf('during')).toBe('NOERROR');
});
