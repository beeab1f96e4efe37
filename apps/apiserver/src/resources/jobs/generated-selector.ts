import {
  fieldErrors,
  FieldPath,
  selectorFromLabelSelector,
  semanticEqual,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { Job, JobSpec } from '@kubets/proto-gen/batch/v1';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { validateLabelSelector } from '../../validation/label-selector';
import { sortedMap } from '../../validation/field-checks';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';
/** Under the names that they had before labels of the system got a prefix. */
const OLD_CONTROLLER_UID = 'controller-uid';
const OLD_JOB_NAME = 'job-name';

const LABELS = FieldPath.of('spec', 'template', 'metadata', 'labels');

const labelsOf = ({ metadata }: Job): Record<string, string> => ({
  [OLD_CONTROLLER_UID]: metadata?.uid ?? '',
  [OLD_JOB_NAME]: metadata?.name ?? '',
  [CONTROLLER_UID]: metadata?.uid ?? '',
  [JOB_NAME]: metadata?.name ?? '',
});

/** Labels the pods of a new job with its name and uid, and selects them by the uid, unless its user does so. */
export function generateSelector(job: Job): void {
  const spec = job.spec ?? {};
  if (!spec.manualSelector) selectByUid(job, spec);
}

/** What has no labels of its own has its pods', also those that it gives them. */
export function labelAsPods(job: Job): void {
  const labels = job.spec?.template?.metadata?.labels;
  if (!labels) return;
  const own = job.metadata?.labels ?? {};
  const generated = labelsOf(job);
  const given = Object.fromEntries(Object.entries(labels).filter(([key]) => !(key in generated)));
  if (Object.keys(own).length === 0 || semanticEqual(own, given) || semanticEqual(own, labels))
    job.metadata = { ...job.metadata, labels: { ...labels } };
}

function selectByUid(job: Job, spec: JobSpec): void {
  const template = (spec.template ??= {});
  template.metadata = { ...template.metadata, labels: { ...labelsOf(job), ...template.metadata?.labels } };
  const matchLabels = { [CONTROLLER_UID]: job.metadata?.uid ?? '', ...spec.selector?.matchLabels };
  spec.selector = { ...spec.selector, matchLabels };
}

/** The labels and the selector that the job would have been given. */
export function* validateGeneratedSelector(job: Job): Steps<FieldError[]> {
  const { manualSelector, selector, template } = job.spec ?? {};
  if (manualSelector || !selector) return [];
  const errors: FieldError[] = [];
  const actual = template?.metadata?.labels ?? {};
  const wanted = labelsOf(job);
  for (const [key, value] of Object.entries(wanted)) {
    const detail = `must be '${value}'`;
    if (actual[key] === undefined) errors.push(fieldErrors.required(LABELS.key(key), detail));
    else if (actual[key] !== value) errors.push(fieldErrors.invalid(LABELS.key(key), sortedMap(actual), detail));
  }
  if (!(yield* isSelectedBy(selector, wanted)))
    errors.push(
      fieldErrors.invalid(
        FieldPath.of('spec', 'selector'),
        { ...selector, ...(selector.matchLabels && { matchLabels: sortedMap(selector.matchLabels) }) },
        '`selector` not auto-generated',
      ),
    );
  return errors;
}

/** True also for a selector that is none: that is another error. */
export function* isSelectedBy(selector: LabelSelector, labels: Record<string, string>): Steps<boolean> {
  const problems = yield* validateLabelSelector(selector, FieldPath.of('spec', 'selector'));
  return problems.length > 0 || selectorFromLabelSelector(selector).matches(labels);
}
