import { fieldErrors, FieldPath, isStep, semanticEqual, type FieldError, type Steps } from '@kubets/apimachinery';
import { configMaps as names } from '@kubets/proto-gen/catalogue';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { ageColumn, countInTextColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';

const configMapColumns: TableColumn<ConfigMap>[] = [
  nameColumn,
  countInTextColumn<ConfigMap>({
    name: 'Data',
    description: 'How many keys the config map holds, text and binary together.',
    value: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  }),
  ageColumn,
];

const MAX_BYTES = 1024 * 1024;
const DATA = FieldPath.of('data');
const BINARY_DATA = FieldPath.of('binaryData');

function* validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): Steps<FieldError[]> {
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

function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): FieldError[] {
  if (!old.immutable) return [];
  const detail = 'field is immutable when `immutable` is set';
  const errors: FieldError[] = [];
  if (!configMap.immutable) errors.push(fieldErrors.forbidden(FieldPath.of('immutable'), detail));
  if (!semanticEqual(configMap.data, old.data)) errors.push(fieldErrors.forbidden(DATA, detail));
  if (!semanticEqual(configMap.binaryData, old.binaryData)) errors.push(fieldErrors.forbidden(BINARY_DATA, detail));
  return errors;
}

export const configMaps = defineResource<ConfigMap>(names, {
  granted: { edit: [''], view: [''] },
  columns: configMapColumns,
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
});
