import { Agent } from 'node:https';
import { type Steps } from '@kubets/apimachinery';
import {
  createTestPki,
  hostileAnswers,
  startHostilePeer,
  type HostilePeer,
  type TestPki,
} from '@kubets/component/testing';
import type { Discovery } from '../discovery/discovery';
import type { OpenApi } from '../openapi/open-api';
import { extensionServer, type ExtensionServer } from './extension-server';
import { ofLegacy } from './legacy-resources';
import { mergedDiscovery } from './merged-discovery';
import { openApiPart } from './open-api-part';
import { changeOf, probe, readDocuments, shownOf, type RemoteDocuments } from './remote-documents';
import type { RemoteVersion } from './remote-version';
import { shownOpenApi } from './shown-open-api';

// What an extension server says of itself becomes a part of what this one says to everybody: whatever it is, discovery and
// OpenAPI are there in every form, with all that others say.

const ADDRESS = { group: 'g.example.com', version: 'v1' };
const PATH = `/apis/${ADDRESS.group}/${ADDRESS.version}`;
const never = new AbortController().signal;

/** Answers these texts, and 404 elsewhere. */
const serving = (texts: Record<string, string>): ExtensionServer => ({
  upstream: () => ({ scheme: 'https', host: '192.0.2.1', port: 443, path: '' }),
  read: async (path, { maxBytes }, use) => {
    const text = texts[path];
    if (text === undefined) return use({ code: 404, contentType: '', etag: '', text: '' });
    if (text.length > maxBytes) throw new Error('too large');
    return use({ code: 200, contentType: 'application/json', etag: '"e"', text });
  },
});

async function documentsOf(texts: Record<string, string>, before?: RemoteDocuments): Promise<RemoteDocuments> {
  const server = serving(texts);
  const legacy = await probe(server, ADDRESS, { before, signal: never });
  return readDocuments(server, ADDRESS, { legacy, before, signal: never });
}

const json = (value: unknown): string => JSON.stringify(value);
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const deep = (levels: number, text = '{"a":', end = '}'): string => text.repeat(levels) + '1' + end.repeat(levels);
const legacy = (resources: unknown) => ({ [PATH]: json({ kind: 'APIResourceList', resources }) });
const aggregated = (resources: unknown) => ({
  '/apis': json({
    kind: 'APIGroupDiscoveryList',
    items: [{ metadata: { name: ADDRESS.group }, versions: [{ version: 'v1', resources }] }],
  }),
});
const withOpenApi = (document: string) => ({ '/openapi/v2': document });
const openApi = (item: unknown, definitions: object = {}) =>
  withOpenApi(json({ swagger: '2.0', paths: { [`${PATH}/x`]: item }, definitions }));
const index = (serverRelativeURL: unknown) => ({
  '/openapi/v3': json({ paths: { [PATH.slice(1)]: { serverRelativeURL } } }),
});

const HOSTILE: Record<string, Record<string, string>> = {
  'no JSON anywhere': { [PATH]: '<', '/apis': '<', '/openapi/v2': '<', '/openapi/v3': '<' },
  'null everywhere': { [PATH]: 'null', '/apis': 'null', '/openapi/v2': 'null', '/openapi/v3': 'null' },
  'lists everywhere': { [PATH]: '[1]', '/apis': '[1]', '/openapi/v2': '[1]', '/openapi/v3': '[1]' },
  'resources that are none': legacy([1, null, 'a', {}, { name: 7 }, { name: {} }]),
  'verbs that are none': legacy([{ name: 'a', verbs: 'get', shortNames: { a: 1 }, categories: [null] }]),
  'one resource, deep': { [PATH]: `{"resources":[${deep(50_000)}]}` },
  'a crowd of resources': legacy(many(20_000, (index) => ({ name: `r${index}` }))),
  'a crowd of subresources': legacy(many(20_000, (index) => ({ name: `r/${index}` }))),
  'one very long name': legacy([{ name: 'n'.repeat(1_000_000), kind: 'K' }]),
  'groups that are none': { '/apis': json({ kind: 'APIGroupDiscoveryList', items: { a: 1 } }) },
  'aggregated resources that are none': aggregated([1, null, { resource: { a: 1 } }, { verbs: 7 }]),
  'aggregated verbs that are none': aggregated([{ resource: 'a', verbs: { a: 1 }, responseKind: [] }]),
  'a crowd of aggregated resources': aggregated(many(9_000, (index) => ({ resource: `r${index}`, verbs: ['get'] }))),
  'its OpenAPI 3 elsewhere': index('https://elsewhere.example/openapi/v3'),
  'its OpenAPI 3 at a secret': index('/api/v1/namespaces/kube-system/secrets'),
  'its OpenAPI 3 far away': index(`/openapi/v3/${'x'.repeat(100_000)}`),
  'its OpenAPI 3 nowhere': index({ a: 1 }),
  'paths that are none': openApi(7),
  'operations that are none': openApi({ get: 7, post: null, parameters: 'x' }),
  'operations of a foreign shape': openApi({ get: { responses: [], parameters: [null, 1, { in: 'body' }], tags: 1 } }),
  'schemas that are none': openApi({ $ref: '#/definitions/A' }, { A: 7, B: null }),
  'a deep path': withOpenApi(`{"paths":{"${PATH}/x":${deep(100_000)}}}`),
  'a deep definition': withOpenApi(
    `{"paths":{"${PATH}/x":{"$ref":"#/definitions/A"}},"definitions":{"A":${deep(100_000, '{"items":')}}}`,
  ),
  'definitions in a circle': openApi(
    { $ref: '#/definitions/A' },
    { A: { $ref: '#/definitions/B' }, B: { $ref: '#/definitions/A' } },
  ),
  'definitions of names that mean something': withOpenApi(
    `{"paths":{"${PATH}/x":{"$ref":"#/definitions/__proto__"}},"definitions":{"__proto__":{"a":1},"constructor":{}}}`,
  ),
  'definitions that are others here': openApi({ $ref: '#/definitions/Own' }, { Own: { type: 'number' } }),
  'numbers that none holds': withOpenApi(`{"paths":{"${PATH}/x":{"get":{"x-a":${'9'.repeat(400)}}}}}`),
  'very many definitions': openApi(
    { all: many(30_000, (index) => ({ $ref: `#/definitions/D${index}` })) },
    Object.fromEntries(many(30_000, (index) => [`D${index}`, {}])),
  ),
  'very many values': openApi({ all: many(300_000, () => 1) }),
};

