import { createHash } from 'node:crypto';
import { decodeKubernetesProtobuf } from '@kubets/apimachinery';
import { createSubresourceRegistry } from '../pipeline/subresource';
import type { ResourceDefinition, VirtualResourceDefinition } from '../registry/resource';
import { createLiveApi } from '../served-api';
import { things } from '../testing/things';
import { widgets } from '../testing/widgets';

const [{ schema, message }] = widgets.versions;
const gadgets: ResourceDefinition = {
  ...widgets,
  plural: 'gadgets',
  singular: 'gadget',
  kind: 'Gadget',
  shortNames: ['gd', 'gdg'],
  categories: ['all'],
  namespaced: false,
  deletedSingly: true,
  status: {},
  versions: [
    { version: 'v1beta1', message, schema },
    { version: 'v1', message, schema },
  ],
};
const readings: ResourceDefinition = {
  ...widgets,
  plural: 'readings',
  singular: 'reading',
  kind: 'Reading',
  shortNames: [],
  readOnly: true,
};
const reviews = {
  group: 'review.example.com',
  version: 'v1',
  plural: 'reviews',
  singular: 'review',
  kind: 'Review',
  namespaced: false,
  message,
  schema,
} as unknown as VirtualResourceDefinition;

const { discovery } = createLiveApi({
  definitions: [things, widgets, gadgets, readings],
  virtual: [reviews],
  subresourcesOf: () =>
    createSubresourceRegistry([
      {
        group: 'example.com',
        plural: 'gadgets',
        subresource: {
          description: { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'update'] },
        },
      },
    ]),
  serverAddress: '192.0.2.1:6443',
  version: 'v1.37.0',
}).now();

const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const V2BETA1 = V2.replace('v=v2', 'v=v2beta1');
const read = (path: string, accept?: string) => JSON.parse(discovery(path, accept)!.body.toString());
/** Eight bytes. */
const HASH = expect.stringMatching(/^[\w+/]{11}=$/) as unknown;
const EXAMPLE_VERSIONS = [
  { groupVersion: 'example.com/v1', version: 'v1' },
  { groupVersion: 'example.com/v1beta1', version: 'v1beta1' },
];
const EXAMPLE = { name: 'example.com', versions: EXAMPLE_VERSIONS, preferredVersion: EXAMPLE_VERSIONS[0] };

describe('each document for itself', () => {
  test('/api names the versions of the core group and where the server is', () =>
    expect(read('/api')).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.0.2.1:6443' }],
    }));

  test('/apis names every other group, stable versions first', () =>
    expect(read('/apis')).toEqual({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [EXAMPLE, expect.objectContaining({ name: 'review.example.com' })],
    }));

  test('a group', () => expect(read('/apis/example.com')).toEqual({ kind: 'APIGroup', apiVersion: 'v1', ...EXAMPLE }));

  test('a version of a group: its resources by name, each followed by what is below it', () => {
    const { resources, ...rest } = read('/apis/example.com/v1');
    expect(rest).toEqual({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'example.com/v1' });
    expect(resources).toEqual([
      {
        name: 'gadgets',
        singularName: 'gadget',
        namespaced: false,
        kind: 'Gadget',
        verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
        shortNames: ['gd', 'gdg'],
        categories: ['all'],
        storageVersionHash: HASH,
      },
      // Of another group, it says which.
      {
        name: 'gadgets/scale',
        singularName: '',
        namespaced: false,
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get', 'update'],
      },
      {
        name: 'gadgets/status',
        singularName: '',
        namespaced: false,
        kind: 'Gadget',
        verbs: ['get', 'patch', 'update'],
      },
      {
        name: 'readings',
        singularName: 'reading',
        namespaced: true,
        kind: 'Reading',
        verbs: ['get', 'list', 'watch'],
        storageVersionHash: HASH,
      },
      expect.objectContaining({ name: 'widgets', shortNames: ['wd'] }),
    ]);
  });

  test('a version has only what it serves', () =>
    expect(read('/apis/example.com/v1beta1').resources.map(({ name }: { name: string }) => name)).toEqual([
      'gadgets',
      'gadgets/scale',
      'gadgets/status',
    ]));

  test('what is only asked can only be created', () =>
    expect(read('/apis/review.example.com/v1').resources).toEqual([
      { name: 'reviews', singularName: 'review', namespaced: false, kind: 'Review', verbs: ['create'] },
    ]));

  test('the core group', () =>
    expect(read('/api/v1')).toMatchObject({ groupVersion: 'v1', resources: [{ name: 'configmaps' }] }));
});

