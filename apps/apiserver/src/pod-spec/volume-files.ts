import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { DownwardAPIVolumeFile, KeyToPath } from '@kubets/proto-gen/core/v1';
import { validateFileName } from './paths-in-volumes';
import { validateFieldRef, validateResourceFieldRef, VOLUME_FIELDS } from './validate-env';

const MODE_TEXT = 'must be a number between 0 and 0777 (octal), both inclusive';

function validateMode(path: FieldPath, mode: number | undefined): FieldError[] {
  return mode !== undefined && (mode < 0 || mode > 0o777) ? [fieldErrors.invalid(path, mode, MODE_TEXT)] : [];
}

export function validateItems(items: KeyToPath[] | undefined, path: FieldPath): Steps<FieldError[]> {
  return errorsOfEach(items ?? [], (item, index) => validateFileName(path.index(index).child('path'), item.path));
}

/** Whose errors say nothing of which file it is. */
export function validateDownwardFile(file: DownwardAPIVolumeFile, path: FieldPath): FieldError[] {
  const { fieldRef, resourceFieldRef } = file;
  const errors = file.path
    ? validateFileName(path.child('path'), file.path)
    : [fieldErrors.required(path.child('path'))];
  if (fieldRef) {
    errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, path.child('fieldRef')));
    if (resourceFieldRef) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(fieldErrors.invalid(path, 'resource', detail));
    }
  } else if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, true, path.child('resourceFieldRef')));
  else errors.push(fieldErrors.required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(path.child('mode'), file.mode)];
}
