import {
  newBadRequest,
  parseFieldSelector,
  parseLabelSelector,
  type FieldRequirement,
  type FieldSelector,
  type KubeObject,
} from '@kubets/apimachinery';
import { objectKeyOf, resourcePrefix, type StoredObject } from '@kubets/store';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import { fieldCondition, labelCondition, type Condition } from './condition';

/** Which objects of a resource a list, watch or deletecollection is about. */
export interface Selection {
  /** All matching keys begin with this. */
  readonly prefix: string;
  /** Set when only one key can match. */
  readonly key?: string;
  /** Whether there is a label or field selector: then not every object under the prefix matches. */
  readonly isFiltered: boolean;
  /** What the selectors demand, all of it; absent where objects have to be converted before anybody can tell. */
  readonly conditions?: readonly Condition[];
  /** Whether an object with this key may match. */
  covers(key: string): boolean;
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

const nameOf: FieldOf = ({ metadata }) => metadata?.name ?? '';
const nothing: FieldOf = () => '';
const namespaceOf: FieldOf = ({ metadata }) => metadata?.namespace ?? '';

/** @throws StatusError 400 for a selector that cannot be parsed or names an unknown field. */
export function createSelection(definition: ResourceDefinition, options: SelectionOptions): Selection {
  const labels = parseLabelSelector(options.labelSelector ?? '');
  const fields = parseFieldSelector(options.fieldSelector ?? '');
  const demanded = demandedFields(definition, options.version ?? definition.versions[0], fields);
  const ofFields = demanded.map(([requirement, read]) => fieldCondition(requirement, read));
  const { group, plural, namespaced } = definition;
  const namespace = namespaced ? options.namespace || (fields.requiredValue('metadata.namespace') ?? '') : '';
  const prefix = resourcePrefix(group, plural) + (namespace ? `${namespace}/` : '');
  const name = fields.requiredValue('metadata.name');
  const key = name && (namespace || !namespaced) ? objectKeyOf({ group, plural, namespace, name }) : undefined;
  const byFields = !fields.isEmpty();
  const byLabels = !labels.isEmpty();

  function matchesFields(object: KubeObject): boolean {
    return ofFields.every(({ read, holds }) => holds(read(object)));
  }

  const covers = (candidate: string) => candidate.startsWith(prefix) && (!key || candidate === key);

  return {
    prefix,
    ...(key ? { key } : {}),
    isFiltered: byFields || byLabels,
    ...(definition.conversion ? {} : { conditions: [...labels.requirements.map(labelCondition), ...ofFields] }),
    covers,
    matches(stored) {
      if (!covers(stored.key)) return false;
      if (byLabels && !labels.matches(stored.object.metadata?.labels)) return false;
      return !byFields || matchesFields(stored.object);
    },
  };
}

/** What is demanded of which field, and how to read that. */
function demandedFields(
  definition: ResourceDefinition,
  version: ServedVersion,
  selector: FieldSelector,
): [FieldRequirement, FieldOf][] {
  const ofKind = version.fieldSelectors ?? definition.fieldSelectors;
  // Of a kind for the whole cluster it selects what has none, as long as nothing else is said of its fields.
  const hasNamespaceField = definition.namespaced || (!ofKind && !definition.unknownField);
  const known: Record<string, FieldOf> = {
    'metadata.name': nameOf,
    ...(hasNamespaceField ? { 'metadata.namespace': namespaceOf } : {}),
    ...ofKind,
  };
  return selector.requirements.map((requirement) => {
    const { field, value } = requirement;
    // A requirement without a field and value asks for nothing.
    if (field === '' && value === '') return [requirement, nothing];
    const read = Object.hasOwn(known, field) ? known[field] : undefined;
    if (!read) throw unknownField(definition, ofKind !== undefined, field);
    return [requirement, read];
  });
}

function unknownField({ unknownField: own }: ResourceDefinition, hasFields: boolean, field: string): Error {
  if (own) return newBadRequest(own(field));
  if (hasFields) return newBadRequest(`field label not supported: ${field}`);
  return newBadRequest(
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
