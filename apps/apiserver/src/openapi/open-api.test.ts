import { Document } from '@kubets/proto-gen/openapi/v2';
import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import type { DocumentV3 } from './document-v3';
import { createOpenApis } from './open-api';
import { deployments, pods, resources } from './testdata/resources';

const openApi = createOpenApis('v1.33.0')(resources);
const PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const parse = <T>(body: Buffer) => JSON.parse(body.toString()) as T;

describe('GET /openapi/v2', () => {
  test.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    [
      'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    ],
    [
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf;q=0.9, application/json',
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    ],
  ])('Accept: %s is answered in %s', async (accept, contentType) => {
    expect((await openApi.v2(accept)).contentType).toBe(contentType);
  });

  test('protobuf says what JSON says', async () => {
    const json = parse<{ paths: Record<string, object>; definitions: Record<string, { properties?: object }> }>(
      (await openApi.v2('application/json')).body,
    );
    const message = Document.decode((await openApi.v2(PROTOBUF)).body);
    expect(message.info).toEqual({ title: 'Kubernetes', version: 'v1.33.0' });
    expect(message.paths?.path?.map(({ name }) => name)).toEqual(Object.keys(json.paths));
    expect(message.definitions?.additionalProperties?.map(({ name }) => name)).toEqual(Object.keys(json.definitions));
    for (const { name, value } of message.definitions!.additionalProperties!) {
      expect(value?.properties?.additionalProperties?.map((property) => property.name) ?? []).toEqual(
        Object.keys(json.definitions[name!]!.properties ?? {}),
      );
    }
  });

  test('a definition carries its extensions as YAML', async () => {
    const message = Document.decode((await openApi.v2(PROTOBUF)).body);
    const pod = message.definitions?.additionalProperties?.find(({ name }) => name === 'io.k8s.api.core.v1.Pod');
    expect(pod?.value?.vendorExtension).toEqual([
      { name: 'x-kubernetes-group-version-kind', value: { yaml: '[{"group":"","kind":"Pod","version":"v1"}]' } },
    ]);
  });

  test('a patch takes dryRun, by which kubectl knows that the server does', async () => {
    const message = Document.decode((await openApi.v2(PROTOBUF)).body);
    const patch = message.paths?.path?.find(({ name }) => name === '/api/v1/namespaces/{namespace}/pods/{name}')?.value
      ?.patch;
    const names = patch?.parameters?.map(({ parameter }) => parameter?.nonBodyParameter?.queryParameterSubSchema?.name);
    expect(names).toEqual(expect.arrayContaining(['dryRun', 'fieldValidation']));
    expect(patch?.vendorExtension?.find(({ name }) => name === 'x-kubernetes-action')?.value?.yaml).toBe('"patch"');
  });
});

