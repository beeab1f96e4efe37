import {
  newBadRequest,
  parseFieldSelector,
  parseLabelSelector,
  type FieldSelector,
  type KubeObject,
} from '@kubets/apimachinery';
import { objectKeyOf, resourcePrefix, type StoredObject } from '@kubets/store';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';

/** Which objects of a resource a list, watch or deletecollection is about. */
export interface Selection {
  /** All matching keys begin with this. */
  readonly prefix: string;
  /** Set when only one key can match. */
  readonly key?: string;
  /** Whether there is a label or field selector: then not every object under the prefix matches. */
  readonly isFiltered: boolean;
  matches(stored: StoredObject): boolean;
}

export interface SelectionOptions {
  /** In which the fields are named; the one that is stored, unless given. */
  version?: ServedVersion;
  /** Empty for all namespaces. */
  namespace: string;
  labelSelector?: string;
  fieldSelector?: string;
}

type FieldOf = (object: KubeObject) => string;

/** @throws StatusError 400 for a selector that cannot be parsed or names an unknown field. */
export function createSelection(definition: ResourceDefinition, options: SelectionOptions): Selection {
  const labels = parseLabelSelector(options.labelSelector ?? '');
  const fields = parseFieldSelector(options.fieldSelector ?? '');
  const readers = fieldReaders(definition, options.version ?? definition.versions[0], fields);
  const { group, plural, namespaced } = definition;
  const namespace = namespaced ? options.namespace || (fields.requiredValue('metadata.namespace') ?? '') : '';
  const prefix = resourcePrefix(group, plural) + (namespace ? `${namespace}/` : '');
  const name = fields.requiredValue('metadata.name');
  const key = name && (namespace || !namespaced) ? objectKeyOf({ group, plural, namespace, name }) : undefined;
  const byFields = !fields.isEmpty();
  const byLabels = !labels.isEmpty();

  function matchesFields(object: KubeObject): boolean {
    const values: Record<string, string> = {};
    for (const [field, read] of readers) values[field] = read(object);
    return fields.matches(values);
  }

  return {
    prefix,
    ...(key ? { key } : {}),
    isFiltered: byFields || byLabels,
    matches(stored) {
      if (!stored.key.startsWith(prefix) || (key && stored.key !== key)) return false;
      if (byLabels && !labels.matches(stored.object.metadata?.labels)) return false;
      return !byFields || matchesFields(stored.object);
    },
  };
}

function fieldReaders(
  definition: ResourceDefinition,
  version: ServedVersion,
  selector: FieldSelector,
): [string, FieldOf][] {
  const ofKind = version.fieldSelectors ?? definition.fieldSelectors;
  // Of a kind for the whole cluster it selects what has none, as long as nothing else is said of its fields.
  const hasNamespaceField = definition.namespaced || (!ofKind && !definition.unknownField);
  const known: Record<string, FieldOf> = {
    'metadata.name': ({ metadata }) => metadata?.name ?? '',
    ...(hasNamespaceField ? { 'metadata.namespace': ({ metadata }: KubeObject) => metadata?.namespace ?? '' } : {}),
    ...ofKind,
  };
  // A requirement without a field and value asks for nothing.
  return selector.requirements
    .filter(({ field, value }) => field !== '' || value !== '')
    .map(({ field }) => {
      const read = Object.hasOwn(known, field) ? known[field] : undefined;
      if (!read) throw unknownField(definition, ofKind !== undefined, field);
      return [field, read];
    });
}

function unknownField({ unknownField: own }: ResourceDefinition, hasFields: boolean, field: string): Error {
  if (own) return newBadRequest(own(field));
  if (hasFields) return newBadRequest(`field label not supported: ${field}`);
  return newBadRequest(
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