const OWN_GROUPS = { kind: 'APIGroupList', groups: [{ name: 'apps', versions: [] }] };
const OWN_AGGREGATED = {
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items: [{ metadata: { name: 'apps' }, versions: [] }],
};
const AGGREGATED_FORM = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const ownDiscovery: Discovery = (_, accept) => ({
  body: Buffer.from(json(accept?.includes('APIGroupDiscoveryList') ? OWN_AGGREGATED : OWN_GROUPS)),
  contentType: 'application/json',
});
const OWN_OPEN_API = {
  swagger: '2.0',
  info: { title: 'own', version: '1' },
  paths: { '/api/': {} },
  definitions: { Own: { type: 'object' } },
};
const ownOpenApi = {
  v2: async () => ({ contentType: 'application/json', etag: '', body: Buffer.from(json(OWN_OPEN_API)) }),
  v3Index: async () => ({ contentType: 'application/json', etag: '', body: Buffer.from('{"paths":{"api":{}}}') }),
} as unknown as OpenApi;

describe.each(Object.entries(HOSTILE))('%s', (_, texts) => {
  let shown: RemoteVersion;
  beforeAll(async () => {
    const documents = await documentsOf({ [PATH]: '{}', ...texts });
    shown = { ...ADDRESS, groupPriority: 1, versionPriority: 1, isStale: false, ...shownOf(documents) };
  });

  test.each(['application/json', 'application/vnd.kubernetes.protobuf'])('discovery is there as %s', (type) => {
    const discovery = mergedDiscovery(ownDiscovery, [shown]);
    const { body } = discovery('/apis', type + AGGREGATED_FORM)!;
    expect(body.includes('apps') && body.includes(ADDRESS.group)).toBe(true);
    expect(body.length).toBeLessThan(300_000);
  });

  test.each(['application/json', 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'])(
    'OpenAPI 2 is there as %s',
    async (type) => {
      const { body } = await shownOpenApi(ownOpenApi, [shown]).v2(type);
      expect(body.includes('/api/') && body.includes('Own')).toBe(true);
    },
  );

  test('OpenAPI 3 is there, and leads nowhere else', async () => {
    const { paths } = JSON.parse((await shownOpenApi(ownOpenApi, [shown]).v3Index()).body.toString());
    expect(Object.keys(paths)).toEqual(['api']);
  });
});

test('documents that are the same are the same, and what is wrong with one is told once', async () => {
  const texts = {
    [PATH]: '{}',
    ...aggregated(many(9_000, (index) => ({ resource: `resource-${index}`, verbs: ['get'] }))),
  };
  const first = await documentsOf(texts);
  expect(changeOf(first, undefined)).toEqual({
    isOther: true,
    problems: [expect.stringContaining('may take 262144')],
  });
  const second = await documentsOf(texts, first);
  expect(changeOf(second, first)).toEqual({ isOther: false, problems: [] });
  expect(shownOf(second).resources).toBe(shownOf(first).resources);
});

test.each<[string, () => Steps<unknown>]>([
  ['resources', () => ofLegacy({ resources: many(50_000, (index) => ({ name: `r${index}/x` })) })],
  ['an OpenAPI document', () => openApiPart({ paths: { [`${PATH}/x`]: { all: many(50_000, () => ({})) } } }, ADDRESS)],
])('%s are gone through in steps', (_, work) => {
  let count = 0;
  for (const steps = work(); !steps.next().done;) count++;
  expect(count).toBeGreaterThan(100);
});

describe('over the wire', () => {
  let pki: TestPki;
  let peer: HostilePeer;
  beforeAll(async () => {
    pki = await createTestPki();
    peer = await startHostilePeer(await pki.issue({ commonName: 'extension', names: ['s.n.svc'] }));
  });
  afterAll(async () => {
    await peer.close();
    pki.remove();
  });

  test.each(Object.keys(hostileAnswers))('of one that %s there is an error in time', async (name) => {
    peer.behave = hostileAnswers[name]!;
    const reader = {
      get: () => ({ spec: { ports: [{ port: 443 }] } }),
      list: () => [
        {
          metadata: { labels: { 'kubernetes.io/service-name': 's' } },
          endpoints: [{ addresses: ['127.0.0.1'] }],
          ports: [{ port: peer.port }],
        },
      ],
    };
    const spec = { service: { namespace: 'n', name: 's' }, caBundle: Buffer.from(pki.ca).toString('base64') };
    const server = extensionServer(spec as never, { reader: reader as never, kubeletAgent: new Agent() });
    const user = { username: 'u', groups: [] };
    const options = { user, signal: AbortSignal.timeout(400), maxBytes: 1_000_000 };
    const outcome = await server.read('/apis', options, ({ code, text }) => `${code} ${text.length}`).catch(String);
    expect(outcome.length).toBeLessThan(500);
    await peer.allClosed();
  });
});
