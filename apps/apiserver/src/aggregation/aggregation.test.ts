import { atOnce } from '@kubets/apimachinery';
import type { Discovery } from '../discovery/discovery';
import { ofLegacy } from './legacy-resources';
import { localServicesChange } from './local-services';
import { mergedDiscovery } from './merged-discovery';
import { mergedOpenApiV2 } from './merged-open-api';
import { openApiPart } from './open-api-part';
import type { RemoteVersion } from './remote-version';
import { identityHeaders, withoutIdentity } from './request-headers';

const remote = (group: string, version: string, more: Partial<RemoteVersion> = {}): RemoteVersion => ({
  group,
  version,
  groupPriority: 100,
  versionPriority: 100,
  isStale: false,
  ...more,
});

test('who asks, in headers that hold nothing else', () =>
  expect(
    identityHeaders({
      username: 'jürgen\r\nX: y',
      uid: 'u',
      groups: ['a', 'b'],
      extra: { 'Example.com/Scopes%': ['x', 'y'] },
    }),
  ).toEqual({
    'X-Remote-User': 'jÃ¼rgen  X: y',
    'X-Remote-Uid': 'u',
    'X-Remote-Group': ['a', 'b'],
    'X-Remote-Extra-example.com%2Fscopes%25': ['x', 'y'],
  }));

test('what a client says of itself is left out', () =>
  expect(
    withoutIdentity({ 'x-remote-user': 'a', 'X-Remote-Extra-B': 'c', 'x-remote-group': [], 'x-remote-address': 'd' }),
  ).toEqual({ 'x-remote-address': 'd' }));

test('resources in the form of old', () =>
  expect(
    atOnce(
      ofLegacy({
        resources: [
          { name: 'a', kind: 'A', namespaced: true, verbs: ['get'], shortNames: ['x'] },
          { name: 'a/status', kind: 'A', group: 'other', version: 'v1', verbs: ['update'] },
          { name: 'b', kind: 'B', singularName: 'bee' },
        ],
      }),
    ),
  ).toEqual([
    {
      resource: 'a',
      responseKind: { group: '', version: '', kind: 'A' },
      scope: 'Namespaced',
      singularResource: '',
      verbs: ['get'],
      shortNames: ['x'],
      subresources: [
        { subresource: 'status', responseKind: { group: 'other', version: 'v1', kind: 'A' }, verbs: ['update'] },
      ],
    },
    {
      resource: 'b',
      responseKind: { group: '', version: '', kind: 'B' },
      scope: 'Cluster',
      singularResource: 'bee',
      verbs: [],
    },
  ]));

describe('discovery', () => {
  const groups = [
    { name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }] },
    { name: 'a.example.com', versions: [{ groupVersion: 'a.example.com/v1', version: 'v1' }] },
  ];
  const local: Discovery = (path) => {
    const name = path.split('/')[2];
    const found = name ? groups.find((one) => one.name === name) : { kind: 'APIGroupList', groups };
    return found && { body: Buffer.from(JSON.stringify(found)), contentType: 'application/json' };
  };
  const read = (discovery: Discovery, path: string) => JSON.parse(discovery(path, undefined)!.body.toString());

  test('extensions are among the groups by their priority, and versions by theirs', () => {
    const merged = mergedDiscovery(local, [
      remote('b.example.com', 'v1', { groupPriority: 2000 }),
      remote('c.example.com', 'v1', { groupPriority: 10 }),
      remote('a.example.com', 'v2', { groupPriority: 10, versionPriority: 200 }),
    ]);
    const shown = read(merged, '/apis').groups;
    expect(shown.map(({ name }: any) => name)).toEqual(['apps', 'b.example.com', 'a.example.com', 'c.example.com']);
    expect(read(merged, '/apis/a.example.com')).toMatchObject({
      preferredVersion: { version: 'v2' },
      versions: [{ version: 'v2' }, { version: 'v1' }],
    });
    expect(merged('/apis/none', undefined)).toBeUndefined();
    expect(read(merged, '/apis/apps')).toEqual(groups[0]);
  });
});

test('definitions of OpenAPI 2 that are others get other names', () => {
  const reference = (name: string) => ({ get: { schema: { $ref: `#/definitions/${name}` } } });
  const own = { paths: { '/api/': {} }, definitions: { Same: { a: 1 }, Other: { a: 1 } } };
  const document = {
    paths: { '/apis/g/v1/x': reference('Top'), '/apis/else/v1/y': reference('Unused') },
    definitions: {
      Top: {
        properties: {
          s: { $ref: '#/definitions/Same' },
          o: { $ref: '#/definitions/Other' },
          t: { $ref: '#/definitions/Top' },
        },
      },
      Same: { a: 1 },
      Other: { b: 2 },
      Unused: {},
    },
  };
  const openApiV2 = atOnce(openApiPart(document, { group: 'g', version: 'v1' }))!;
  expect(atOnce(mergedOpenApiV2(own, [remote('g', 'v1', { openApiV2 })]))).toEqual({
    paths: { '/api/': {}, '/apis/g/v1/x': reference('Top') },
    definitions: {
      Other: { a: 1 },
      Other_v2: { b: 2 },
      Same: { a: 1 },
      Top: {
        properties: {
          s: { $ref: '#/definitions/Same' },
          o: { $ref: '#/definitions/Other_v2' },
          t: { $ref: '#/definitions/Top' },
        },
      },
    },
  });
});

test('local APIServices are made, put right and removed, and those of others left alone', () => {
  const label = (as: string) => ({ 'kube-aggregator.kubernetes.io/automanaged': as });
  const one = (name: string, as?: string, spec: object = { version: 'v1' }) => ({
    metadata: { name, ...(as ? { labels: label(as) } : {}) },
    spec,
  });
  const wanted = [one('new', 'onstart'), one('changed', 'true'), one('mine', 'onstart'), one('same', 'true')];
  const there = [
    one('changed', 'true', { version: 'v2' }),
    one('mine', 'onstart', { version: 'v2' }),
    one('same', 'true'),
    one('gone', 'true'),
    one('taken', 'onstart', { service: { name: 's' } }),
    one('foreign'),
  ];
  const { ensure, replace, remove } = localServicesChange(wanted, there);
  const names = (services: { metadata?: { name?: string } }[]) => services.map(({ metadata }) => metadata?.name);
  expect([ensure, replace, remove].map(names)).toEqual([['new'], ['changed'], ['gone']]);
});
