import type { PodFailurePolicyRule, SuccessPolicyRule } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { judgeFailure } from './failure-policy';
import { parseIntervals } from './index-intervals';
import { successByPolicy } from './success-policy';

const pod: Pod = {
  metadata: { namespace: 'default', name: 'p' },
  status: {
    phase: 'Failed',
    containerStatuses: [
      { name: 'ok', state: { terminated: { exitCode: 0 } } },
      { name: 'main', state: { terminated: { exitCode: 42 } } },
    ],
    initContainerStatuses: [{ name: 'init', state: { terminated: { exitCode: 3 } } }],
    conditions: [{ type: 'DisruptionTarget', status: 'True' }],
  },
};
const codes = (action: string, operator: string, values: number[], containerName?: string): PodFailurePolicyRule => ({
  action,
  onExitCodes: { operator, values, containerName },
});
const disrupted = (action: string): PodFailurePolicyRule => ({
  action,
  onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
});

test.each<[PodFailurePolicyRule[], object]>([
  [[], { counts: true }],
  [[codes('Ignore', 'In', [1])], { counts: true }],
  [[codes('Ignore', 'In', [42])], { counts: false, action: 'Ignore' }],
  [[codes('Count', 'NotIn', [1]), disrupted('Ignore')], { counts: true, action: 'Count' }],
  [[codes('FailIndex', 'In', [3])], { counts: true, action: 'FailIndex' }],
  [[codes('Ignore', 'In', [42], 'ok'), codes('Ignore', 'NotIn', [1], 'ok')], { counts: true }],
  [
    [codes('FailJob', 'In', [42], 'main')],
    {
      counts: true,
      action: 'FailJob',
      message: 'Container main for pod default/p failed with exit code 42 matching FailJob rule at index 0',
    },
  ],
  [
    [codes('Ignore', 'In', [9]), disrupted('FailJob')],
    {
      counts: true,
      action: 'FailJob',
      message: 'Pod default/p has condition DisruptionTarget matching FailJob rule at index 1',
    },
  ],
])('by %j a failure is %j', (rules, expected) => expect(judgeFailure({ rules }, pod)).toEqual(expected));

test.each<[SuccessPolicyRule[], string, number | undefined]>([
  [[{ succeededCount: 2 }], '0', undefined],
  [[{ succeededCount: 2 }], '0,3', 0],
  [[{ succeededIndexes: '0-2' }], '0,1,3-9', undefined],
  [[{ succeededIndexes: '0-2' }], '0-5', 0],
  [[{ succeededIndexes: '7' }, { succeededIndexes: '0-4', succeededCount: 2 }], '1,4', 1],
  [[{ succeededIndexes: 'x' }], '0-9', undefined],
  [[{ succeededCount: 0 }], '', undefined],
])('by %j, with %s done, rule %p holds', (rules, done, index) =>
  expect(successByPolicy({ rules }, parseIntervals(done, 10), 10)).toBe(
    index === undefined ? undefined : `Matched rules at index ${index}`,
  ),
);
