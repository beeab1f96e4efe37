import { atOnce, fieldErrorText, StatusError, type FieldError, type KubeObject } from '@kubets/apimachinery';
import { defaultObject } from '../../pipeline/default-object';
import { errorsOfChanged, errorsOfNew, validateNew } from '../../pipeline/validate';
import type { ObjectReader } from '../../registry/object-reader';
import type { ResourceDefinition, StrategyContext } from '../../registry/resource';

/** A cache with these objects, each under its resource. */
export function readerOf(objects: Record<string, KubeObject[]> = {}): ObjectReader {
  return {
    get: ({ plural }, namespace, name) =>
      objects[plural]?.find(({ metadata }) => metadata?.name === name && (metadata.namespace ?? '') === namespace),
    list: ({ plural }, namespace) =>
      (objects[plural] ?? []).filter(({ metadata }) => namespace === undefined || metadata?.namespace === namespace),
  };
}

export function strategyContext(overrides: Partial<StrategyContext> = {}): StrategyContext {
  return {
    now: new Date('2026-01-01T00:00:00Z'),
    user: { username: 'admin', groups: [] },
    reader: readerOf(),
    settings: { serviceClusterIpRanges: ['10.96.0.0/12'], serviceNodePortRange: { first: 30000, last: 32767 } },
    ...overrides,
  };
}

/** Freezes what is shared with the cache, so that a strategy that changes it fails. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

interface Creation {
  context?: StrategyContext;
  version?: number;
}

/** An object after the defaults of its version, preparation and validation of a create. */
export function created<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  object: T,
  { context = strategyContext(), version = 0 }: Creation = {},
): { object: T; errors: string[] } {
  const stored = prepared(definition, object, { context, version });
  return {
    object: stored,
    errors: texts(atOnce(errorsOfNew(inVersion(definition, version), stored, context))),
  };
}

function prepared<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  object: T,
  { context, version }: Required<Creation>,
): T {
  const served = structuredClone(object);
  const { toStorage } = definition.versions[version]!;
  atOnce(defaultObject(served, inVersion(definition, version).version));
  const stored = toStorage ? toStorage(served) : served;
  const steps = definition.prepareForCreate?.(stored, context);
  if (steps) atOnce(steps);
  return stored;
}

/** The fields that a refused create tells of, those of the metadata among them, in order; none where it is not refused. */
export function refusedFields<T extends KubeObject>(definition: ResourceDefinition<T>, object: T): string[] {
  const context = strategyContext();
  const stored = prepared(definition, object, { context, version: 0 });
  try {
    atOnce(validateNew({ ...inVersion(definition, 0), warn: () => undefined }, stored, context));
    return [];
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return (error.status.details?.causes ?? []).map(({ field = '' }) => field);
  }
}

/** The same of an update; `change` edits a copy of the stored object. */
export function updated<T extends KubeObject & { status?: unknown }>(
  definition: ResourceDefinition<T>,
  old: T,
  change: (object: T) => void,
  context = strategyContext(),
  version = 0,
): { object: T; errors: string[] } {
  const object = structuredClone(old);
  deepFreeze(old);
  change(object);
  atOnce(defaultObject(object, inVersion(definition, 0).version));
  if (definition.status) object.status = old.status;
  definition.prepareForUpdate?.(object, old, context);
  return {
    object,
    errors: texts(atOnce(errorsOfChanged(inVersion(definition, version), object, old, context))),
  };
}

const inVersion = <T extends KubeObject>(typed: ResourceDefinition<T>, version: number) => {
  const definition = typed as unknown as ResourceDefinition;
  return { definition, version: definition.versions[version]! };
};

export const texts = (errors: FieldError[]): string[] => errors.map(fieldErrorText);

/** The cells that `kubectl get` would show, by column name. */
export function cellsOf<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  object: T,
  now = new Date('2026-01-01T00:00:00Z'),
): Record<string, unknown> {
  return Object.fromEntries(definition.columns.map((column) => [column.name, column.value(object, { now })]));
}
