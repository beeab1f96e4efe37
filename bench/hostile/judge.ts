import type { Aimed } from '../../test/fuzz/aimed/aim';
import type { Outcome } from '../../test/fuzz/send/outcome';
import type { Measured } from './contender';

/** How one input went, on ours and, if it is there and was asked, on Kubernetes. */
export interface Result {
  kind: string;
  aimed: Aimed;
  ours: Measured;
  kubernetes?: Measured;
}

const INTERNAL_ERROR = 500;

/** What an outcome is called: its code, or that there was none. */
export const nameOf = ({ code, silent }: Outcome): string =>
  silent ? 'no answer' : code === undefined ? 'closed' : `${code}`;

/** Why it was not held, undefined when it was; an end that the other server comes to as well, or the input itself calls right, is none. */
export function notHeld({ right }: Aimed, measured: Measured, other?: Measured): string | undefined {
  const { outcome, failures, isAlive } = measured;
  if (!isAlive) return 'the process has ended';
  if (failures > 0) return `${failures} reads of the client beside failed`;
  if (outcome.silent) return 'no answer';
  const isEndedSo = outcome.code === undefined || outcome.code >= INTERNAL_ERROR;
  if (!isEndedSo || right(outcome) === undefined) return undefined;
  return other && endOf(other.outcome) === endOf(outcome) ? undefined : nameOf(outcome);
}

const endOf = (outcome: Outcome) => (outcome.code === undefined ? nameOf(outcome) : Math.floor(outcome.code / 100));

/** The inputs that ended with another code than Kubernetes gives. */
export const differing = (results: readonly Result[]): Result[] =>
  results.filter(({ ours, kubernetes }) => kubernetes && nameOf(ours.outcome) !== nameOf(kubernetes.outcome));
