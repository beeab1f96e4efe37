import { isDeepStrictEqual } from 'node:util';
import { FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from '@kubets/proto-gen/apiextensions/v1';
import { defaultErrors } from '../../structural/default-rules';
import { jsonEqual } from '../../structural/json-equal';
import { someSchema, type SchemaNode } from '../../structural/schema-node';
import { structuralErrors } from '../../structural/structural-rules';

type Version = CustomResourceDefinitionVersion;
type Spec = CustomResourceDefinitionSpec;

/** What is asked of a version: less of one that was as bad before, so that it can still be changed. */
export interface VersionScope {
  requiresStructural: boolean;
  requiresPrunedDefaults: boolean;
  requiresKnownTypes: boolean;
  hasStatus: boolean;
  mayHaveManySelectableFields: boolean;
  /** Whether the version's schema is as it was. */
  isUnchanged: boolean;
  /** Rules that were there before, by their text. */
  knownRules: ReadonlySet<string>;
}

/** Where all versions say the same of these, Kubernetes tells of it in one place. */
export const SHARED_FIELDS = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type SharedField = (typeof SHARED_FIELDS)[number];

export interface SchemaScope {
  /** Whether every version has to have a schema. */
  requiresSchema: boolean;
  /** Whether all versions say the same of something, which Kubernetes tells of in one place. */
  isShared(field: SharedField): boolean;
  of(version: Version): VersionScope;
}

const ROOT = FieldPath.of('');
const schemasOf = ({ versions = [] }: Spec): SchemaNode[] =>
  versions.flatMap(({ schema }) => (schema?.openAPIV3Schema ? [schema.openAPIV3Schema] : []));

const TYPES = new Set(['array', 'boolean', 'integer', 'number', 'object', 'string']);
export const OPEN_API_TYPES = [...TYPES];

/** In steps: what is asked of the versions of a definition, by what they were before. */
export function* createSchemaScope(spec: Spec, old: Spec | undefined): Steps<SchemaScope> {
  const before = old ? schemasOf(old) : [];
  const wasStructural = yield* noneHas(before, structuralErrors);
  const wasPruned = !wasStructural || (yield* noneHas(before, defaultErrors));
  const hadKnownTypes = before.every((schema) => !someSchema(schema, ({ type }) => Boolean(type) && !TYPES.has(type!)));
  const knownRules = new Set<string>();
  for (const schema of before)
    someSchema(schema, (node) => {
      for (const { rule = '' } of node['x-kubernetes-validations'] ?? []) knownRules.add(rule);
      return false;
    });
  const shared = yield* sharedFields(spec);
  return {
    requiresSchema: (old?.versions ?? []).every(({ schema }) => schema?.openAPIV3Schema !== undefined),
    isShared: (field) => shared.has(field),
    of(version) {
      const earlier = old?.versions?.find(({ name }) => name === version.name);
      const { selectableFields } = version;
      return {
        requiresStructural: wasStructural || !spec.preserveUnknownFields,
        requiresPrunedDefaults: wasPruned,
        requiresKnownTypes: hadKnownTypes,
        hasStatus: version.subresources?.status !== undefined,
        mayHaveManySelectableFields:
          earlier !== undefined && isDeepStrictEqual(selectableFields, earlier.selectableFields),
        isUnchanged: earlier !== undefined && isDeepStrictEqual(version.schema, earlier.schema),
        knownRules,
      };
    },
  };
}

function* sharedFields({ versions = [] }: Spec): Steps<ReadonlySet<SharedField>> {
  const shared = new Set<SharedField>(versions.length > 0 ? SHARED_FIELDS : []);
  for (const field of SHARED_FIELDS)
    for (const version of versions) {
      if (!shared.has(field)) break;
      if (!(yield* jsonEqual(version[field], versions[0]![field]))) shared.delete(field);
    }
  return shared;
}

function* noneHas(
  schemas: readonly SchemaNode[],
  errorsOf: (schema: SchemaNode, path: FieldPath) => Steps<FieldError[]>,
): Steps<boolean> {
  for (const schema of schemas) if ((yield* errorsOf(schema, ROOT)).length > 0) return false;
  return true;
}
