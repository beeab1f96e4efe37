import { fieldErrors, FieldPath, newInvalid, type FieldError } from '@kubets/apimachinery';
import type { WriteOptions } from './request';

export interface SentWriteOptions {
  dryRun?: string[] | undefined;
  fieldManager?: string | undefined;
  fieldValidation?: string | undefined;
}

const FIELD_VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const MAX_FIELD_MANAGER = 128;

/** @throws StatusError 422 for values that are none, with `before` first. `kind` is CreateOptions, UpdateOptions or PatchOptions. */
export function checkWriteOptions(
  sent: SentWriteOptions,
  kind: string,
  userAgent = '',
  before: readonly FieldError[] = [],
): WriteOptions {
  const { dryRun = [], fieldManager = '', fieldValidation = '' } = sent;
  const errors = [...before, ...fieldManagerErrors(fieldManager)];
  if (dryRun.some((value) => value !== 'All'))
    errors.push(fieldErrors.notSupported(FieldPath.of('dryRun'), dryRun, ['All']));
  if (!FIELD_VALIDATIONS.includes(fieldValidation))
    errors.push(fieldErrors.notSupported(FieldPath.of('fieldValidation'), fieldValidation, FIELD_VALIDATIONS));
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: fieldManager || managerOf(userAgent),
    fieldValidation: (fieldValidation || 'Warn') as WriteOptions['fieldValidation'],
  };
}

const MANAGER = FieldPath.of('fieldManager');

function fieldManagerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > MAX_FIELD_MANAGER)
    errors.push(fieldErrors.tooLong(MANAGER, manager, MAX_FIELD_MANAGER));
  const bad = UNPRINTABLE.exec(manager);
  if (bad) {
    const codePoint = bad[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    errors.push(
      fieldErrors.invalid(
        MANAGER,
        manager,
        `invalid character U+${codePoint} (at position ${Buffer.byteLength(manager.slice(0, bad.index))})`,
      ),
    );
  }
  return errors;
}

/** What Go does not print. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Only an apply can take fields from their owners, and it has to say who it is. */
export function patchOptionErrors(isApply: boolean, force: boolean | undefined, fieldManager: string): FieldError[] {
  if (isApply) return fieldManager === '' ? [fieldErrors.required(MANAGER, 'is required for apply patch')] : [];
  return force === undefined
    ? []
    : [fieldErrors.forbidden(FieldPath.of('force'), 'may not be specified for non-apply patch')];
}

/** @throws StatusError 422 for the force of what is no apply. */
export function assertForceFits(force: boolean | undefined, isApply: boolean): void {
  const errors = isApply ? [] : patchOptionErrors(isApply, force, '');
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', errors);
}

/** `kubectl` of `kubectl/v1.33.0 (linux/amd64) …`, without what cannot be printed and as far as there is room. */
function managerOf(userAgent: string): string {
  let manager = '';
  for (const character of userAgent.split('/')[0]!) {
    if (UNPRINTABLE.test(character)) continue;
    if (Buffer.byteLength(manager + character) > MAX_FIELD_MANAGER) break;
    manager += character;
  }
  return manager;
}
