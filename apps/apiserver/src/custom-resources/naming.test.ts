import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { acceptNames, usedNames } from './naming';

const NOW = new Date('2026-01-01T00:00:00Z');
const WIDGETS = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wd'] };

const definition = (names: object, accepted?: object, group = 'example.com'): CustomResourceDefinition => ({
  metadata: { name: `x.${group}` },
  spec: { group, names },
  ...(accepted ? { status: { acceptedNames: accepted } } : {}),
});

/** What a definition is given beside others, and what its conditions say. */
function outcome(names: object, others: CustomResourceDefinition[], accepted?: object) {
  const one = definition(names, accepted);
  const hasChanged = acceptNames(one, usedNames('example.com', [one, ...others]), NOW);
  const conditions = Object.fromEntries(
    (one.status?.conditions ?? []).map(({ type, status, reason, message }) => [type, [status, reason, message]]),
  );
  return { hasChanged, accepted: one.status?.acceptedNames, ...conditions };
}

const ACCEPTED = ['True', 'NoConflicts', 'no conflicts found'];
const inUse = (...names: string[]) => {
  const texts = names.map((name) => `"${name}" is already in use`);
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
};
const GADGETS = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', shortNames: ['gd'] };
const taken = (names: object) => definition(GADGETS, { ...GADGETS, ...names });

test.each<[string, object, CustomResourceDefinition[], string[], object]>([
  ['nobody else', WIDGETS, [], ACCEPTED, WIDGETS],
  ['others of other names', WIDGETS, [taken({})], ACCEPTED, WIDGETS],
  ['the same names in another group', WIDGETS, [definition(WIDGETS, WIDGETS, 'other.com')], ACCEPTED, WIDGETS],
  ['one that only wants the same', WIDGETS, [definition(WIDGETS)], ACCEPTED, WIDGETS],
  [
    'its plural as a plural',
    WIDGETS,
    [taken({ plural: 'widgets' })],
    ['False', 'PluralConflict', inUse('widgets')],
    { ...WIDGETS, plural: undefined },
  ],
  [
    'its plural as a short name',
    WIDGETS,
    [taken({ shortNames: ['widgets'] })],
    ['False', 'PluralConflict', inUse('widgets')],
    { ...WIDGETS, plural: undefined },
  ],
  [
    'its singular',
    WIDGETS,
    [taken({ singular: 'widget' })],
    ['False', 'SingularConflict', inUse('widget')],
    { ...WIDGETS, singular: undefined },
  ],
  [
    'its short names, all or none of which it gets',
    { ...WIDGETS, shortNames: ['a', 'b', 'c'] },
    [taken({ shortNames: ['a', 'c'] })],
    ['False', 'ShortNamesConflict', inUse('a', 'c')],
    { ...WIDGETS, shortNames: undefined },
  ],
  [
    'its kind',
    WIDGETS,
    [taken({ kind: 'Widget' })],
    ['False', 'KindConflict', inUse('Widget')],
    { ...WIDGETS, kind: undefined },
  ],
  [
    'its list’s kind as a kind',
    WIDGETS,
    [taken({ kind: 'WidgetList' })],
    ['False', 'ListKindConflict', inUse('WidgetList')],
    { ...WIDGETS, listKind: undefined },
  ],
  [
    'several: the last is told',
    WIDGETS,
    [taken({ plural: 'widgets', kind: 'Widget' })],
    ['False', 'KindConflict', inUse('Widget')],
    { ...WIDGETS, plural: undefined, kind: undefined },
  ],
])('beside %s', (_, names, others, condition, accepted) => {
  const found = outcome(names, others);
  expect(found).toMatchObject({ hasChanged: true, NamesAccepted: condition });
  expect(found.accepted).toEqual(accepted);
  const isAccepted = condition[0] === 'True';
  expect((found as Record<string, unknown>)['Established']).toEqual(
    isAccepted
      ? ['False', 'Installing', 'the initial names have been accepted']
      : ['False', 'NotAccepted', 'not all names are accepted'],
  );
});

test.each<[string, object, CustomResourceDefinition[], string, object]>([
  ['a free name takes the place of the old', { ...WIDGETS, singular: 'wid' }, [], 'NoConflicts', { singular: 'wid' }],
  [
    'of one that is taken the old stays',
    { ...WIDGETS, singular: 'gadget' },
    [taken({})],
    'SingularConflict',
    { singular: 'widget' },
  ],
  [
    'short names it has already may stay among new ones',
    { ...WIDGETS, shortNames: ['wd', 'w'] },
    [taken({})],
    'NoConflicts',
    { shortNames: ['wd', 'w'] },
  ],
])('changed: %s', (_, names, others, reason, accepted) => {
  const found = outcome(names, others, WIDGETS) as Record<string, any>;
  expect(found['NamesAccepted'][1]).toBe(reason);
  expect(found['accepted']).toMatchObject(accepted);
});

test('what is as it was is left alone', () => {
  expect(outcome(WIDGETS, [], WIDGETS).hasChanged).toBe(false);
});
