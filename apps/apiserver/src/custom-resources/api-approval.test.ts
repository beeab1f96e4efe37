import { noteApproval } from './api-approval';

const NOW = new Date('2026-01-01T00:00:00Z');
function definition(group: string, annotation?: string): Parameters<typeof noteApproval>[0] {
  const annotations: Record<string, string> =
    annotation === undefined ? {} : { 'api-approved.kubernetes.io': annotation };
  return { metadata: { annotations }, spec: { group } };
}
const WHY = 'protected groups must have approval annotation "api-approved.kubernetes.io"';
const WHERE = 'see https://github.com/kubernetes/enhancements/pull/1111';

test.each<[string, string | undefined, [string, string, string] | undefined]>([
  ['example.com', undefined, undefined],
  ['a.k8s.io', undefined, ['False', 'MissingAnnotation', `${WHY}, ${WHERE}`]],
  [
    'kubernetes.io',
    'no',
    ['False', 'InvalidAnnotation', `${WHY} with either a URL or a reason starting with "unapproved", ${WHERE}`],
  ],
  ['k8s.io', 'unapproved, for now', ['False', 'UnapprovedAnnotation', 'not approved: "unapproved, for now"']],
  ['k8s.io', 'https://example.com/1', ['True', 'ApprovedAnnotation', 'approved in https://example.com/1']],
])('%s with %j: %j', (group, annotation, expected) => {
  const one = definition(group, annotation);
  expect(noteApproval(one, NOW)).toBe(expected !== undefined);
  const conditions = (one.status?.conditions ?? []).map(({ status, reason, message }) => [status, reason, message]);
  expect(conditions).toEqual(expected ? [expected] : []);
  expect(noteApproval(one, NOW)).toBe(false);
});