describe('GET /openapi/v3', () => {
  test('lists each group version with the hash of its document', async () => {
    const { paths } = parse<{ paths: Record<string, { serverRelativeURL: string }> }>((await openApi.v3Index()).body);
    expect(Object.keys(paths)).toEqual([
      '.well-known/openid-configuration',
      'api',
      'api/v1',
      'apis',
      'apis/apps',
      'apis/apps/v1',
      'apis/authentication.k8s.io',
      'apis/authentication.k8s.io/v1',
      'apis/rbac.authorization.k8s.io',
      'apis/rbac.authorization.k8s.io/v1',
      'openid/v1/jwks',
      'version',
    ]);
    expect(paths['api/v1']!.serverRelativeURL).toBe(
      `/openapi/v3/api/v1?hash=${(await openApi.v3('api/v1'))!.etag.slice(1, -1)}`,
    );
  });

  test('a document holds the paths and types of its group version', async () => {
    const { openapi, paths, components } = parse<{
      openapi: string;
      paths: object;
      components: { schemas: Record<string, object> };
    }>((await openApi.v3('apis/apps/v1'))!.body);
    expect(openapi).toBe('3.0.0');
    expect(Object.keys(paths)).toEqual([
      '/apis/apps/v1/',
      '/apis/apps/v1/deployments',
      '/apis/apps/v1/namespaces/{namespace}/deployments',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
      '/apis/apps/v1/watch/deployments',
      '/apis/apps/v1/watch/namespaces/{namespace}/deployments',
      '/apis/apps/v1/watch/namespaces/{namespace}/deployments/{name}',
    ]);
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining([
        'io.k8s.api.apps.v1.Deployment',
        'io.k8s.api.core.v1.PodSpec',
        'io.k8s.api.autoscaling.v1.Scale',
      ]),
    );
    expect(components.schemas).not.toHaveProperty(['io.k8s.api.core.v1.Service']);
  });

  test.each([
    ['api', '/api/', 'APIVersions'],
    ['apis', '/apis/', 'APIGroupList'],
    ['apis/apps', '/apis/apps/', 'APIGroup'],
    ['version', '/version/', 'Info'],
  ])('%s describes %s', async (path, described, kind) => {
    const { paths, components } = parse<{ paths: object; components: { schemas: object } }>(
      (await openApi.v3(path))!.body,
    );
    expect(Object.keys(paths)).toEqual([described]);
    expect(Object.keys(components.schemas).some((name) => name.endsWith(`.${kind}`))).toBe(true);
    expect(components.schemas).not.toHaveProperty(['io.k8s.apimachinery.pkg.apis.meta.v1.Patch']);
  });

  test('a group version that is not served has no document', () => {
    expect(openApi.v3('apis/apps/v2')).toBeUndefined();
  });

  test('a kind that comes makes the document of its group version anew and leaves the others', async () => {
    const openApis = createOpenApis('v1.33.0');
    const before = openApis([pods, deployments]);
    const [core, apps] = [await before.v3('api/v1'), await before.v3('apis/apps/v1')];
    const schema: MessageSchema = {
      name: 'com.example.v1.Widget',
      doc: 'Turns.',
      fields: { size: { number: 0, type: 'int32', doc: 'How large.' } },
    };
    const after = openApis([
      pods,
      deployments,
      {
        ...deployments,
        kind: 'Widget',
        listKind: 'WidgetList',
        plural: 'widgets',
        singular: 'widget',
        message: schema.name,
        schema,
        subresources: [],
      },
    ]);
    expect(await after.v3('api/v1')).toBe(core);
    expect(await after.v3('apis/apps/v1')).not.toBe(apps);
    const { components } = parse<{ components: { schemas: Record<string, object> } }>(
      (await after.v3('apis/apps/v1'))!.body,
    );
    expect(components.schemas['com.example.v1.Widget']).toMatchObject({
      description: 'Turns.',
      properties: { size: { type: 'integer', description: 'How large.' } },
    });
    expect(components.schemas['com.example.v1.WidgetList']).toMatchObject({ required: ['items'] });
    expect((await after.v2(undefined)).etag).not.toBe((await before.v2(undefined)).etag);
  });

  test('the same resources give the same hash, others another', async () => {
    const etag = async (of: ReturnType<ReturnType<typeof createOpenApis>>) => (await of.v3('api/v1'))!.etag;
    const before = await etag(openApi);
    expect(await etag(createOpenApis('v1.33.0')(resources))).toBe(before);
    expect(await etag(createOpenApis('v1.33.1')(resources))).not.toBe(before);
  });
});

test('custom kinds have a document of their own, with nothing in it but what they need', async () => {
  function* published(metadata: object) {
    yield;
    return { type: 'object', properties: { metadata } };
  }
  const metadata = schema.of('kubets.core.v1.Pod').fields['metadata']!;
  const thing: MessageSchema = {
    name: 'com.example.v1.Thing',
    fields: { metadata },
    published: { 2: published, 3: published },
    selectableFields: ['spec.choice'],
  };
  const names = { group: 'example.com', kind: 'Thing', listKind: 'ThingList', plural: 'things', singular: 'thing' };
  const custom = { ...pods, ...names, message: thing.name, schema: thing, subresources: [] };
  const body = (await createOpenApis('v1')([custom]).v3('apis/example.com/v1'))?.body;
  const document = parse<DocumentV3>(body!);

  expect(Object.keys(document.paths)).not.toContain('/apis/example.com/v1/');
  expect(Object.keys(document.components)).toEqual(['schemas']);
  const schemas = document.components.schemas!;
  expect(Object.keys(schemas).map((name) => name.slice(name.lastIndexOf('.') + 1))).not.toEqual(
    expect.arrayContaining(['WatchEvent', 'APIResourceList']),
  );
  for (const kind of ['Thing', 'ThingList'])
    expect(schemas[`com.example.v1.${kind}`]).toMatchObject({
      'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.choice' }],
      properties: { metadata: { allOf: [expect.anything()], description: expect.any(String) as string } },
    });
  for (const kind of ['Thing', 'ThingList'])
    expect(schemas[`com.example.v1.${kind}`]).not.toHaveProperty('properties.metadata.default');
});
