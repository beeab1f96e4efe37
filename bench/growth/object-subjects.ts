import {
  applyMergePatch,
  atOnce,
  canonicalJson,
  decodeObject,
  newInvalid,
  parseJson,
  semanticEqual,
  objectMetaErrors,
  validateObjectMetaUpdate,
  type KubeObject,
} from '@kubets/apimachinery';
import { defaultObject } from '../../apps/apiserver/src/pipeline/default-object';
import { errorsOfChanged, errorsOfNew } from '../../apps/apiserver/src/pipeline/validate';
import { schemaOf, type ResourceDefinition, type ServedVersion } from '../../apps/apiserver/src/registry/resource';
import { resources } from '../../apps/apiserver/src/resources/registry';
import { strategyContext } from '../../apps/apiserver/src/resources/testing/strategy-harness';
import { canGrow, fieldPlaces, isList, largeObject, type FieldPlace, type Json } from './schema-objects';
import type { Subject } from './subject';

const METADATA = {
  name: 'a',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

function baseOf({ kind, group, namespaced }: ResourceDefinition, { version }: ServedVersion): Json {
  const { namespace, ...clusterScoped } = METADATA;
  return {
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    metadata: { ...clusterScoped, ...(namespaced && { namespace }) },
  };
}

/** What a write passes on its way to the store, and what reading it back makes of it. */
function wayThrough(definition: ResourceDefinition, version: ServedVersion, text: string): void {
  const context = strategyContext();
  const { value } = parseJson(text);
  const { object } = decodeObject<KubeObject>(value, schemaOf(version), { unknownFields: 'warn' });
  atOnce(defaultObject(object, version));
  const stored = version.toStorage?.(object) ?? object;
  const old = structuredClone(stored);
  const prepared = definition.prepareForCreate?.(stored, context);
  if (prepared) atOnce(prepared);
  const errors = [
    ...atOnce(
      objectMetaErrors(stored.metadata, {
        namespaced: definition.namespaced,
        validName: definition.validateName ?? (() => []),
      }),
    ),
    ...atOnce(errorsOfNew({ definition, version }, stored, context)),
    ...validateObjectMetaUpdate(stored.metadata, {
      ...old.metadata,
      deletionTimestamp: '2026-01-01T00:00:00Z',
      finalizers: old.metadata?.finalizers?.map((finalizer) => `${finalizer}.old`),
    }),
    ...atOnce(errorsOfChanged({ definition, version }, stored, old, context)),
    ...(definition.status?.validateUpdate?.(stored, old, context) ?? []),
  ];
  Array.from(definition.warnings?.(stored, old) ?? []);
  if (errors.length > 0) newInvalid({ group: definition.group, kind: definition.kind }, 'a', errors);
  for (const column of definition.columns) column.value(stored, { now: context.now });
  for (const select of Object.values(definition.fieldSelectors ?? {})) select(stored);
  semanticEqual(stored, old);
  canonicalJson(stored);
  applyMergePatch(old, stored);
}

function subject(definition: ResourceDefinition, version: ServedVersion, place: FieldPlace, alike: boolean): Subject {
  const base = baseOf(definition, version);
  const way = place.path.map(({ name }) => name).join('.');
  return {
    name: `${definition.plural} ${version.version} ${way}${alike ? (isList(place) ? ', all alike' : ', no name') : ''}`,
    unit: isList(place) ? 'entries' : 'characters of a field',
    input(size) {
      const text = JSON.stringify(largeObject(base, place, size, alike));
      return { bytes: Buffer.byteLength(text), value: text };
    },
    run: (text) => wayThrough(definition, version, text as string),
  };
}

/** Every field of every resource that can be written, once for each message it belongs to; new resources come by themselves. */
export function objectSubjects(): Subject[] {
  const seen = new Set<string>();
  const writable = resources.filter(({ readOnly }) => !readOnly);
  return writable.flatMap((definition) =>
    definition.versions.flatMap((version) =>
      fieldPlaces(version.message).flatMap((place) => {
        if (!canGrow(place) || seen.has(place.identity)) return [];
        // Metadata is the same code for all, but for the resource's rule of names.
        seen.add(place.identity);
        return [subject(definition, version, place, false), subject(definition, version, place, true)];
      }),
    ),
  );
}
