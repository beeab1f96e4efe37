import { isDeepStrictEqual } from 'node:util';
import {
  FIELD_IMMUTABLE,
  FieldPath,
  fieldErrors,
  isDns1035Label,
  isDns1123Subdomain,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '@kubets/proto-gen/apiextensions/v1';
import { goStruct } from '../../validation/go-struct';
import { conversionErrors } from './conversion-rules';
import { nameErrors } from './name-rules';
import { approvalErrors } from './protected-groups';
import { schemaWarnings } from './schema-warnings';
import { createSchemaScope, SHARED_FIELDS, type SchemaScope } from './schema-scope';
import { columnErrors, deprecationErrors, selectableFieldErrors, subresourceErrors } from './version-rules';
import { validationErrors } from './validation-rules';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');

type Definition = CustomResourceDefinition;

/** Each is a version of the API with documents of its own. */
const MAX_VERSIONS = 100;

/**
 * In steps: all that is wrong with a definition besides its metadata; `old` is what it was before. Nothing is asked of a changed one that
 * was not so before and has not changed.
 * @see https://github.com/kubernetes/apiextensions-apiserver (pkg/apis/apiextensions/validation)
 */
export function* definitionErrors(definition: Definition, old?: Definition): Steps<FieldError[]> {
  const { spec = {} } = definition;
  const errors = yield* specErrors(spec, old);
  if (old) errors.push(...changeErrors(spec, old));
  errors.push(...statusErrors(definition), ...storedVersionErrors(definition), ...approvalErrors(definition, old));
  if (spec.preserveUnknownFields && !old?.spec?.preserveUnknownFields)
    errors.push(
      fieldErrors.invalid(
        SPEC.child('preserveUnknownFields'),
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  return errors;
}

export const statusErrors = ({ status }: Definition): FieldError[] =>
  nameErrors(status?.acceptedNames ?? {}, STATUS.child('acceptedNames'));

export const definitionWarnings = (definition: Definition, old: Definition | undefined): string[] =>
  schemaWarnings(definition.spec ?? {}, old?.spec);

function groupErrors(group: string, path: FieldPath): FieldError[] {
  if (group === '') return [fieldErrors.required(path)];
  const problems = isDns1123Subdomain(group);
  if (problems.length > 0) return [fieldErrors.invalid(path, group, problems.join(','))];
  return group.includes('.') ? [] : [fieldErrors.invalid(path, group, 'should be a domain with at least one dot')];
}

function scopeErrors(scope: string): FieldError[] {
  const path = SPEC.child('scope');
  if (scope === '') return [fieldErrors.required(path)];
  const scopes = ['Cluster', 'Namespaced'];
  return scopes.includes(scope) ? [] : [fieldErrors.notSupported(path, scope, scopes)];
}

function* specErrors(spec: CustomResourceDefinitionSpec, old: Definition | undefined): Steps<FieldError[]> {
  const { group = '', scope = '', versions = [], names = {}, conversion } = spec;
  if (versions.length > MAX_VERSIONS)
    return [fieldErrors.tooMany(SPEC.child('versions'), versions.length, MAX_VERSIONS)];
  const scopeOf = yield* createSchemaScope(spec, old?.spec);
  const errors = [...groupErrors(group, SPEC.child('group')), ...scopeErrors(scope)];
  for (const [index, { schema }] of versions.entries()) {
    if (!schema?.openAPIV3Schema && scopeOf.requiresSchema)
      errors.push(fieldErrors.required(SPEC.child('versions').index(index).child('schema', 'openAPIV3Schema')));
  }
  for (const [index, version] of versions.entries()) {
    const at = SPEC.child('versions').index(index);
    const problems = isDns1035Label(version.name ?? '');
    if (problems.length > 0) errors.push(fieldErrors.invalid(at.child('name'), version.name ?? '', problems.join(',')));
    errors.push(...deprecationErrors(version, at.child('deprecationWarning')));
    if (!scopeOf.isShared('schema'))
      errors.push(...(yield* validationErrors(version, at.child('schema'), scopeOf.of(version))));
    if (!scopeOf.isShared('subresources'))
      errors.push(...subresourceErrors(version.subresources, at.child('subresources')));
    if (!scopeOf.isShared('additionalPrinterColumns'))
      errors.push(...columnErrors(version.additionalPrinterColumns, at.child('additionalPrinterColumns')));
    if (!scopeOf.isShared('selectableFields'))
      errors.push(...selectableFieldErrors(version, at.child('selectableFields'), scopeOf.of(version)));
  }
  errors.push(...versionSetErrors(spec, scopeOf));
  errors.push(...requiredNameErrors(names), ...nameErrors(names, SPEC.child('names')));
  const [first] = versions;
  if (first && scopeOf.isShared('schema'))
    errors.push(...(yield* validationErrors(first, SPEC.child('validation'), scopeOf.of(first))));
  if (first && scopeOf.isShared('subresources'))
    errors.push(...subresourceErrors(first.subresources, SPEC.child('subresources')));
  if (first && scopeOf.isShared('additionalPrinterColumns'))
    errors.push(...columnErrors(first.additionalPrinterColumns, SPEC.child('additionalPrinterColumns')));
  if (first && scopeOf.isShared('selectableFields'))
    errors.push(...selectableFieldErrors(first, SPEC.child('selectableFields'), scopeOf.of(first)));
  return errors.concat(conversionErrors(conversion, SPEC.child('conversion'), old));
}

function versionSetErrors({ versions }: CustomResourceDefinitionSpec, scope: SchemaScope): FieldError[] {
  const path = SPEC.child('versions');
  const given = versions ?? [];
  const errors: FieldError[] = [];
  const invalid = (detail: string) =>
    errors.push(
      fieldErrors.invalid(path, versions ? given.map((version) => shownVersion(version, scope)) : null, detail),
    );
  if (new Set(given.map(({ name }) => name)).size < given.length) invalid('must contain unique version names');
  if (given.filter(({ storage }) => storage).length !== 1)
    invalid('must have exactly one version marked as storage version');
  // Inside Kubernetes the first version's name stands in a field of its own besides.
  const first = given[0]?.name ?? '';
  const problems = first === '' ? [] : isDns1035Label(first);
  if (problems.length > 0) errors.push(fieldErrors.invalid(SPEC.child('version'), first, problems.join(',')));
  return errors;
}

/** As Kubernetes shows a version: what all versions say stands elsewhere. */
function shownVersion(version: CustomResourceDefinitionVersion, { isShared }: SchemaScope): object {
  const own = { ...version };
  for (const field of SHARED_FIELDS) if (isShared(field)) delete own[field];
  return goStruct(own, 'kubets.apiextensions.v1.CustomResourceDefinitionVersion');
}

const requiredNameErrors = (names: NonNullable<CustomResourceDefinitionSpec['names']>): FieldError[] =>
  (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((field) => !names[field])
    .map((field) => fieldErrors.required(SPEC.child('names', field)));

/** What the objects that are there stand on. */
function changeErrors(spec: CustomResourceDefinitionSpec, { spec: old = {}, status }: Definition): FieldError[] {
  const errors: FieldError[] = [];
  const immutable = (path: FieldPath, value: unknown, before: unknown) => {
    if (!isDeepStrictEqual(value, before)) errors.push(fieldErrors.invalid(path, value, FIELD_IMMUTABLE));
  };
  const isEstablished = status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True');
  if (isEstablished) {
    immutable(SPEC.child('scope'), spec.scope, old.scope);
    immutable(SPEC.child('names', 'kind'), spec.names?.kind, old.names?.kind);
  }
  immutable(SPEC.child('group'), spec.group, old.group);
  immutable(SPEC.child('names', 'plural'), spec.names?.plural, old.names?.plural);
  return errors;
}

function storedVersionErrors({ spec, status }: Definition): FieldError[] {
  const path = STATUS.child('storedVersions');
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0)
    return [fieldErrors.invalid(path, status?.storedVersions ?? null, 'must have at least one stored version')];
  const versions = spec?.versions ?? [];
  const errors: FieldError[] = [];
  // Of two versions of one name the second is not there.
  const left = new Set(stored);
  for (const { name = '', storage } of versions)
    if (!left.delete(name) && storage)
      errors.push(fieldErrors.invalid(path, stored, `must have the storage version ${name}`));
  for (const [index, name] of stored.entries()) {
    if (versions.some((version) => version.name === name)) continue;
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(fieldErrors.invalid(path.index(index), name, detail));
  }
  return errors;
}
