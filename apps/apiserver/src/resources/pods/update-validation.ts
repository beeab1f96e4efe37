import { canonicalJson, fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { Container, Pod, PodSpec, Toleration } from '@kubets/proto-gen/core/v1';

const SPEC = FieldPath.of('spec');

/** In the order and the words in which Kubernetes lists them. */
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function validateDeadline(spec: PodSpec, old: PodSpec): FieldError[] {
  const path = SPEC.child('activeDeadlineSeconds');
  const { activeDeadlineSeconds: value } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (before === undefined) return [];
  if (value === undefined) {
    return [fieldErrors.invalid(path, null, 'must not update from a positive integer to nil value')];
  }
  return value > before ? [fieldErrors.invalid(path, value, 'must be less than or equal to previous value')] : [];
}

/** All but the seconds, which may change: the same text for tolerations that are otherwise the same. */
const identityOf = ({ tolerationSeconds: _, ...toleration }: Toleration): string => canonicalJson(toleration);

function validateTolerations(spec: PodSpec, old: PodSpec): FieldError[] {
  const now = new Set((spec.tolerations ?? []).map(identityOf));
  const kept = (old.tolerations ?? []).every((before) => now.has(identityOf(before)));
  if (kept) return [];
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return [fieldErrors.forbidden(SPEC.child('tolerations'), detail)];
}

function validateGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name));
  const added = (spec.schedulingGates ?? []).map(({ name }) => name ?? '').filter((name) => !before.has(name));
  const path = SPEC.child('schedulingGates');
  return added.length > 0
    ? [fieldErrors.forbidden(path, `only deletion is allowed, but found new scheduling gate '${added[0]}'`)]
    : [];
}

const withImagesOf = (containers: Container[] | undefined, old: Container[] | undefined): Container[] | undefined =>
  containers?.map((container, index) => ({ ...container, image: old?.[index]?.image }));

/** The new spec with everything that may change put back, to see whether anything else did. */
function withChangeablePutBack(spec: PodSpec, old: PodSpec): PodSpec {
  const graceFixed = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  return {
    ...spec,
    containers: withImagesOf(spec.containers, old.containers),
    initContainers: withImagesOf(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ...(graceFixed ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
    // As long as gates hold the pod back, it may be told more closely where to go.
    ...(old.schedulingGates?.length ? { nodeSelector: old.nodeSelector, affinity: old.affinity } : {}),
  };
}

function validateImages(spec: PodSpec): FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap(({ image }, index) =>
      image ? [] : [fieldErrors.required(SPEC.child(list).index(index).child('image'))],
    ),
  );
}

/** What of a pod may change once it exists: little, for the node has long been running it. */
export function validatePodUpdate(pod: Pod, oldPod: Pod): FieldError[] {
  const spec = pod.spec ?? {};
  const old = oldPod.spec ?? {};
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list]?.length ?? 0) !== (old[list]?.length ?? 0)) {
      return [fieldErrors.forbidden(SPEC.child(list), 'pod updates may not add or remove containers')];
    }
  }
  const errors = [
    ...validateImages(spec),
    ...validateDeadline(spec, old),
    ...validateTolerations(spec, old),
    ...validateGates(spec, old),
  ];
  if (errors.length > 0) return errors;
  const compared = withChangeablePutBack(spec, old);
  if (semanticEqual(compared, old)) return [];
  const fields = [...new Set([...Object.keys(compared), ...Object.keys(old)])] as (keyof PodSpec)[];
  const changed = fields.filter((field) => !semanticEqual(compared[field], old[field])).sort();
  const list = changed.map((field) => `spec.${field}`).join(', ');
  return [fieldErrors.forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}\nchanged: ${list}`)];
}
