import {
  canonicalJson,
  errorsOfEach,
  fieldErrors,
  FieldPath,
  goJsonText,
  rangeText,
  equalSteps,
  semanticEqual,
  stringifySteps,
  unifiedDiff,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { Affinity, Container, Pod, PodSpec, Toleration } from '@kubets/proto-gen/core/v1';
import { validateImages } from '../../pod-spec/validate-container';
import { goStructSteps } from '../../validation/go-struct';
import { validatePlaceOfGated } from './gated-pods';

const SPEC = FieldPath.of('spec');
const MAX_INT32 = 2 ** 31 - 1;
/** Characters, and lines that are looked at; comparing line by line takes its time. */
const MAX_COMPARED = 200_000;
const MAX_LINES = 1_000_000;

/** In the order and the words in which Kubernetes lists them. */
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** All but the seconds, which may change: the same text for tolerations that are otherwise the same. */
const identityOf = ({ tolerationSeconds: _, ...toleration }: Toleration): string => canonicalJson(toleration);

function validateTolerations(spec: PodSpec, old: PodSpec): FieldError[] {
  if (semanticEqual(spec.tolerations, old.tolerations)) return [];
  const now = new Set((spec.tolerations ?? []).map(identityOf));
  const kept = (old.tolerations ?? []).every((before) => now.has(identityOf(before)));
  if (kept) return [];
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return [fieldErrors.forbidden(SPEC.child('tolerations'), detail)];
}

function validateGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name));
  return (spec.schedulingGates ?? []).flatMap(({ name = '' }, index) => {
    if (before.has(name)) return [];
    const at = SPEC.child('schedulingGates').index(index).child('name');
    return [fieldErrors.forbidden(at, `only deletion is allowed, but found new scheduling gate '${name}'`)];
  });
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
    ...(old.schedulingGates?.length
      ? { nodeSelector: old.nodeSelector, affinity: withNodeAffinityOf(spec.affinity, old.affinity) }
      : {}),
  };
}

function withNodeAffinityOf(affinity: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  if (semanticEqual(affinity?.nodeAffinity, old?.nodeAffinity)) return affinity;
  const isOnlyThat = !affinity?.podAffinity && !affinity?.podAntiAffinity;
  return isOnlyThat && !old ? undefined : { ...affinity, nodeAffinity: old?.nodeAffinity };
}

/** Which containers there are does not change, and each has an image. */
function* validateContainerUpdates(spec: PodSpec, old: PodSpec): Steps<{ errors: FieldError[]; isOver: boolean }> {
  let errors: FieldError[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const path = SPEC.child(list);
    if ((spec[list]?.length ?? 0) !== (old[list]?.length ?? 0)) {
      errors.push(fieldErrors.forbidden(path, 'pod updates may not add or remove containers'));
      return { errors, isOver: true };
    }
    errors = errors.concat(
      yield* errorsOfEach(spec[list] ?? [], ({ image }, index) =>
        image ? [] : [fieldErrors.required(path.index(index).child('image'))],
      ),
      yield* validateImages(spec[list], path),
    );
  }
  const at = SPEC.child('activeDeadlineSeconds');
  const { activeDeadlineSeconds: seconds } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (seconds === undefined) {
    if (before !== undefined)
      errors.push(fieldErrors.invalid(at, null, 'must not update from a positive integer to nil value'));
    return { errors, isOver: false };
  }
  const problem =
    seconds < 0 || seconds > MAX_INT32
      ? rangeText(0, MAX_INT32)
      : before !== undefined && seconds > before && 'must be less than or equal to previous value';
  if (problem) errors.push(fieldErrors.invalid(at, seconds, problem));
  return { errors, isOver: Boolean(problem) };
}

/** What of a pod may change once it exists: little, for the node has long been running it. */
export function* validatePodUpdate(pod: Pod, oldPod: Pod): Steps<FieldError[]> {
  const spec = pod.spec ?? {};
  const old = oldPod.spec ?? {};
  const { errors, isOver } = yield* validateContainerUpdates(spec, old);
  if (isOver) return errors;
  yield;
  errors.push(...validateTolerations(spec, old));
  yield;
  errors.push(...validateGates(spec, old));
  yield;
  if (old.schedulingGates?.length) errors.push(...validatePlaceOfGated(spec, old));
  const compared = withChangeablePutBack(spec, old);
  if (yield* equalSteps(compared, old)) return errors;
  const text = `pod updates may not change fields other than ${UPDATABLE}\n${yield* differenceOf(old, compared)}`;
  return [...errors, fieldErrors.forbidden(SPEC, text)];
}

/** How the one spec differs from the other, as Kubernetes has them. Of very long ones only the fields are named. */
function* differenceOf(old: PodSpec, spec: PodSpec): Steps<string> {
  const [before, after] = [yield* shownText(old), yield* shownText(spec)];
  const shown = before !== undefined && after !== undefined && (yield* unifiedDiff(before, after, MAX_LINES));
  if (typeof shown === 'string') return shown;
  const changed: string[] = [];
  for (const field of new Set([...Object.keys(spec), ...Object.keys(old)]) as Set<keyof PodSpec>)
    if (!(yield* equalSteps(spec[field], old[field]))) changed.push(field);
  return `changed: ${changed
    .sort()
    .map((field) => `spec.${field}`)
    .join(', ')}`;
}

/** Undefined when it is too long. With all its fields it is longer than without those that it has not. */
function* shownText(spec: PodSpec): Steps<string | undefined> {
  const isLong = (yield* stringifySteps(spec)).length > MAX_COMPARED;
  if (isLong) return undefined;
  const text = yield* stringifySteps(yield* goStructSteps(spec, 'kubets.core.v1.PodSpec'), 1);
  return text.length > MAX_COMPARED ? undefined : goJsonText(text);
}
