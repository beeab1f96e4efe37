import { fieldErrors, FieldPath, isStep, semanticEqual, type FieldError, type Steps } from '@kubets/apimachinery';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';

const MAX_BYTES = 1024 * 1024;
const DATA = FieldPath.of('data');
const BINARY_DATA = FieldPath.of('binaryData');

export function* validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [index, key] of Object.keys(data).entries()) {
    if (isStep(index)) yield;
    if (Object.hasOwn(binaryData, key))
      errors.push(fieldErrors.invalid(DATA.key(key), key, 'duplicate of key present in binaryData'));
    size += Buffer.byteLength(data[key]!);
  }
  for (const [index, key] of Object.keys(binaryData).entries()) {
    if (isStep(index)) yield;
    size += Buffer.byteLength(binaryData[key]!, 'base64');
  }
  if (size > MAX_BYTES) errors.push({ ...fieldErrors.tooLong(FieldPath.of(''), '', MAX_BYTES), field: '[]' });
  return errors;
}

export function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): FieldError[] {
  if (!old.immutable) return [];
  const detail = 'field is immutable when `immutable` is set';
  const errors: FieldError[] = [];
  if (!configMap.immutable) errors.push(fieldErrors.forbidden(FieldPath.of('immutable'), detail));
  if (!semanticEqual(configMap.data, old.data)) errors.push(fieldErrors.forbidden(DATA, detail));
  if (!semanticEqual(configMap.binaryData, old.binaryData)) errors.push(fieldErrors.forbidden(BINARY_DATA, detail));
  return errors;
}
