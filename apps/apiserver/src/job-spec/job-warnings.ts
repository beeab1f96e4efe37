import type { FieldPath, KubeObject } from '@kubets/apimachinery';
import type { JobSpec } from '@kubets/proto-gen/batch/v1';
import { workloadWarnings } from '../pod-spec/pod-warnings';
import type { WarningSteps } from '../validation/warning-steps';

const MANY_COMPLETIONS = 100_000;
const MANY_AT_ONCE = 10_000;

/** Texts for the Warning headers of a job and of what makes jobs. */
export function* jobWarnings(
  spec: JobSpec,
  path: FieldPath,
  change: { object: KubeObject; old: KubeObject | undefined },
): WarningSteps {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  if (completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_AT_ONCE)
    yield `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`;
  yield* workloadWarnings(template, path.child('template'), change);
}
