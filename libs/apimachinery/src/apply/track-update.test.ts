import type { ConfigMap, Pod } from '@kubets/proto-gen/core/v1';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import { decodeObject } from '../decode/decode-object';
import { growthRatio } from '../testing';
import { atOnce } from '../steps/steps';
import { compareSteps } from './compare-steps';
import type { FieldTree } from './field-tree';
import { trackUpdate } from './track-update';

const CONFIG_MAP = schema.of('kubets.core.v1.ConfigMap');
const POD = schema.of('kubets.core.v1.Pod');
const now = new Date('2026-01-01T00:00:00Z');
const manager = { manager: 'kubectl', operation: 'Update' as const, apiVersion: 'v1' };

const entry = (name: string, fieldsV1: FieldTree, more: object = {}): ManagedFieldsEntry => ({
  manager: name,
  operation: 'Update',
  apiVersion: 'v1',
  time: '2025-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const data = (...keys: string[]): FieldTree => ({
  'f:data': Object.fromEntries(keys.map((key) => [key === '.' ? key : `f:${key}`, {}])),
});
const map = (values: Record<string, string> | undefined, managedFields?: ManagedFieldsEntry[]): ConfigMap => ({
  metadata: { name: 'c', ...(managedFields ? { managedFields } : {}) },
  ...(values ? { data: values } : {}),
});
const update = (before: ConfigMap | undefined, after: ConfigMap, more: object = {}) =>
  trackUpdate({ before, after, message: CONFIG_MAP, manager, now, ...more }).map(
    ({ manager: name, time, fieldsV1 }) => [name, time, fieldsV1] as const,
  );
const OLD = '2025-01-01T00:00:00Z';
const NOW = '2026-01-01T00:00:00Z';

type Owners = (readonly [string, string | undefined, FieldTree])[];
const owned = [entry('a', data('.', 'x', 'y'))];

test.each<[string, ConfigMap | undefined, ConfigMap, Owners]>([
  ['a create owns all that it sets', undefined, map({ x: '1' }), [['kubectl', NOW, data('.', 'x')]]],
  ['a create that sets nothing', undefined, map(undefined), []],
  ['a create that resets', undefined, map({ x: '1' }, []), [['kubectl', NOW, data('.', 'x')]]],
  [
    'a create with entries of its own',
    undefined,
    map({ x: '1' }, owned),
    [
      ['a', OLD, data('y')],
      ['kubectl', NOW, data('.', 'x')],
    ],
  ],
  ['an object that nobody is known to have set', map({ x: '1' }), map({ x: '2' }), []],
  [
    'what is changed is taken',
    map({ x: '1', y: '1' }, owned),
    map({ x: '1', y: '2', z: '1' }),
    [
      ['a', OLD, data('.', 'x')],
      ['kubectl', NOW, data('y', 'z')],
    ],
  ],
  ['what is removed is nobody’s', map({ x: '1', y: '1' }, owned), map({ x: '1' }), [['a', OLD, data('.', 'x')]]],
  ['the last field goes with its owner', map({ x: '1' }, [entry('a', data('x'))]), map({}), []],
  ['nothing', map({ x: '1', y: '1' }, owned), map({ x: '1', y: '1' }), [['a', OLD, data('.', 'x', 'y')]]],
  ['a reset by an empty list', map({ x: '1' }, owned), map({ x: '2' }, []), []],
  ['a reset by an empty entry', map({ x: '1' }, owned), map({ x: '2' }, [{}]), []],
  [
    'a list of what is no entry',
    map({ x: '1' }, owned),
    map({ x: '1' }, [{ manager: 'b' }]),
    [['a', OLD, data('.', 'x', 'y')]],
  ],
  [
    'a list that the client sends',
    map({ x: '1' }, owned),
    map({ x: '1' }, [entry('b', data('x'))]),
    [['b', OLD, data('x')]],
  ],
  [
    'entries of a version that is gone',
    map({ x: '1' }, [...owned, entry('b', data('x'), { apiVersion: 'v0' })]),
    map({ x: '1' }),
    [['a', OLD, data('.', 'x', 'y')]],
  ],
  [
    'the same manager once more',
    map({ x: '1' }, [entry('kubectl', data('.', 'x'))]),
    map({ x: '1', y: '1' }),
    [['kubectl', NOW, data('.', 'x', 'y')]],
  ],
])('%s', (_what, before, after, expected) => {
  expect(update(before, after)).toEqual(expected);
});

