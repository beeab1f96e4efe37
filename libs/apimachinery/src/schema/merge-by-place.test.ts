import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { fieldErrors, type FieldError } from '../validation/field-error';
import { FieldPath } from '../validation/field-path';
import { mergeByPlace, sortByPlace } from './merge-by-place';

const at = (field: string): FieldError => fieldErrors.required(FieldPath.of(field));
const service = schema.message('kubets.core.v1.Service')!;
const merged = (rules: FieldError[], others: string[]): string[] =>
  atOnce(mergeByPlace(atOnce(sortByPlace(rules, service)), others.map(at), service)).map(({ field }) => field);

test.each<[string, string[], string[], string[]]>([
  ['nothing', [], [], []],
  [
    'rules alone, in the order of fields',
    ['spec.type', 'spec.ports[1].port', 'spec.ports[0].port', 'spec.ports[0].name'],
    [],
    ['spec.ports[0].name', 'spec.ports[0].port', 'spec.ports[1].port', 'spec.type'],
  ],
  ['others alone, as they are', [], ['spec.type', 'spec.ports'], ['spec.type', 'spec.ports']],
  [
    'a rule in its turn',
    ['spec.ports[1].port'],
    ['spec.ports[0].targetPort', 'spec.type'],
    ['spec.ports[0].targetPort', 'spec.ports[1].port', 'spec.type'],
  ],
  [
    'a rule before what is said of its parent',
    ['spec.ports[1].name'],
    ['spec.ports[1]'],
    ['spec.ports[1].name', 'spec.ports[1]'],
  ],
  ['a rule before what is said of the same field', ['spec.type'], ['spec.type'], ['spec.type', 'spec.type']],
  [
    'others that are in no order',
    ['spec.ports[0].port'],
    ['spec.type', 'spec.ports[0].port'],
    ['spec.ports[0].port', 'spec.type', 'spec.ports[0].port'],
  ],
  [
    'a place that the schema does not know',
    ['spec.ports[0].port'],
    ['spec.x', '<nil>'],
    ['spec.x', '<nil>', 'spec.ports[0].port'],
  ],
])('%s', (_, rules, others, expected) => {
  expect(merged(rules.map(at), others)).toEqual(expected);
});

test('what comes last of its message', () => {
  const pod = schema.message('kubets.core.v1.Pod')!;
  expect(
    atOnce(
      mergeByPlace(
        [at('spec.volumes[0].secret.secretName'), at('spec.volumes[0].name')],
        [at('spec.volumes[0].nfs')],
        pod,
      ),
    ).map(({ field }) => field),
  ).toEqual(['spec.volumes[0].secret.secretName', 'spec.volumes[0].nfs', 'spec.volumes[0].name']);
});

test('what is told after all that is said of the same message', () => {
  const last = { ...at('spec.ports[0].port'), told: 'last' as const };
  const rules = [at('spec.ports[0].port'), at('spec.ports[0].nodePort'), at('spec.ports[1].port')];
  expect(atOnce(mergeByPlace(rules, [last], service)).map(({ field }) => field)).toEqual([
    'spec.ports[0].port',
    'spec.ports[0].nodePort',
    'spec.ports[0].port',
    'spec.ports[1].port',
  ]);
});

test('of what should not be there at all nothing else is said', () => {
  const alone = { ...at('spec.ports[0]'), told: 'alone' as const };
  const rules = [at('spec.ports[0].port'), at('spec.ports[1].port')];
  expect(atOnce(mergeByPlace(rules, [alone], service)).map(({ field }) => field)).toEqual([
    'spec.ports[0]',
    'spec.ports[1].port',
  ]);
});

test('of the items of a list that is too long nothing is said', () => {
  const tooMany = fieldErrors.tooMany(FieldPath.of('spec').child('ports'), 3, 2);
  expect(merged([tooMany], ['spec.ports[0].name', 'spec.type'])).toEqual(['spec.ports', 'spec.type']);
});

test('what types declare comes last, in the order of the type, and all else as it is checked', () => {
  const pod = schema.message('kubets.core.v1.Pod')!;
  const declared = (field: string): FieldError => ({ ...at(field), told: 'declared' });
  const rules = ['spec.initContainers[0].name', 'spec.containers[0].name', 'spec.volumes[0].name'];
  const found = [...rules.map(at), declared('spec.hostname'), ...rules.slice(0, 2).map(declared)];
  const others = [declared('spec.priority'), at('spec.resourceClaims[0]')];
  expect(
    atOnce(mergeByPlace(atOnce(sortByPlace(found, pod)), others, pod)).map(({ field, told }) => [field, told]),
  ).toEqual([
    ['spec.volumes[0].name', undefined],
    ['spec.resourceClaims[0]', undefined],
    ['spec.containers[0].name', undefined],
    ['spec.initContainers[0].name', undefined],
    ['spec.initContainers[0].name', 'declared'],
    ['spec.containers[0].name', 'declared'],
    ['spec.hostname', 'declared'],
    ['spec.priority', 'declared'],
  ]);
});

test('what is told alone elsewhere takes the place of what is there', () => {
  const alone = { ...at('spec.ports[0].name'), told: 'alone' as const, toldAt: 'spec.ports[1]' };
  const rules = [at('spec.ports[0].port'), at('spec.ports[1].port'), at('spec.type')];
  expect(atOnce(mergeByPlace(rules, [alone], service)).map(({ field }) => field)).toEqual([
    'spec.ports[0].port',
    'spec.ports[0].name',
    'spec.type',
  ]);
});