test.each(['/apis//example.com', '///apis/example.com/', `/apis${'/'.repeat(5000)}example.com`])(
  '%# a document is kept once, however many slashes there are',
  (path) => expect(discovery(path, undefined)).toBe(discovery('/apis/example.com', undefined)),
);

test.each([
  '/',
  '/version',
  '/api/v2',
  '/api/v1/configmaps',
  '/apis/nowhere.example.com',
  '/apis/example.com/v9',
  '/apis/example.com/v1/widgets',
  '/apis/constructor',
])('%s is nothing of discovery', (path) => expect(discovery(path, undefined)).toBeUndefined());

describe('everything in one answer', () => {
  test.each([V2, `${V2BETA1},${V2},application/json`, `text/html,${V2}`])('Accept: %s is answered so', (accept) => {
    expect(discovery('/apis', accept)!.contentType).toBe(V2);
    expect(read('/apis', accept)).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
    });
  });

  test('comes in protobuf, too', () => {
    const accept = V2.replace('json', 'vnd.kubernetes.protobuf');
    const { body, contentType } = discovery('/apis', accept)!;
    expect(contentType).toBe(accept);
    expect(decodeKubernetesProtobuf(body)).toMatchObject({ kind: 'APIGroupDiscoveryList' });
  });

  test.each([
    undefined,
    '*/*',
    'application/json',
    `application/json,${V2}`,
    `application/yaml,${V2}`,
    V2BETA1,
    `${V2BETA1},application/json`,
    V2.replace('v=v2', 'v=v3'),
    V2.replace('apidiscovery', 'meta'),
  ])('Accept: %s is not', (accept) => expect(discovery('/apis', accept)!.contentType).toBe('application/json'));

  test('says of each resource what the documents say of it', () => {
    const [example] = read('/apis', V2).items;
    expect(example.metadata).toEqual({ name: 'example.com' });
    expect(example.versions.map(({ version, freshness }: Record<string, string>) => [version, freshness])).toEqual([
      ['v1', 'Current'],
      ['v1beta1', 'Current'],
    ]);
    expect(example.versions[0].resources[0]).toEqual({
      resource: 'gadgets',
      // A kind of the document's own group and version needs no name for them.
      responseKind: { group: '', version: '', kind: 'Gadget' },
      scope: 'Cluster',
      singularResource: 'gadget',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['gd', 'gdg'],
      categories: ['all'],
      subresources: [
        {
          subresource: 'scale',
          responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: ['get', 'update'],
        },
        {
          subresource: 'status',
          responseKind: { group: '', version: '', kind: 'Gadget' },
          verbs: ['get', 'patch', 'update'],
        },
      ],
    });
  });

  test('/api holds the core group alone, which has no name', () => {
    const { items } = read('/api', V2);
    expect(items).toHaveLength(1);
    expect(items[0].metadata).toEqual({});
    expect(items[0].versions[0].resources[0]).toMatchObject({ resource: 'configmaps', scope: 'Namespaced' });
  });

  test('its tag is made of its bytes; single documents have none', () => {
    const { body, etag } = discovery('/apis', V2)!;
    expect(etag).toBe(`"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`);
    expect(discovery('/apis', V2BETA1)!.etag).not.toBe(etag);
    expect(discovery('/apis', undefined)!.etag).toBeUndefined();
  });
});
