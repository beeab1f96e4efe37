import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';

const MAX_BYTES = 1024 * 1024;
const DATA = FieldPath.of('data');
const BINARY_DATA = FieldPath.of('binaryData');

export function validateConfigMap(configMap: ConfigMap): FieldError[] {
  const data = Object.entries(configMap.data ?? {});
  const binary = Object.entries(configMap.binaryData ?? {});
  const errors: FieldError[] = [];
  for (const [key] of data) {
    if (Object.hasOwn(configMap.binaryData ?? {}, key)) {
      errors.push(fieldErrors.invalid(DATA.key(key), key, 'duplicate of key present in binaryData'));
    }
  }
  const size =
    data.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0) +
    binary.reduce((sum, [, value]) => sum + Buffer.byteLength(value, 'base64'), 0);
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
