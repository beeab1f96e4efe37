import { atOnce, fieldErrorText, FieldPath } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { mergeLabelKeys } from './merge-label-keys';
import { validateLabelKeys, type LabelKeys } from './validate-label-keys';

test('the values of named labels come into the selectors of a new pod, where there is one', () => {
  const term = { matchLabelKeys: ['a', 'none'], mismatchLabelKeys: ['b'] };
  const spec: PodSpec = {
    affinity: {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ ...term, labelSelector: {} }, { ...term }] },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { ...term, labelSelector: {} } },
        ],
      },
    },
    topologySpreadConstraints: [
      { matchLabelKeys: ['a'], labelSelector: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } },
    ],
  };
  mergeLabelKeys(spec, { a: '1', b: '2' });
  const both = [
    { key: 'a', operator: 'In', values: ['1'] },
    { key: 'b', operator: 'NotIn', values: ['2'] },
  ];
  const { podAffinity, podAntiAffinity } = spec.affinity!;
  expect(podAffinity!.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
    { ...term, labelSelector: { matchExpressions: both } },
    term,
  ]);
  expect(podAntiAffinity!.preferredDuringSchedulingIgnoredDuringExecution![0]!.podAffinityTerm!.labelSelector).toEqual({
    matchExpressions: both,
  });
  expect(spec.topologySpreadConstraints![0]!.labelSelector).toEqual({
    matchExpressions: [{ key: 'x', operator: 'Exists' }, both[0]],
  });
});

const merged = [{ key: 'a', operator: 'In', values: ['1'] }];
test.each<[string, LabelKeys, string[]]>([
  ['nothing', {}, []],
  ['a key, and its value', { matchLabelKeys: ['a'], labelSelector: { matchExpressions: merged } }, []],
  [
    'no selector',
    { matchLabelKeys: ['a'] },
    ['t.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set'],
  ],
  [
    'the selector has it as well',
    { matchLabelKeys: ['b', 'a'], labelSelector: { matchLabels: { a: '2' }, matchExpressions: merged } },
    ['t[1]: Invalid value: "a": exists in both matchLabelKeys and labelSelector'],
  ],
  [
    'both ways',
    { matchLabelKeys: ['a'], mismatchLabelKeys: ['a'], labelSelector: {} },
    ['t.matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys'],
  ],
  [
    'no key',
    { mismatchLabelKeys: ['/'], labelSelector: {} },
    [
      't.mismatchLabelKeys[0]: Invalid value: "/": prefix part must be non-empty',
      't.mismatchLabelKeys[0]: Invalid value: "/": name part must be non-empty',
      expect.stringContaining('name part must consist of') as never,
    ],
  ],
])('%s', (_, given, expected) => {
  expect(atOnce(validateLabelKeys(given, FieldPath.of('t'))).map(fieldErrorText)).toEqual(expected);
});
