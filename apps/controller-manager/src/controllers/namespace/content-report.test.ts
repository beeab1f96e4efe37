import { deletionConditions, type ContentReport } from './content-report';

const now = new Date('2026-01-01T00:00:00Z');
const report = (o: Partial<ContentReport> = {}): ContentReport => ({
  remaining: new Map(),
  finalizers: new Map(),
  failures: [],
  ...o,
});
const of = (o: Partial<ContentReport>, type: string) =>
  deletionConditions(undefined, report(o), now)?.find((condition) => condition.type === type);

test.each([
  {
    name: 'empty',
    o: {},
    type: 'NamespaceContentRemaining',
    status: 'False',
    reason: 'ContentRemoved',
    message: 'All content successfully removed',
  },
  {
    name: 'objects left',
    o: {
      remaining: new Map([
        ['pods.', 2],
        ['deployments.apps', 1],
      ]),
    },
    type: 'NamespaceContentRemaining',
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: 'Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances',
  },
  {
    name: 'finalizers left',
    o: { finalizers: new Map([['example.com/hold', 2]]) },
    type: 'NamespaceFinalizersRemaining',
    status: 'True',
    reason: 'SomeFinalizersRemain',
    message: 'Some content in the namespace has finalizers remaining: example.com/hold in 2 resource instances',
  },
  {
    name: 'failures',
    o: { failures: ['pods: no'] },
    type: 'NamespaceDeletionContentFailure',
    status: 'True',
    reason: 'ContentDeletionFailed',
    message: 'Failed to delete all resource types, 1 remaining: pods: no',
  },
])('$name', ({ o, type, ...expected }) => {
  const { status, reason, message } = of(o, type) ?? {};
  expect({ status, reason, message }).toEqual({
    status: expected.status,
    reason: expected.reason,
    message: expected.message,
  });
});

test('nothing to write when it says so already; times move with the status', () => {
  const first = deletionConditions(undefined, report(), now);
  expect(first).toHaveLength(5);
  expect(deletionConditions(first, report(), new Date('2026-01-01T01:00:00Z'))).toBeUndefined();
  const second = deletionConditions(
    first,
    report({ remaining: new Map([['pods.', 1]]) }),
    new Date('2026-01-01T01:00:00Z'),
  );
  expect(second?.map(({ lastTransitionTime }) => lastTransitionTime).sort()).toEqual([
    ...Array(4).fill('2026-01-01T00:00:00Z'),
    '2026-01-01T01:00:00Z',
  ]);
});
