import {
  errorsOfEach,
  fieldErrors,
  FieldPath,
  semanticEqual,
  isDns1123Label,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type {
  RollingUpdateStatefulSetStrategy,
  StatefulSet,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from '@kubets/proto-gen/apps/v1';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { validateCollisionCount } from '../../validation/collision-count';
import { immutableField, invalidEach } from '../../validation/field-checks';
import { goStruct } from '../../validation/go-struct';
import { isZero, notMoreThan100Percent, validateIntOrPercent } from '../../validation/int-or-percent';
import { validateClaimSpec } from '../../validation/volume-claim';
import { immutableSelector, validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const SELECTOR_TEXTS = { empty: 'empty selector is invalid for statefulset', invalid: '' };

function validateRollingUpdate({ maxUnavailable }: RollingUpdateStatefulSetStrategy, at: FieldPath): FieldError[] {
  if (maxUnavailable == null) return [];
  const path = at.child('maxUnavailable');
  return [
    ...validateIntOrPercent(maxUnavailable, path),
    ...(isZero(maxUnavailable) ? [fieldErrors.invalid(path, maxUnavailable, 'cannot be 0')] : []),
    ...notMoreThan100Percent(maxUnavailable, path),
  ];
}

function validateStrategy(strategy: StatefulSetUpdateStrategy, path: FieldPath): FieldError[] {
  const { type, rollingUpdate } = strategy;
  const at = path.child('rollingUpdate');
  if (type === 'RollingUpdate') return rollingUpdate ? validateRollingUpdate(rollingUpdate, at) : [];
  if (type !== 'OnDelete') {
    const value = goStruct(strategy, 'kubets.apps.v1.StatefulSetUpdateStrategy');
    return [fieldErrors.invalid(path, value, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  if (!rollingUpdate) return [];
  const value = { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: rollingUpdate.maxUnavailable ?? null };
  return [fieldErrors.invalid(at, value, "only allowed for updateStrategy 'RollingUpdate'")];
}

/** The template with the volumes that the controller puts into each pod: containers may mount claims. */
function templateOfPods({ template = {}, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (volumeClaimTemplates.length === 0) return template;
  const { spec = {} } = template;
  const claimed = new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ''));
  const own = (spec.volumes ?? []).filter(({ name }) => !claimed.has(name ?? ''));
  const volumes = [...claimed].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...spec, volumes: [...volumes, ...own] } };
}

/** Each claim is a volume of its name. */
function claimNames({ volumeClaimTemplates = [] }: StatefulSetSpec, path: FieldPath): FieldError[] {
  const names = [...new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ''))];
  return names.flatMap((name, index) => {
    const at = path.index(index);
    if (name !== '') return invalidEach(at.child('name'), name, isDns1123Label);
    return [
      fieldErrors.required(at.child('persistentVolumeClaim', 'claimName')),
      fieldErrors.required(at.child('name')),
    ];
  });
}

/** What can not be changed any more is asked of new ones only. */
export const validateNewStatefulSet = ({ spec = {} }: StatefulSet): Steps<FieldError[]> => validateSpec(spec, true);

export function* validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): Steps<FieldError[]> {
  return [
    ...(yield* validateSpec(set.spec ?? {}, false)),
    ...immutableSelector(set, old),
    ...claimTemplateErrors(set, old),
    ...(['serviceName', 'podManagementPolicy'] as const).flatMap((field) =>
      immutableField(SPEC.child(field), set.spec?.[field] ?? '', old.spec?.[field] ?? ''),
    ),
  ];
}

function* validateSpec(spec: StatefulSetSpec, isNew: boolean): Steps<FieldError[]> {
  const { podManagementPolicy, ordinals, serviceName } = spec;
  const errors: FieldError[] = [];
  if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    errors.push(fieldErrors.invalid(SPEC.child('podManagementPolicy'), podManagementPolicy, detail));
  }
  errors.push(...validateStrategy(spec.updateStrategy ?? {}, SPEC.child('updateStrategy')));
  if (isNew) errors.push(...(yield* validateClaims(spec)));
  if ((ordinals?.start ?? 0) < 0) {
    const detail = 'must be greater than or equal to 0';
    const toldAt = SPEC.child('ordinals').toString();
    errors.push({ ...fieldErrors.invalid(SPEC.child('ordinals.start'), ordinals?.start, detail), toldAt });
  }
  if (isNew && serviceName) errors.push(...invalidEach(SPEC.child('serviceName'), serviceName, isDns1123Label));
  const selected = yield* validateWorkloadSelector(spec.selector, SPEC.child('selector'), SELECTOR_TEXTS);
  errors.push(...selected.errors);
  if (!selected.selector) return errors;
  const rules = { selector: selected.selector, kind: 'StatefulSet', path: SPEC.child('template') };
  const ofTemplate = yield* validatePodTemplate(templateOfPods(spec), rules);
  const pods = rules.path.child('spec');
  const first = ofTemplate.findIndex(({ field }) => field.startsWith(`${pods.toString()}.`));
  const ofMetadata = ofTemplate.slice(0, first < 0 ? undefined : first);
  return errors.concat(ofMetadata, claimNames(spec, pods.child('volumes')), ofTemplate.slice(ofMetadata.length));
}

const validateClaims = ({ volumeClaimTemplates = [] }: StatefulSetSpec): Steps<FieldError[]> =>
  errorsOfEach(volumeClaimTemplates, (claim, index) =>
    validateClaimSpec(claim.spec ?? {}, SPEC.child('volumeClaimTemplates').index(index).child('spec')),
  );

/** Claims are made of them with the pods: they do not change. */
function claimTemplateErrors({ spec }: StatefulSet, { spec: old }: StatefulSet): FieldError[] {
  if (semanticEqual(spec?.volumeClaimTemplates ?? [], old?.volumeClaimTemplates ?? [])) return [];
  const shown = spec?.volumeClaimTemplates?.map((claim) => goStruct(claim, 'kubets.core.v1.PersistentVolumeClaim'));
  return [fieldErrors.invalid(SPEC.child('volumeClaimTemplates'), shown ?? null, 'field is immutable')];
}

export function validateStatefulSetStatus(set: StatefulSet, old: StatefulSet): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, ...counts } = set.status ?? {};
  const parts = {
    readyReplicas,
    currentReplicas: counts.currentReplicas ?? 0,
    updatedReplicas: counts.updatedReplicas ?? 0,
    availableReplicas,
  };
  const errors = Object.entries(parts).flatMap(([name, count]) =>
    count > replicas ? [fieldErrors.invalid(STATUS.child(name), count, 'cannot be greater than status.replicas')] : [],
  );
  if (availableReplicas > readyReplicas) {
    const detail = 'cannot be greater than status.readyReplicas';
    errors.push(fieldErrors.invalid(STATUS.child('availableReplicas'), availableReplicas, detail));
  }
  return errors.concat(validateCollisionCount(set, old));
}
