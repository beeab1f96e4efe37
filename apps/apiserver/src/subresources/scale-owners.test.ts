import { atOnce } from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { ownersInObject, ownersInScale, type ReplicasPaths } from './scale-owners';

/** Of v1 the number is in spec.size, of v2 there is no scale. */
const paths: ReplicasPaths = (apiVersion) => ({ 'x/v1': ['spec', 'size'], 'x/v2': null })[apiVersion];
const FIELDS = { 'f:spec': { 'f:size': {}, 'f:text': {} } };
const SIZE = { 'f:spec': { 'f:size': {} } };
const REPLICAS = { 'f:spec': { 'f:replicas': {} } };

const entry = (manager: string, fieldsV1: object, more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'x/v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const inScale = (manager: string, more: Partial<ManagedFieldsEntry> = {}) =>
  entry(manager, REPLICAS, { apiVersion: 'autoscaling/v1', ...more });
const applied = (manager: string, fieldsV1: object, more: Partial<ManagedFieldsEntry> = {}) =>
  entry(manager, fieldsV1, { operation: 'Apply', ...more });

test.each<[string, ManagedFieldsEntry[], ManagedFieldsEntry[]]>([
  ['nobody', [], []],
  ['who owns it', [entry('a', FIELDS)], [inScale('a')]],
  ['who owns the whole of it', [entry('a', { 'f:spec': { 'f:size': { '.': {}, 'f:x': {} } } })], [inScale('a')]],
  ['who owns something else', [entry('a', { 'f:spec': { 'f:text': {} } })], []],
  ['who owns a part of it', [entry('a', { 'f:spec': { 'f:size': { 'f:x': {} } } })], []],
  ['who owns it in a version without a scale', [entry('a', FIELDS, { apiVersion: 'x/v2' })], []],
  ['who owns it in a version that is gone', [entry('a', FIELDS, { apiVersion: 'x/v0' })], []],
])('the number of a Scale is of %s', (_, entries, expected) =>
  expect(atOnce(ownersInScale(entries, paths))).toEqual(expected),
);

const at = (time: string) => ({ time });
test.each<[string, ManagedFieldsEntry[], ManagedFieldsEntry[], ManagedFieldsEntry[]]>([
  [
    'is new',
    [entry('a', FIELDS, at('1'))],
    [applied('b', REPLICAS, { apiVersion: 'autoscaling/v1', subresource: 'scale', ...at('2') })],
    [applied('b', SIZE, { subresource: 'scale' }), entry('a', { 'f:spec': { 'f:text': {} } }, at('1'))],
  ],
  [
    'shares it with who has set it without applying it',
    [entry('a', FIELDS, at('1'))],
    [inScale('a', at('1')), applied('b', REPLICAS, { apiVersion: 'autoscaling/v1', subresource: 'scale', ...at('2') })],
    [
      applied('b', SIZE, { subresource: 'scale' }),
      entry('a', SIZE),
      entry('a', { 'f:spec': { 'f:text': {} } }, at('1')),
    ],
  ],
  [
    'applies nothing more, but something else',
    [applied('b', SIZE, { subresource: 'scale' })],
    [applied('b', { 'f:spec': {} }, { apiVersion: 'autoscaling/v1', subresource: 'scale' })],
    [applied('b', SIZE, { subresource: 'scale' })],
  ],
  [
    'has taken it from others',
    [entry('a', FIELDS, at('1')), entry('c', SIZE, at('1'))],
    [applied('b', REPLICAS, { apiVersion: 'autoscaling/v1', subresource: 'scale' })],
    [applied('b', SIZE, { subresource: 'scale' }), entry('a', { 'f:spec': { 'f:text': {} } }, at('1'))],
  ],
  [
    'has it still',
    [applied('b', SIZE, { subresource: 'scale', ...at('1') })],
    [applied('b', REPLICAS, { apiVersion: 'autoscaling/v1', subresource: 'scale', ...at('2') })],
    [applied('b', SIZE, { subresource: 'scale', ...at('1') })],
  ],
  ['there is none', [entry('a', FIELDS)], [], [entry('a', { 'f:spec': { 'f:text': {} } })]],
  ['owns something else of it', [], [entry('a', { 'f:status': { 'f:replicas': {} } })], []],
  [
    'is told of in a version without a scale',
    [entry('a', FIELDS, { apiVersion: 'x/v2' })],
    [],
    [entry('a', FIELDS, { apiVersion: 'x/v2' })],
  ],
  ['is told of in a version that is gone', [entry('a', FIELDS, { apiVersion: 'x/v0' })], [], []],
])('an object is of others, and its number of who %s', (_, entries, ofScale, expected) =>
  expect(atOnce(ownersInObject(entries, ofScale, { paths, apiVersion: 'x/v1' }))).toEqual(expected),
);
