// The ingress controller beside a real apiserver, under its own name and role, with its real engine: what it says of Ingresses,
// and Gateway API once somebody brings the definitions.
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKubeClient, dynamicClient, dynamicCluster } from '@kubets/client';
import { realClock } from '@kubets/component';
import { createTestLogger, createTestPki } from '@kubets/component/testing';
import {
  endpointSlices,
  events,
  ingressClasses,
  ingresses,
  namespaces,
  nodes,
  secrets,
  services,
} from '@kubets/proto-gen/services';
import { createEngine } from '../../apps/ingress/src/engine/engine';
import { createCertificateCheck } from '../../apps/ingress/src/engine/usable-certificates';
import { runIngress } from '../../apps/ingress/src/ingress';
import { tryCommand } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(90_000);

const ADDRESS = '127.0.0.1';
const dir = mkdtempSync(join(tmpdir(), 'ingress-controller-'));
const stopping = new AbortController();
let cluster: TestCluster;
let api: RunningApiserver;
let httpPort = 0;
let httpsPort = 0;
let pod: Server;
let running: Promise<void>;
let engine: ReturnType<typeof createEngine>;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createTcpServer().listen(0, ADDRESS, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
const apply = (...items: object[]) =>
  api.kubectl(['apply', '-f', '-'], { stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
const get = async (...args: string[]) => JSON.parse(await api.kubectl(['get', ...args, '-o', 'json']));

async function ask(host: string, path: string, port = httpPort): Promise<string> {
  const args = ['--silent', '--max-time', '10', '--header', `Host: ${host}`, '--write-out', '%{http_code}'];
  const { stdout } = await tryCommand('curl', [...args, `http://${ADDRESS}:${port}${path}`]);
  return `${stdout.slice(-3)} ${stdout.slice(0, -3).trim()}`;
}

/** A definition as upstream's manifest has it, but for the schema. */
const definition = (plural: string, kind: string, scope: string, version = 'v1') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `${plural}.gateway.networking.k8s.io`,
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/2466' },
  },
  spec: {
    group: 'gateway.networking.k8s.io',
    scope,
    names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
});
const ofGroup = (kind: string, name: string, spec: object, namespace = 'default', version = 'v1') => ({
  apiVersion: `gateway.networking.k8s.io/${version}`,
  kind,
  metadata: { name, namespace },
  spec,
});
const conditions = (list: { type: string; status: string; reason: string }[] = []) =>
  Object.fromEntries(list.map(({ type, status, reason }) => [type, `${status} ${reason}`]));

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  [httpPort, httpsPort] = [await freePort(), await freePort()];
  pod = createServer((request, response) => response.end(`pod ${request.url}`));
  await new Promise<void>((resolve) => pod.listen(0, podAddress(), resolve));
  const channel = api.channel(
    await cluster.ca.issue({ file: 'ingress', commonName: 'system:ingress-controller', usages: ['client'] }),
  );
  const pki = await createTestPki();
  const { cert, key } = await pki.issue({ commonName: 'default' });
  pki.remove();
  const logger = createTestLogger();
  engine = createEngine({
    program: 'haproxy',
    dir,
    settings: {
      listenAddresses: [ADDRESS],
      httpPort,
      httpsPort,
      threads: 1,
      dropRights: false,
      defaultPem: `${cert.trimEnd()}\n${key}`,
    },
    clock: realClock,
    logger,
  });
  running = runIngress(
    {
      client: createKubeClient(channel, {
        endpointSlices,
        events,
        ingressClasses,
        ingresses,
        namespaces,
        nodes,
        secrets,
        services,
      }),
      engine,
      certificates: createCertificateCheck('haproxy', dir),
      dynamic: {
        cluster: dynamicCluster(channel, { component: 'test' }),
        objects: (address) => dynamicClient(channel, address, { component: 'test' }),
      },
      addresses: ['192.0.2.9'],
      ports: { httpPort, httpsPort, securePort: 10260 },
      manageRoutes: false,
      clock: realClock,
      logger,
    },
    stopping.signal,
  );
  await apply(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: '', port: (pod.address() as AddressInfo).port }],
      endpoints: [{ addresses: [podAddress()], conditions: { ready: true } }],
    },
  );
});

