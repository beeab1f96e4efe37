import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
} from '@kubets/proto-gen/apiextensions/v1';
import { findField } from '../../structural/field-path';
import type { VersionScope } from './schema-scope';

export function deprecationErrors(
  { deprecated, deprecationWarning: text }: CustomResourceDefinitionVersion,
  path: FieldPath,
): FieldError[] {
  if (text === undefined) return [];
  const invalid = (detail: string) => fieldErrors.invalid(path, text, detail);
  if (!deprecated) return [invalid('can only be set for deprecated versions')];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(text) > 256) errors.push(invalid('must be <= 256 characters long'));
  if (text === '') errors.push(invalid('must not be an empty string'));
  const bad = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(text);
  if (bad)
    errors.push(
      invalid(
        `must only contain printable UTF-8 characters; non-printable character found at index ${Buffer.byteLength(text.slice(0, bad.index))}`,
      ),
    );
  return errors;
}

const SIMPLE = 'must be a simple json path starting with .';

/** What is wrong with a path below `.spec` or `.status`. */
function pathErrors(path: string | undefined, at: FieldPath, roots: string[], says: string): FieldError[] {
  if (!path) return [fieldErrors.required(at)];
  if (!path.startsWith('.')) return [fieldErrors.invalid(at, path, SIMPLE)];
  return roots.some((root) => path.startsWith(`.${root}.`)) ? [] : [fieldErrors.invalid(at, path, says)];
}

export function subresourceErrors(subresources: CustomResourceSubresources | undefined, path: FieldPath): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const at = (field: string) => path.child(`scale.${field}`);
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...pathErrors(specReplicasPath, at('specReplicasPath'), ['spec'], 'should be a json path under .spec'),
    ...pathErrors(statusReplicasPath, at('statusReplicasPath'), ['status'], 'should be a json path under .status'),
    ...(labelSelectorPath
      ? pathErrors(
          labelSelectorPath,
          at('labelSelectorPath'),
          ['spec', 'status'],
          'should be a json path under either .spec or .status',
        )
      : []),
  ];
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

export function columnErrors(columns: CustomResourceColumnDefinition[] = [], path: FieldPath): FieldError[] {
  return columns.flatMap(({ name, type, format, jsonPath }, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    const types = `must be one of ${COLUMN_TYPES.join(',')}`;
    if (!name) errors.push(fieldErrors.required(at.child('name')));
    if (!type) errors.push(fieldErrors.required(at.child('type'), types));
    else if (!COLUMN_TYPES.includes(type)) errors.push(fieldErrors.invalid(at.child('type'), type, types));
    if (format && !COLUMN_FORMATS.includes(format))
      errors.push(fieldErrors.invalid(at.child('format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`));
    if (!jsonPath) errors.push(fieldErrors.required(at.child('JSONPath')));
    else if (!jsonPath.startsWith('.')) errors.push(fieldErrors.invalid(at.child('JSONPath'), jsonPath, SIMPLE));
    return errors;
  });
}

const MAX_SELECTABLE = 8;
const SELECTABLE = ['string', 'boolean', 'integer'];

export function selectableFieldErrors(
  { selectableFields = [], schema }: CustomResourceDefinitionVersion,
  path: FieldPath,
  { mayHaveManySelectableFields }: VersionScope,
): FieldError[] {
  const root = schema?.openAPIV3Schema;
  if (selectableFields.length === 0) return [];
  if (!root)
    return [fieldErrors.invalid(path, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')];
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath }] of selectableFields.entries()) {
    const at = path.index(index).child('jsonPath');
    if (!jsonPath) {
      errors.push(fieldErrors.required(at));
      continue;
    }
    const invalid = (detail: string) => errors.push(fieldErrors.invalid(at, jsonPath, detail));
    try {
      const { steps, schema: found } = findField(jsonPath, root, { arrays: false });
      if (steps[0]?.name === 'metadata') invalid('must not point to fields in metadata');
      if (!SELECTABLE.includes(found?.type ?? ''))
        invalid(
          'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        );
      const id = JSON.stringify(steps);
      if (seen.has(id)) errors.push(fieldErrors.duplicate(at, jsonPath));
      seen.add(id);
    } catch (error) {
      invalid(`is an invalid path: ${(error as Error).message}`);
    }
  }
  if (seen.size > MAX_SELECTABLE && !mayHaveManySelectableFields)
    errors.push(fieldErrors.tooMany(path, seen.size, MAX_SELECTABLE));
  return errors;
}
