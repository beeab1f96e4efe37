import type { ObjectMeta, OwnerReference } from '@kubets/proto-gen/meta/v1';
import { areWide } from '../json/wide-objects';
import { groupOf } from '../meta/kube-object';
import { isStep, type Steps } from '../steps/steps';
import { errorsOfEach, fieldErrors, FIELD_IMMUTABLE, type FieldError } from './field-error';
import { FieldPath } from './field-path';
import { asNamePrefix, inBytes, isDns1123Label, isLabelValue, isPathSegmentName, isQualifiedName } from './names';

export const NON_NEGATIVE_TEXT = 'must be greater than or equal to 0';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;
/** Those that need no domain. */
export const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);
/** Kinds that must not own anything, for nothing would ever collect what they own. */
const BANNED_OWNERS: ReadonlySet<string> = new Set(['v1/Event']);

export interface ObjectMetaRules {
  namespaced: boolean;
  /** Checks metadata.name, and metadata.generateName as a prefix. */
  validName: (name: string) => string[];
  path?: FieldPath;
  /** Whether finalizers need no domain, as of kinds that are not Kubernetes' own. */
  anyFinalizer?: boolean;
  /** A wrong name is told last of all; metadata.generateName only has to be part of a path. */
  declaresName?: boolean;
}

const METADATA = FieldPath.of('metadata');

type Texts = Record<string, string> | undefined;

export function* labelErrors(labels: Texts, path: FieldPath): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const keys = Object.keys(labels ?? {});
  if (areWide(keys)) yield;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    const value = labels![key]!;
    for (const text of isQualifiedName(key)) errors.push(fieldErrors.invalid(path, key, text));
    for (const text of isLabelValue(value)) errors.push(fieldErrors.invalid(path, value, text));
  }
  return errors;
}

export function* annotationErrors(annotations: Texts, path: FieldPath): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const keys = Object.keys(annotations ?? {});
  if (areWide(keys)) yield;
  let size = 0;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    for (const text of isQualifiedName(key.toLowerCase())) errors.push(fieldErrors.invalid(path, key, text));
    size += Buffer.byteLength(key) + Buffer.byteLength(annotations![key]!);
  }
  if (size > MAX_ANNOTATIONS_BYTES) errors.push(fieldErrors.tooLong(path, '', MAX_ANNOTATIONS_BYTES));
  return errors;
}