test('a subresource does not carry what a client says of managedFields', () => {
  const through = { manager: { ...manager, subresource: 'status' } };
  expect(update(map({ x: '1' }, owned), map({ x: '1' }, []), through)).toEqual([['a', OLD, data('.', 'x', 'y')]]);
});

test('the oldest of more than ten become ancient changes, one by version', () => {
  const entries = Array.from({ length: 12 }, (_, index) =>
    entry(`m${index}`, data(`k${index}`), { time: `2025-01-${String(index + 1).padStart(2, '0')}T00:00:00Z` }),
  );
  const values = Object.fromEntries(entries.map((_, index) => [`k${index}`, '1']));
  const result = update(map(values, entries), map({ ...values, n: '1' }));
  expect(result).toHaveLength(10);
  expect(result[0]).toEqual(['ancient-changes', '2025-01-04T00:00:00Z', data('k0', 'k1', 'k2', 'k3')]);
  expect(result.at(-1)).toEqual(['kubectl', NOW, data('n')]);
});

const compare = (before: Pod, after: Pod) => atOnce(compareSteps(before, after, POD));
const containers = (...list: object[]): Pod => ({ spec: { containers: list } });
const env = (...values: string[]): Pod => containers({ name: 'c', env: values.map((value) => ({ name: 'E', value })) });
const inEnv = (tree: FieldTree): FieldTree => ({
  'f:spec': { 'f:containers': { 'k:{"name":"c"}': { 'f:env': { 'k:{"name":"E"}': tree } } } },
});

test.each<[string, Pod, Pod, FieldTree | undefined, FieldTree | undefined]>([
  ['nothing', env('1'), env('1'), undefined, undefined],
  ['a value', env('1'), env('2'), inEnv({ 'f:value': {} }), undefined],
  ['an item twice', env('1', '2'), env('1', '3'), inEnv({}), undefined],
  [
    'an item that comes a second time',
    env('1'),
    env('1', '2'),
    inEnv({}),
    inEnv({ '.': {}, 'f:name': {}, 'f:value': {} }),
  ],
  [
    'an item that loses its second',
    env('1', '2'),
    env('1'),
    inEnv({ '.': {}, 'f:name': {}, 'f:value': {} }),
    inEnv({}),
  ],
  [
    'a struct that is never absent, and one that may be',
    containers({ name: 'c' }),
    containers({ name: 'c', resources: { limits: { cpu: '1' } }, securityContext: { runAsUser: 1 } }),
    {
      'f:spec': {
        'f:containers': {
          'k:{"name":"c"}': {
            'f:resources': { 'f:limits': { '.': {}, 'f:cpu': {} } },
            'f:securityContext': { '.': {}, 'f:runAsUser': {} },
          },
        },
      },
    },
    undefined,
  ],
  [
    'a set',
    { metadata: { finalizers: ['a', 'b'] } },
    { metadata: { finalizers: ['b', 'c'] } },
    { 'f:metadata': { 'f:finalizers': { 'v:"c"': {} } } },
    { 'f:metadata': { 'f:finalizers': { 'v:"a"': {} } } },
  ],
  ['what is the server’s', {}, { metadata: { name: 'a', uid: '1', generation: 1 } }, undefined, undefined],
])('compares %s', (_what, before, after, changed, removed) => {
  expect(compare(before, after)).toEqual({ changed, removed });
});

test('a write costs as its object and the entries are large', () => {
  const of = (count: number) => {
    const values = Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'x']));
    return { values, before: map(values, [entry('a', data(...Object.keys(values)))]) };
  };
  const write = ({ values, before }: ReturnType<typeof of>) => update(before, map({ ...values, k1: 'y' }));
  expect(growthRatio(of, write, 5_000)).toBeLessThan(8);
});

