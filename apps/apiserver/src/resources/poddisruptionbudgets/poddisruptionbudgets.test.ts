import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '@kubets/proto-gen/policy/v1';
import { cellsOf, created } from '../testing/strategy-harness';
import { podDisruptionBudgets } from './poddisruptionbudgets';

const budget = (spec: PodDisruptionBudgetSpec): PodDisruptionBudget => ({
  metadata: { name: 'web', namespace: 'default' },
  spec,
});

test.each<[PodDisruptionBudgetSpec, string[]]>([
  [{ minAvailable: 1 }, []],
  [{ maxUnavailable: '25%', selector: { matchLabels: { a: 'b' } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' }, []],
  [
    { minAvailable: 1, maxUnavailable: 1 },
    [
      'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    ],
  ],
  [{ minAvailable: -1 }, ['spec.minAvailable: Invalid value: -1: must be greater than or equal to 0']],
  [{ maxUnavailable: '101%' }, ['spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
  [
    { unhealthyPodEvictionPolicy: 'Never' },
    ['spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"'],
  ],
  [
    { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    ["spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"],
  ],
])('%j', (spec, expected) => expect(created(podDisruptionBudgets, budget(spec)).errors).toEqual(expected));

test('columns', () =>
  expect(
    cellsOf(podDisruptionBudgets, { ...budget({ maxUnavailable: '25%' }), status: { disruptionsAllowed: 2 } }),
  ).toMatchObject({
    'Min Available': 'N/A',
    'Max Unavailable': '25%',
    'Allowed Disruptions': 2,
  }));
