import { atOnce } from '../steps/steps';
import type { ObjectMeta } from '@kubets/proto-gen/meta/v1';
import { fieldErrorText } from './field-error';
import { isDns1123Label } from './names';
import { objectMetaErrors, validateObjectMetaUpdate } from './object-meta';

const rules = { namespaced: true, validName: isDns1123Label };
const good: ObjectMeta = { name: 'a', namespace: 'b' };
const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };

test.each<[string, ObjectMeta | undefined, (string | RegExp)[]]>([
  [
    'nothing wrong',
    { ...good, labels: { 'a/b': '1' }, annotations: { 'A/b': 'any thing' }, finalizers: ['kubernetes', 'a.b/c'] },
    [],
  ],
  [
    'nothing at all',
    undefined,
    ['metadata.name: Required value: name or generateName is required', 'metadata.namespace: Required value'],
  ],
  [
    'bad names',
    { name: 'a.b', generateName: 'B-', namespace: 'A' },
    [
      /^metadata\.generateName: Invalid value: "B-": a lowercase RFC 1123 label/,
      /^metadata\.name: Invalid value: "a\.b": must not contain dots/,
      /^metadata\.namespace: Invalid value: "A": a lowercase RFC 1123 label/,
    ],
  ],
  [
    'bad labels',
    { ...good, labels: { 'a b': 'c d' } },
    [
      /^metadata\.labels: Invalid value: "a b": name part must consist/,
      /^metadata\.labels: Invalid value: "c d": a valid label/,
    ],
  ],
  [
    'too many annotations',
    { ...good, annotations: { a: 'x'.repeat(256 * 1024) } },
    ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  ],
  [
    'bad finalizer',
    { ...good, finalizers: ['mine'] },
    [
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  [
    'incomplete owner',
    { ...good, ownerReferences: [owner, { ...owner, apiVersion: 'a/b/c', uid: '' }] },
    [
      'metadata.ownerReferences[1].uid: Required value: must not be empty',
      'metadata.ownerReferences[1].apiVersion: Invalid value: "a/b/c": must be <group>/<version> or <version>',
    ],
  ],
  [
    'finalizers that want the opposite of dependents',
    { ...good, finalizers: ['foregroundDeletion', 'orphan'] },
    [
      'metadata.finalizers: Invalid value: ["foregroundDeletion","orphan"]: finalizer orphan and foregroundDeletion cannot be both set',
    ],
  ],
  [
    'two controllers',
    {
      ...good,
      ownerReferences: [
        { ...owner, controller: true },
        { ...owner, name: 'q', controller: true },
      ],
    },
    [/Only one reference can have Controller set to true\. Found "true" in references for Pod\/p and Pod\/q$/],
  ],
])('%s', (_, metadata, expected) => {
  const texts = atOnce(objectMetaErrors(metadata, rules)).map(fieldErrorText);
  expect(texts).toHaveLength(expected.length);
  expected.forEach((text, index) =>
    typeof text === 'string' ? expect(texts[index]).toBe(text) : expect(texts[index]).toMatch(text),
  );
});

test('a cluster-scoped object has no namespace', () => {
  expect(atOnce(objectMetaErrors(good, { ...rules, namespaced: false })).map(fieldErrorText)).toEqual([
    'metadata.namespace: Forbidden: not allowed on this type',
  ]);
});

test.each<[string, ObjectMeta, ObjectMeta, string[]]>([
  ['no change', {}, {}, []],
  ['another uid', { uid: 'a' }, { uid: 'b' }, ['metadata.uid: Invalid value: "a": field is immutable']],
  [
    'no resourceVersion',
    { resourceVersion: '' },
    {},
    ['metadata.resourceVersion: Invalid value: "": must be specified for an update'],
  ],
  [
    'an older generation',
    { generation: 1 },
    { generation: 2 },
    ['metadata.generation: Invalid value: 1: must not be decremented'],
  ],
  [
    'a finalizer on a deleted object',
    { finalizers: ['a/b'], deletionTimestamp: 't' },
    { deletionTimestamp: 't' },
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/b"}',
    ],
  ],
])('update with %s', (_, updated, old, expected) => {
  expect(validateObjectMetaUpdate({ resourceVersion: '1', ...updated }, old).map(fieldErrorText)).toEqual(expected);
});