/** An address of this machine that is not of a test's cluster, which may go. */
function podAddress(): string {
  const found = Object.entries(networkInterfaces())
    .filter(([name]) => !name.startsWith('kubets'))
    .flatMap(([, addresses = []]) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this machine has no IPv4 address but loopback');
  return found.address;
}

afterAll(async () => {
  stopping.abort();
  await running;
  await engine.stop();
  pod.close();
  pod.closeAllConnections();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('the class is there, an Ingress gets it, and the address', async () => {
  expect((await get('ingressclass', 'kubets')).spec.controller).toBe('kubets.dev/ingress-controller');
  await apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'site', namespace: 'default' },
    spec: {
      rules: [
        {
          host: 'site.example',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
        {
          host: 'bad.example',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { resource: { kind: 'Bucket', name: 'b' } } }] },
        },
      ],
    },
  });
  await eventually(async () => {
    const { spec, status } = await get('ingress', 'site');
    expect([spec.ingressClassName, status.loadBalancer.ingress]).toEqual(['kubets', [{ ip: '192.0.2.9' }]]);
  });
  expect(await ask('site.example', '/a')).toBe('200 pod /a');
  await eventually(async () => {
    const { items } = await get('events');
    expect(items.map(({ reason }: any) => reason)).toContain('ResourceBackend');
  });
});