function* ownerReferenceErrors(references: OwnerReference[], path: FieldPath): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  let controllerName: string | undefined;
  let hasTwoControllers = false;
  for (const [index, reference] of references.entries()) {
    if (isStep(index)) yield;
    const { apiVersion = '', kind = '', name = '' } = reference;
    const at = path.index(index);
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (!reference[field]) errors.push(fieldErrors.required(at.child(field), 'must not be empty'));
    }
    if (apiVersion !== '' && !/^([^/]*\/)?[^/]+$/.test(apiVersion)) {
      const detail = 'must be <group>/<version> or <version>';
      errors.push(fieldErrors.invalid(at.child('apiVersion'), apiVersion, detail));
    }
    if (BANNED_OWNERS.has(`${apiVersion}/${kind}`)) {
      const group = groupOf(apiVersion);
      errors.push(
        fieldErrors.invalid(at, reference, `${group}/${apiVersion}, Kind=${kind} is disallowed from being an owner`),
      );
    }
    if (reference.controller !== true) continue;
    if (controllerName !== undefined) {
      // Once: each error shows the whole list.
      if (hasTwoControllers) continue;
      hasTwoControllers = true;
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controllerName} and ${kind}/${name}`;
      errors.push(fieldErrors.invalid(path, references, detail));
    } else controllerName = `${kind}/${name}`;
  }
  return errors;
}

/** Kubernetes reports the form of the name and its meaning at paths that may differ. */
export function validateFinalizerName(finalizer: string, path: FieldPath, meaningPath: FieldPath): FieldError[] {
  const problems = isQualifiedName(finalizer).map((text) => fieldErrors.invalid(path, finalizer, text));
  if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) return problems;
  return [
    ...problems,
    fieldErrors.invalid(meaningPath, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'),
  ];
}

function* finalizerErrors(finalizers: string[], path: FieldPath, isAny: boolean): Steps<FieldError[]> {
  const errors = yield* errorsOfEach(finalizers, (finalizer, index) =>
    isAny
      ? isQualifiedName(finalizer).map((text) => fieldErrors.invalid(path, finalizer, text))
      : validateFinalizerName(finalizer, path, path.index(index)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(fieldErrors.invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  return errors;
}

function validateNamespace(namespace: string, namespaced: boolean, path: FieldPath): FieldError[] {
  if (!namespaced) return namespace ? [fieldErrors.forbidden(path, 'not allowed on this type')] : [];
  if (!namespace) return [fieldErrors.required(path)];
  return isDns1123Label(namespace).map((text) => fieldErrors.invalid(path, namespace, text));
}

function nameErrors(name: string, path: FieldPath, { validName, declaresName }: ObjectMetaRules): FieldError[] {
  const problems = validName(name);
  return declaresName
    ? inBytes(problems).map((text) => ({ ...fieldErrors.invalid(path, name, text), told: 'declared' }))
    : problems.map((text) => fieldErrors.invalid(path, name, text));
}

/** All that is wrong with an object's metadata, in steps. */
export function* objectMetaErrors(metadata: ObjectMeta | undefined, rules: ObjectMetaRules): Steps<FieldError[]> {
  const path = rules.path ?? METADATA;
  const { name, generateName, namespace = '', generation = 0 } = metadata ?? {};
  const errors: FieldError[] = [];
  if (generateName) {
    const problems = asNamePrefix(rules.declaresName ? isPathSegmentName : rules.validName)(generateName);
    errors.push(...problems.map((text) => fieldErrors.invalid(path.child('generateName'), generateName, text)));
  }
  if (!name) errors.push(fieldErrors.required(path.child('name'), 'name or generateName is required'));
  else errors.push(...nameErrors(name, path.child('name'), rules));
  errors.push(...validateNamespace(namespace, rules.namespaced, path.child('namespace')));
  if (generation < 0) errors.push(fieldErrors.invalid(path.child('generation'), generation, NON_NEGATIVE_TEXT));
  return errors.concat(
    yield* labelErrors(metadata?.labels, path.child('labels')),
    yield* annotationErrors(metadata?.annotations, path.child('annotations')),
    yield* ownerReferenceErrors(metadata?.ownerReferences ?? [], path.child('ownerReferences')),
    yield* finalizerErrors(metadata?.finalizers ?? [], path.child('finalizers'), rules.anyFinalizer ?? false),
  );
}

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What an update may not do to metadata. */
export function validateObjectMetaUpdate(
  updated: ObjectMeta | undefined,
  old: ObjectMeta | undefined,
  path: FieldPath = METADATA,
): FieldError[] {
  const errors: FieldError[] = [];
  const before = new Set(old?.finalizers);
  const added = (updated?.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (old?.deletionTimestamp && added.length > 0) {
    const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
    errors.push(fieldErrors.forbidden(path.child('finalizers'), detail));
  }
  if (!updated?.resourceVersion) {
    const detail = 'must be specified for an update';
    errors.push(fieldErrors.invalid(path.child('resourceVersion'), updated?.resourceVersion ?? '', detail));
  }
  const generation = updated?.generation ?? 0;
  if (generation < (old?.generation ?? 0)) {
    errors.push(fieldErrors.invalid(path.child('generation'), generation, 'must not be decremented'));
  }
  for (const field of IMMUTABLE) {
    if ((updated?.[field] ?? '') !== (old?.[field] ?? '')) {
      errors.push(fieldErrors.invalid(path.child(field), updated?.[field] ?? null, FIELD_IMMUTABLE));
    }
  }
  return errors;
}
