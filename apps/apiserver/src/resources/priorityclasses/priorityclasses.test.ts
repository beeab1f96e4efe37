import type { PriorityClass } from '@kubets/proto-gen/scheduling/v1';
import { cellsOf, created, strategyContext, updated } from '../testing/strategy-harness';
import { priorityClasses } from './priorityclasses';
import { SYSTEM_PRIORITY_CLASSES } from './system-priority-classes';

const gold = (more: PriorityClass = {}): PriorityClass => ({ metadata: { name: 'gold' }, value: 7, ...more });
const reserved = (error: string) =>
  `metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ${error}`;

test.each<[PriorityClass, string[]]>([
  [gold(), []],
  [gold({ value: -2_000_000_000 }), []],
  ...SYSTEM_PRIORITY_CLASSES.map((one): [PriorityClass, string[]] => [one, []]),
  [
    gold({ value: 1_000_000_001 }),
    ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
  ],
  [
    gold({ preemptionPolicy: 'Always' }),
    ['preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"'],
  ],
  [gold({ metadata: { name: 'system-gold' } }), [reserved('system-gold is not a known system priority class')]],
  [
    gold({ metadata: { name: 'system-node-critical' } }),
    [reserved('value of system-node-critical PriorityClass must be 2000001000')],
  ],
  [
    { ...SYSTEM_PRIORITY_CLASSES[1], globalDefault: true },
    [reserved('globalDefault of system-cluster-critical PriorityClass must be false')],
  ],
])('%j', (object, expected) => expect(created(priorityClasses, object).errors).toEqual(expected));

test('its priority stays, and what it does to others', () => {
  const { object } = created(priorityClasses, gold());
  expect(object).toMatchObject({ preemptionPolicy: 'PreemptLowerPriority', metadata: { generation: 1 } });
  const { errors } = updated(priorityClasses, object, (changed) => {
    changed.value = 8;
    changed.preemptionPolicy = 'Never';
    changed.description = 'x';
  });
  expect(errors.sort()).toEqual([
    'preemptionPolicy: Invalid value: "Never": field is immutable',
    'value: Forbidden: may not be changed in an update.',
  ]);
});

test('those of the system stay', () => {
  const remove = (object: PriorityClass) => () => priorityClasses.validateDelete!(object, strategyContext());
  expect(remove(SYSTEM_PRIORITY_CLASSES[0]!)).toThrow(
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  );
  expect(remove(gold())).not.toThrow();
});

test('columns', () =>
  expect(cellsOf(priorityClasses, gold({ preemptionPolicy: 'Never' }))).toMatchObject({
    Value: 7,
    'Global-Default': false,
    PreemptionPolicy: 'Never',
  }));