describe('Gateway API', () => {
  beforeAll(async () => {
    await apply(
      definition('gatewayclasses', 'GatewayClass', 'Cluster'),
      definition('gateways', 'Gateway', 'Namespaced'),
      definition('httproutes', 'HTTPRoute', 'Namespaced'),
      definition('grpcroutes', 'GRPCRoute', 'Namespaced'),
      definition('referencegrants', 'ReferenceGrant', 'Namespaced', 'v1beta1'),
    );
    await eventually(() =>
      apply({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'GatewayClass',
        metadata: { name: 'kubets' },
        spec: { controllerName: 'kubets.dev/gateway-controller' },
      }),
    );
  });

  test('a class is accepted', () =>
    eventually(async () => {
      const { status } = await get('gatewayclass', 'kubets');
      expect(conditions(status?.conditions)).toEqual({ Accepted: 'True Accepted' });
    }));

  test('a Gateway and its routes lead requests, and each is told what became of it', async () => {
    const extraPort = await freePort();
    await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    await apply(
      ofGroup('Gateway', 'gate', {
        gatewayClassName: 'kubets',
        listeners: [
          { name: 'http', port: httpPort, protocol: 'HTTP', hostname: '*.gate.example' },
          { name: 'extra', port: extraPort, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } },
          { name: 'tls', port: httpsPort, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'missing' }] } },
          { name: 'udp', port: 53, protocol: 'UDP' },
        ],
      }),
      ofGroup('HTTPRoute', 'a', {
        parentRefs: [{ name: 'gate', sectionName: 'http' }],
        hostnames: ['a.gate.example'],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      }),
      ofGroup('HTTPRoute', 'elsewhere', {
        parentRefs: [{ name: 'gate', sectionName: 'http' }],
        hostnames: ['a.other.example'],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      }),
      ofGroup(
        'HTTPRoute',
        'far',
        {
          parentRefs: [{ name: 'gate', namespace: 'default', sectionName: 'extra' }],
          rules: [{ backendRefs: [{ name: 'web', namespace: 'default', port: 80 }] }],
        },
        'other',
      ),
    );
    await eventually(async () => {
      const { status } = await get('gateway', 'gate');
      expect(status?.addresses).toEqual([{ type: 'IPAddress', value: '192.0.2.9' }]);
      expect(conditions(status.conditions)).toEqual({
        Accepted: 'True ListenersNotValid',
        Programmed: 'True Programmed',
      });
      expect(
        status.listeners.map(({ name, attachedRoutes, conditions: list }: any) => [
          name,
          attachedRoutes,
          conditions(list),
        ]),
      ).toEqual([
        [
          'http',
          1,
          {
            Accepted: 'True Accepted',
            Programmed: 'True Programmed',
            ResolvedRefs: 'True ResolvedRefs',
            Conflicted: 'False NoConflicts',
          },
        ],
        [
          'extra',
          1,
          {
            Accepted: 'True Accepted',
            Programmed: 'True Programmed',
            ResolvedRefs: 'True ResolvedRefs',
            Conflicted: 'False NoConflicts',
          },
        ],
        [
          'tls',
          0,
          {
            Accepted: 'True Accepted',
            Programmed: 'False Invalid',
            ResolvedRefs: 'False InvalidCertificateRef',
            Conflicted: 'False NoConflicts',
          },
        ],
        [
          'udp',
          0,
          {
            Accepted: 'False UnsupportedProtocol',
            Programmed: 'False Invalid',
            ResolvedRefs: 'True ResolvedRefs',
            Conflicted: 'False NoConflicts',
          },
        ],
      ]);
    });
    const parentOf = async (name: string, ...args: string[]) => {
      const { status } = await get('httproute', name, ...args);
      return conditions(status?.parents?.[0]?.conditions);
    };
    await eventually(async () => {
      expect(await parentOf('a')).toEqual({ Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' });
      expect(await parentOf('elsewhere')).toMatchObject({ Accepted: 'False NoMatchingListenerHostname' });
      expect(await parentOf('far', '--namespace=other')).toEqual({
        Accepted: 'True Accepted',
        ResolvedRefs: 'False RefNotPermitted',
      });
    });
    expect(await ask('a.gate.example', '/x')).toBe('200 pod /x');
    expect(await ask('site.example', '/a')).toBe('200 pod /a');
    expect(await ask('any.example', '/', extraPort)).toMatch(/^500 /);
    await apply(
      ofGroup(
        'ReferenceGrant',
        'grant',
        {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'other' }],
          to: [{ group: '', kind: 'Service' }],
        },
        'default',
        'v1beta1',
      ),
    );
    await eventually(async () => {
      expect(await parentOf('far', '--namespace=other')).toEqual({
        Accepted: 'True Accepted',
        ResolvedRefs: 'True ResolvedRefs',
      });
      expect(await ask('any.example', '/', extraPort)).toBe('200 pod /');
    });
  });

  test('nothing that an object without a schema holds keeps others from being led', async () => {
    await apply(
      ofGroup('HTTPRoute', 'nonsense', { parentRefs: [{ name: 'gate' }], hostnames: 5, rules: 'x' }),
      ofGroup('HTTPRoute', 'worse', { parentRefs: 7, rules: [{ matches: [null], backendRefs: { a: 1 } }] }),
      ofGroup('Gateway', 'odd', { gatewayClassName: 'kubets', listeners: [null, 3, { port: 'x', hostname: {} }] }),
      ofGroup('ReferenceGrant', 'odd', { from: 1, to: {} }, 'default', 'v1beta1'),
      ofGroup('HTTPRoute', 'b', {
        parentRefs: [{ name: 'gate', sectionName: 'http' }],
        hostnames: ['b.gate.example'],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      }),
    );
    await eventually(async () => expect(await ask('b.gate.example', '/')).toBe('200 pod /'));
  });

  test('with the definitions everything of it goes, and Ingresses stay', async () => {
    await api.kubectl(['delete', 'crd', 'gateways.gateway.networking.k8s.io']);
    await eventually(async () => expect(await ask('b.gate.example', '/')).toMatch(/^404/));
    expect(await ask('site.example', '/a')).toBe('200 pod /a');
  });
});
