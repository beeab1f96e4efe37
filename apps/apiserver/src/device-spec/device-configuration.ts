import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { OpaqueDeviceConfiguration } from '@kubets/proto-gen/resource/v1';

const MAX_PARAMETERS = 10 * 1024;

/** JSON that only a driver understands: an object, of at most 10 KiB where it is new. */
export function validateRawObject(value: unknown, path: FieldPath, isStored: boolean): FieldError[] {
  if (value === undefined || value === null) return [fieldErrors.required(path)];
  if (!isStored && Buffer.byteLength(JSON.stringify(value)) > MAX_PARAMETERS)
    return [fieldErrors.tooLong(path, '', MAX_PARAMETERS)];
  return typeof value === 'object' && !Array.isArray(value)
    ? []
    : [fieldErrors.invalid(path, '<value omitted>', 'must be a valid JSON object')];
}

/** What a driver is told; its name is the schema's. */
export function validateConfiguration(
  { opaque }: { opaque?: OpaqueDeviceConfiguration },
  path: FieldPath,
  isStored: boolean,
): FieldError[] {
  const at = path.child('opaque');
  return opaque ? validateRawObject(opaque.parameters, at.child('parameters'), isStored) : [fieldErrors.required(at)];
}
