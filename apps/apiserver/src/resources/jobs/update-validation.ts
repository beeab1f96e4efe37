import { isConditionTrue } from '@kubets/api';
import { FIELD_IMMUTABLE, fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { Job, JobSpec } from '@kubets/proto-gen/batch/v1';
import type { Affinity, Container, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { isIndexed } from '../../job-spec/validate-job-spec';
import { goStruct } from '../../validation/go-struct';
import { immutableField } from '../../validation/field-checks';

const SPEC = FieldPath.of('spec');
const STAYS = [
  ['completionMode'],
  ['podFailurePolicy', 'PodFailurePolicy'],
  ['backoffLimitPerIndex'],
  ['managedBy'],
  ['successPolicy', 'SuccessPolicy'],
] as const;

function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  const path = SPEC.child('completions');
  if (!isIndexed(spec)) return immutableField(path, spec.completions, old.completions);
  const { completions, parallelism } = spec;
  if (completions === undefined || completions === old.completions || completions === parallelism) return [];
  return [fieldErrors.invalid(path, completions, 'can only be modified in tandem with spec.parallelism')];
}

/** Suspended, not started or stopped since, and without pods: what the pods are may still change in some ways. */
const isAtRest = ({ spec, status }: Job): boolean =>
  spec?.suspend === true &&
  (status?.startTime === undefined || isConditionTrue(status.conditions, 'Suspended')) &&
  !status?.active;

/** An affinity whose node affinity is that of another. */
function withNodeAffinity(old: Affinity | undefined, wanted: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _old, ...rest } = old ?? {};
  const nodeAffinity = wanted?.nodeAffinity;
  if (!wanted && Object.keys(rest).length === 0) return undefined;
  return { ...rest, ...(nodeAffinity && { nodeAffinity }) };
}

function withResources(old: Container[] | undefined, wanted: Container[] = []): Container[] | undefined {
  if (old?.length !== wanted.length) return old;
  return old.map((container, index) =>
    container.name === wanted[index]!.name ? { ...container, resources: wanted[index]!.resources } : container,
  );
}

/** The old template with what may be changed as it is wanted: where the pods go. */
function withDirectives(old: PodTemplateSpec, wanted: PodTemplateSpec): PodTemplateSpec {
  const { nodeSelector, tolerations, schedulingGates } = wanted.spec ?? {};
  const { annotations, labels } = wanted.metadata ?? {};
  const affinity = withNodeAffinity(old.spec?.affinity, wanted.spec?.affinity);
  return {
    ...old,
    metadata: { ...old.metadata, annotations, labels },
    spec: { ...old.spec, affinity, nodeSelector, tolerations, schedulingGates },
  };
}

function validateTemplate(job: Job, old: Job): FieldError[] {
  const template = job.spec?.template ?? {};
  const atRest = isAtRest(old);
  const before = atRest ? withDirectives(old.spec?.template ?? {}, template) : (old.spec?.template ?? {});
  if (!atRest) {
    if (semanticEqual(template, before)) return [];
    const value = goStruct(template, 'kubets.core.v1.PodTemplateSpec');
    return [fieldErrors.invalid(SPEC.child('template'), value, FIELD_IMMUTABLE)];
  }
  const containers = withResources(before.spec?.containers, template.spec?.containers);
  const initContainers = withResources(before.spec?.initContainers, template.spec?.initContainers);
  if (semanticEqual(template.spec, { ...before.spec, containers, initContainers })) return [];
  const value = goStruct(template.spec ?? {}, 'kubets.core.v1.PodSpec');
  return [fieldErrors.invalid(FieldPath.of('spec', 'template.spec'), value, FIELD_IMMUTABLE)];
}

/** What of a job stays as it was made. */
export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const [spec, before] = [job.spec ?? {}, old.spec ?? {}];
  return [
    ...validateCompletions(spec, before),
    ...immutableField(SPEC.child('selector'), spec.selector, before.selector),
    ...validateTemplate(job, old),
    ...STAYS.flatMap(([field, message]) => {
      if (semanticEqual(spec[field], before[field])) return [];
      const value = message && spec[field] ? goStruct(spec[field], `kubets.batch.v1.${message}`) : spec[field];
      return [fieldErrors.invalid(SPEC.child(field), value ?? null, FIELD_IMMUTABLE)];
    }),
  ];
}
