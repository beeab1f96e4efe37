import { fieldErrors, FieldPath, newInvalid, type FieldError } from '@kubets/apimachinery';
import type { WriteOptions } from './engine';

export interface SentWriteOptions {
  dryRun?: string[] | undefined;
  fieldManager?: string | undefined;
  fieldValidation?: string | undefined;
}

const FIELD_VALIDATIONS = ['Ignore', 'Strict', 'Warn', ''];
const MAX_FIELD_MANAGER = 128;

/** @throws StatusError 422 for values that are none. `kind` is CreateOptions, UpdateOptions or PatchOptions. */
export function checkWriteOptions(sent: SentWriteOptions, kind: string, userAgent = ''): WriteOptions {
  const { dryRun = [], fieldManager = '', fieldValidation = '' } = sent;
  const errors: FieldError[] = [];
  if (dryRun.some((value) => value !== 'All')) errors.push(fieldErrors.notSupported(FieldPath.of('dryRun'), dryRun, ['All']));
  if (Buffer.byteLength(fieldManager) > MAX_FIELD_MANAGER) errors.push(fieldErrors.tooLong(FieldPath.of('fieldManager'), fieldManager, MAX_FIELD_MANAGER));
  if (!FIELD_VALIDATIONS.includes(fieldValidation)) errors.push(fieldErrors.notSupported(FieldPath.of('fieldValidation'), fieldValidation, FIELD_VALIDATIONS));
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: fieldManager || managerOf(userAgent),
    fieldValidation: (fieldValidation || 'Warn') as WriteOptions['fieldValidation'],
  };
}

/** Only an apply can take fields from their owners. @throws StatusError 422. */
export function assertForceFits(force: boolean | undefined, isApply: boolean): void {
  if (force === undefined || isApply) return;
  throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [fieldErrors.forbidden(FieldPath.of('force'), 'may not be specified for non-apply patch')]);
}

/** `kubectl` of `kubectl/v1.33.0 (linux/amd64) …` */
function managerOf(userAgent: string): string {
  return userAgent.split('/')[0]!.slice(0, MAX_FIELD_MANAGER);
}