test('so does one of a list whose items all have one key', () => {
  const of = (count: number): Pod => ({
    spec: {
      containers: [{ name: 'c', env: Array.from({ length: count }, (_, index) => ({ name: 'E', value: `${index}` })) }],
    },
  });
  const write = (pod: Pod) => atOnce(compareSteps({}, pod, POD));
  expect(growthRatio(of, write, 3_000)).toBeLessThan(8);
});

describe('what Go writes as null where nobody has set it', () => {
  const changes = (before: object | undefined, after: object | undefined) =>
    atOnce(compareSteps({ status: before }, { status: after }, POD));
  const condition = (more: object = {}) => ({ conditions: [{ type: 'Ready', status: 'True', ...more }] });
  const times = { 'f:lastProbeTime': {}, 'f:lastTransitionTime': {} };
  const under = (fields: FieldTree): FieldTree => ({
    'f:status': { 'f:conditions': { 'k:{"type":"Ready"}': fields } },
  });

  test('comes with the struct that has it', () => {
    const { changed } = changes({ conditions: [] }, condition());
    expect(changed).toEqual(under({ '.': {}, 'f:type': {}, 'f:status': {}, ...times }));
  });

  test('is changed by who sets it, and by who unsets it', () => {
    const set = condition({ lastProbeTime: '2026-01-01T00:00:00Z' });
    const expected = { changed: under({ 'f:lastProbeTime': {} }), removed: undefined };
    expect(changes(condition(), set)).toEqual(expected);
    expect(changes(set, condition())).toEqual(expected);
  });
});

test('a struct that holds nothing but nulls is owned with them', () => {
  const JOB = schema.of('kubets.batch.v1.Job');
  const owners = (spec: object) =>
    trackUpdate({ before: undefined, after: { metadata: {}, spec }, message: JOB, manager, now });
  expect(owners({ podFailurePolicy: {} })[0]?.fieldsV1).toEqual({
    'f:spec': { 'f:podFailurePolicy': { '.': {}, 'f:rules': {} } },
  });
  expect(owners({ successPolicy: {} })[0]?.fieldsV1).toMatchObject({ 'f:spec': { 'f:successPolicy': { '.': {} } } });
});

test.each<[string, string, object, FieldTree]>([
  ['whole', 'kubets.core.v1.LimitRange', { spec: { limits: [] } }, { 'f:spec': { 'f:limits': {} } }],
  ['by its items', 'kubets.storage.v1.CSINode', { spec: { drivers: [] } }, { 'f:spec': { 'f:drivers': {} } }],
])('who sets a list to no items that is owned %s, and is null otherwise, owns it', (_, name, sent, fields) => {
  const message = schema.of(name);
  const { object } = decodeObject<ConfigMap>(sent, message, { unknownFields: 'strict' });
  const tracked = trackUpdate({ before: undefined, after: object, message, manager, now });
  expect(tracked.map(({ fieldsV1 }) => fieldsV1)).toEqual([fields]);
});

test.each<[string, string, object, object, object]>([
  [
    'is nobody’s that is gone with its items',
    'kubets.core.v1.Pod',
    { metadata: { ownerReferences: [{ uid: 'u' }] } },
    { metadata: { ownerReferences: [] } },
    {},
  ],
  [
    'is whose who emptied it',
    'kubets.core.v1.LimitRange',
    { spec: { limits: [{ type: 'Pod' }] } },
    { spec: { limits: [] } },
    { 'f:spec': { 'f:limits': {} } },
  ],
])('a list %s', (_, name, old, sent, fields) => {
  const message = schema.of(name);
  const decoded = (value: object) => decodeObject<ConfigMap>(value, message, { unknownFields: 'strict' }).object;
  const { changed = {}, removed } = atOnce(compareSteps(decoded(old), decoded(sent), message));
  expect(changed).toEqual(fields);
  expect(removed === undefined).toBe(Object.keys(fields).length > 0);
});
