import type { JsonObject } from '@kubets/apimachinery';
import { applyConfiguration, fieldsThere, removedFields, wholeConfiguration } from './apply-configuration';
import type { FieldTree } from './owned-fields';

const base = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n', uid: 'u', resourceVersion: '7' },
};
const identity = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'n' } };

test.each<{ name: string; before: JsonObject; now: JsonObject; owned?: FieldTree; expected: JsonObject }>([
  { name: 'nothing changed', before: { data: { a: '1' } }, now: { data: { a: '1' } }, expected: {} },
  {
    name: 'one of two',
    before: { data: { a: '1', b: '2' } },
    now: { data: { a: '1', b: '3' } },
    expected: { data: { b: '3' } },
  },
  { name: 'one that is new', before: {}, now: { data: { a: '1' } }, expected: { data: { a: '1' } } },
  {
    name: 'what was applied before goes along',
    before: { data: { a: '1', b: '2', c: '3' } },
    now: { data: { a: '1', b: '2', c: '4' } },
    owned: { 'f:data': { 'f:a': {} } },
    expected: { data: { a: '1', c: '4' } },
  },
  {
    name: 'what was applied before and is taken out stays out',
    before: { data: { a: '1', b: '2' } },
    now: { data: { b: '2' } },
    owned: { 'f:data': { 'f:a': {} } },
    expected: {},
  },
  {
    name: 'a value that was applied as a whole',
    before: { selector: { a: '1', b: '2' } },
    now: { selector: { a: '1', b: '2' } },
    owned: { 'f:selector': {} },
    expected: { selector: { a: '1', b: '2' } },
  },
  {
    name: 'a list in which something changed, whole',
    before: {
      list: [
        { name: 'x', v: 1 },
        { name: 'y', v: 1 },
      ],
    },
    now: {
      list: [
        { name: 'x', v: 2 },
        { name: 'y', v: 1 },
      ],
    },
    expected: {
      list: [
        { name: 'x', v: 2 },
        { name: 'y', v: 1 },
      ],
    },
  },
  { name: 'another type', before: { a: 'text' }, now: { a: { b: 1 } }, expected: { a: { b: 1 } } },
  { name: 'the status never', before: { status: { a: 1 } }, now: { status: { a: 2 } }, expected: {} },
])('$name', ({ before, now, owned = {}, expected }) => {
  expect(applyConfiguration({ ...base, ...before }, { ...base, ...now }, owned)).toEqual({ ...identity, ...expected });
});

test('what the server sets of metadata is not applied', () => {
  const now = { ...base, metadata: { ...base.metadata, labels: { a: '1' }, resourceVersion: '8', generation: 3 } };
  expect(applyConfiguration(base, now, {})).toEqual({
    ...identity,
    metadata: { name: 'c', namespace: 'n', labels: { a: '1' } },
  });
  expect(wholeConfiguration({ ...now, status: { x: 1 } })).toEqual({
    ...identity,
    metadata: { name: 'c', namespace: 'n', labels: { a: '1' } },
  });
});

test('fields that were taken out, and those that are still there', () => {
  const before = {
    metadata: { uid: 'u', labels: { 'app.kubernetes.io/name': 'x', b: '1' } },
    spec: { a: 1, list: [1] },
    status: { x: 1 },
  };
  const removed = removedFields(before, { metadata: { labels: { b: '1' } }, spec: { list: [] } });
  expect(removed).toEqual(['.metadata.labels.app.kubernetes.io/name', '.spec.a']);
  const left = { metadata: { labels: { 'app.kubernetes.io/name': 'x' } }, spec: {} };
  expect(fieldsThere(left, removed)).toEqual(['.metadata.labels.app.kubernetes.io/name']);
});
