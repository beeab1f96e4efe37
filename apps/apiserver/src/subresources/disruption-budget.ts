import { findCondition, isPodReady, SYNC_FAILED, withCountedAllowance } from '@kubets/api';
import { nameOf, rfc3339, selectorOrNothing, statusError, type StatusError } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '@kubets/proto-gen/policy/v1';

/** Evictions that the controller has not confirmed, in one budget. */
const MAX_DISRUPTED = 2000;
const VIOLATED = "Cannot evict pod as it would violate the pod's disruption budget.";

const causes = (message: string) => [{ reason: 'DisruptionBudget', message }];

/** The budget is about to change: a client that waits a little gets an answer. */
export const tooEarly = (budget: string): StatusError =>
  statusError('TooManyRequests', VIOLATED, {
    retryAfterSeconds: 10,
    causes: causes(`The disruption budget ${budget} is still being processed by the server.`),
  });

function refused(budget: string, detail: string, cause: string): StatusError {
  const message = `poddisruptionbudget.policy ${JSON.stringify(budget)} is forbidden: ${detail}`;
  const text = `The disruption budget ${budget} does not allow evicting pods currently: ${cause}`;
  return statusError('Forbidden', message, {
    group: 'policy',
    kind: 'poddisruptionbudget',
    name: budget,
    causes: causes(text),
  });
}

function exhausted(budget: string, status: PodDisruptionBudgetStatus): string {
  const condition = findCondition(status.conditions, 'DisruptionAllowed');
  const { message, reason } = condition?.status === 'False' ? condition : {};
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  const head = `The disruption budget ${budget} does not allow evicting pods currently`;
  if (message && reason === SYNC_FAILED) return `${head} because it failed sync: ${message}`;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${budget} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return message ? `${head} (${reason}): ${message}` : head;
}

/**
 * The budget after one more of its pods has gone.
 * @throws StatusError 429 when none may go, 403 when something is wrong with the budget.
 */
export function afterDisruption(budget: PodDisruptionBudget, pod: string, now: Date): PodDisruptionBudget {
  const { status = {}, metadata } = budget;
  const name = nameOf(budget);
  const { disruptionsAllowed: allowed = 0, disruptedPods = {} } = status;
  if (Number(status.observedGeneration ?? 0) < Number(metadata?.generation ?? 0)) throw tooEarly(name);
  if (allowed < 0) throw refused(name, 'pdb disruptions allowed is negative', 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED)
    throw refused(
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
      'too many pending evictions not confirmed by PDB controller',
    );
  if (allowed === 0) throw statusError('TooManyRequests', VIOLATED, { causes: causes(exhausted(name, status)) });
  const next = {
    ...status,
    disruptionsAllowed: allowed - 1,
    disruptedPods: { ...disruptedPods, [pod]: rfc3339(now) },
  };
  return { ...budget, status: allowed === 1 ? withCountedAllowance(next, now) : next };
}

/** The budgets that a pod counts for. */
export const budgetsOf = (pod: Pod, budgets: readonly PodDisruptionBudget[]): PodDisruptionBudget[] =>
  budgets.filter(({ spec }) => selectorOrNothing(spec?.selector).matches(pod.metadata?.labels));

/** A pod that is not ready may go without being counted where its budget has enough others, or says so. */
export function mayGoUncounted(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}
