import { StatusError } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '@kubets/proto-gen/policy/v1';
import { afterDisruption, budgetsOf, mayGoUncounted } from './disruption-budget';

const now = new Date('2026-01-01T00:00:00Z');
const budget = (status: PodDisruptionBudgetStatus, spec: PodDisruptionBudget['spec'] = {}): PodDisruptionBudget => ({
  metadata: { name: 'web', namespace: 'default', generation: 2 },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status: { observedGeneration: 2, ...status },
});

test('each eviction takes one, and the last one says so', () => {
  const first = afterDisruption(budget({ disruptionsAllowed: 2, conditions: [] }), 'a', now);
  expect(first.status).toMatchObject({
    disruptionsAllowed: 1,
    disruptedPods: { a: '2026-01-01T00:00:00Z' },
    conditions: [],
  });
  expect(afterDisruption(first, 'b', now).status).toMatchObject({
    disruptionsAllowed: 0,
    disruptedPods: { a: expect.anything(), b: expect.anything() },
    conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
  });
});

const failed = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no such scale' };
test.each<[PodDisruptionBudgetStatus, number, string, number | undefined]>([
  [
    { observedGeneration: 1, disruptionsAllowed: 9 },
    429,
    'The disruption budget web is still being processed by the server.',
    10,
  ],
  [
    { desiredHealthy: 3, currentHealthy: 2 },
    429,
    'The disruption budget web needs 3 healthy pods and has 2 currently',
    undefined,
  ],
  [
    { conditions: [failed] },
    429,
    'The disruption budget web does not allow evicting pods currently because it failed sync: no such scale',
    undefined,
  ],
  [{ currentHealthy: 1 }, 429, 'The disruption budget web does not allow evicting pods currently', undefined],
  [
    { disruptionsAllowed: -1 },
    403,
    'The disruption budget web does not allow evicting pods currently: pdb disruptions allowed is negative',
    undefined,
  ],
])('%j is refused with %i', (status, code, message, retryAfterSeconds) => {
  const attempt = (): unknown => afterDisruption(budget(status), 'a', now);
  expect(attempt).toThrow(StatusError);
  try {
    attempt();
  } catch (error) {
    const { code: actual, details } = (error as StatusError).status;
    expect([actual, details?.causes, details?.retryAfterSeconds]).toEqual([
      code,
      [{ reason: 'DisruptionBudget', message }],
      retryAfterSeconds,
    ]);
  }
});

const pod = (ready: string, labels = { app: 'web' }): Pod => ({
  metadata: { labels },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});

test.each<[Pod, PodDisruptionBudget, boolean]>([
  [pod('True'), budget({}, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }), false],
  [pod('False'), budget({}, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }), true],
  [pod('False'), budget({ desiredHealthy: 1, currentHealthy: 1 }), true],
  [pod('False'), budget({ desiredHealthy: 2, currentHealthy: 1 }), false],
  [pod('False'), budget({}), false],
])('%j with %j goes uncounted: %p', (of, by, expected) => expect(mayGoUncounted(of, by)).toBe(expected));

test('a pod counts for the budgets that select it', () => {
  const all = [budget({}), budget({}, { selector: {} }), budget({}, { selector: undefined })];
  expect(budgetsOf(pod('True'), all)).toEqual(all.slice(0, 2));
  expect(budgetsOf(pod('True', { app: 'other' }), all)).toEqual([all[1]]);
});
