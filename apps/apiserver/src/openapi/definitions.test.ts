import { atOnce } from '@kubets/apimachinery';
import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { createDefinitions } from './definitions';
import { openApi2, openApi3 } from './dialect';
import type { GroupVersionKind } from './open-api-resource';

const kinds = new Map<MessageSchema, GroupVersionKind[]>([
  [schema.of('kubets.core.v1.Pod'), [{ group: '', kind: 'Pod', version: 'v1' }]],
  [schema.of('kubets.core.v1.Service'), [{ group: '', kind: 'Service', version: 'v1' }]],
  [schema.of('kubets.core.v1.Secret'), []],
  [schema.of('kubets.coordination.v1.Lease'), []],
]);
const v2 = atOnce(createDefinitions(kinds, openApi2));
const v3 = atOnce(createDefinitions(kinds, openApi3));
const CORE = 'io.k8s.api.core.v1';

test('a kind says which it is', () => {
  expect(v2[`${CORE}.Pod`]?.['x-kubernetes-group-version-kind']).toEqual([{ group: '', kind: 'Pod', version: 'v1' }]);
  expect(v2[`${CORE}.PodSpec`]).not.toHaveProperty('x-kubernetes-group-version-kind');
});

test.each([
  [
    'PodSpec',
    'containers',
    {
      type: 'array',
      items: { $ref: `#/definitions/${CORE}.Container` },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    },
  ],
  ['PodSpec', 'volumes', { 'x-kubernetes-patch-strategy': 'merge,retainKeys' }],
  [
    'PodSpec',
    'nodeSelector',
    { type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' },
  ],
  ['ContainerPort', 'protocol', { type: 'string', enum: ['SCTP', 'TCP', 'UDP'], default: 'TCP' }],
  ['ContainerPort', 'containerPort', { type: 'integer', format: 'int32' }],
  ['ServicePort', 'targetPort', { $ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString' }],
  [
    'ResourceRequirements',
    'limits',
    { type: 'object', additionalProperties: { $ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity' } },
  ],
  ['Secret', 'data', { type: 'object', additionalProperties: { type: 'string', format: 'byte' } }],
  ['PodSpec', 'activeDeadlineSeconds', { type: 'integer', format: 'int64' }],
])('%s.%s in OpenAPI 2', (message, field, expected) => {
  expect(v2[`${CORE}.${message}`]?.properties?.[field]).toMatchObject(expected);
});

test.each([
  ['Pod', 'spec', {}],
  ['ContainerPort', 'protocol', 'TCP'],
  ['ContainerPort', 'containerPort', 0],
  ['Container', 'name', ''],
  ['Container', 'image', undefined],
  ['Service', 'status', {}],
  ['PodCondition', 'lastProbeTime', undefined],
  ['TypedObjectReference', 'apiGroup', undefined],
])('what an absent %s.%s stands for in OpenAPI 3', (message, field, expected) => {
  expect(v3[`${CORE}.${message}`]?.properties?.[field]?.default).toEqual(expected);
});

test('a reference with a description is wrapped in OpenAPI 3', () => {
  expect(v3[`${CORE}.Pod`]?.properties?.['spec']).toMatchObject({
    allOf: [{ $ref: `#/components/schemas/${CORE}.PodSpec` }],
  });
});

test('an int-or-string is a string in OpenAPI 2 and either in OpenAPI 3', () => {
  const name = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
  expect(v2[name]).toMatchObject({ type: 'string', format: 'int-or-string' });
  expect(v3[name]).toMatchObject({ oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' });
});

test('what has to be set is listed', () => {
  expect(v2[`${CORE}.Container`]?.required).toEqual(['name']);
});

test.each([
  ['2', v2],
  ['3', v3],
])('every reference of OpenAPI %s leads somewhere', (_version, definitions) => {
  const references = [
    ...JSON.stringify(definitions).matchAll(/"\$ref":"#\/(?:definitions|components\/schemas)\/([^"]+)"/g),
  ].map((found) => found[1]!);
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((name) => !definitions[name])).toEqual([]);
});
