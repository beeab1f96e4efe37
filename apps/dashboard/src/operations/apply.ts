import { groupOf, isJsonObject, statusError, StatusError, type JsonObject } from '@kubets/apimachinery';
import type { Api } from '../cluster/api';
import { objectPath, withQuery } from '../cluster/paths';
import { applyConfiguration, fieldsThere, removedFields, wholeConfiguration } from '../editing/apply-configuration';
import { FIELD_MANAGER, ownedFields } from '../editing/owned-fields';
import { readObjects } from '../editing/read-objects';
import type { Conflict } from '../protocol/answers';
import type { Kind, ObjectName } from '../protocol/resource';
import { readKinds } from './kinds';
import type { Run } from './operation';

export const runApply: Run<'apply'> = async ({ edited, original, force, namespace }, { api, answer }) => {
  const kinds = await readKinds(api);
  const send = (object: JsonObject, name: ObjectName) => apply(api, object, name, force === true);
  try {
    if (original === undefined) {
      const given = await readObjects(edited);
      const objects = given.map((object) => ({ object, name: placeOf(object, kinds, namespace) }));
      const applied = [];
      for (const { object, name } of objects) {
        const inPlace = { ...object, metadata: { ...(object['metadata'] as JsonObject), ...placed(name) } };
        await send(wholeConfiguration(inPlace), name);
        applied.push({ kind: String(object['kind']), name: name.name });
      }
      return answer({ type: 'applied', objects: applied, kept: [] });
    }
    const [before, now, ...more] = [...(await readObjects(original)), ...(await readObjects(edited))];
    if (!before || !now || more.length > 0) throw statusError('BadRequest', 'one object is edited at a time');
    const [from, name] = [placeOf(before, kinds, namespace), placeOf(now, kinds, namespace)];
    if (JSON.stringify(from) !== JSON.stringify(name))
      throw statusError(
        'BadRequest',
        'apiVersion, kind, name and namespace stay as they are: make a new object instead',
      );
    const live = await api.json<JsonObject>(objectPath(name));
    const result = await send(applyConfiguration(before, now, ownedFields(live)), name);
    const kept = fieldsThere(result, removedFields(before, now));
    answer({ type: 'applied', objects: [{ kind: String(now['kind']), name: name.name }], kept });
  } catch (error) {
    const conflicts = conflictsOf(error);
    if (!conflicts) throw error;
    answer({ type: 'conflicts', conflicts });
  }
};

const placed = ({ namespace }: ObjectName) => (namespace ? { namespace } : {});

function apply(api: Api, object: JsonObject, name: ObjectName, force: boolean): Promise<JsonObject> {
  const query = { fieldManager: FIELD_MANAGER, force, fieldValidation: 'Strict' };
  return api.json<JsonObject>(withQuery(objectPath(name), query), {
    method: 'PATCH',
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(object),
  });
}

/** Where an object goes. @throws StatusError when there is no such kind. */
function placeOf(object: JsonObject, kinds: readonly Kind[], namespace = 'default'): ObjectName {
  const [apiVersion, kind] = [String(object['apiVersion']), String(object['kind'])];
  const group = groupOf(apiVersion);
  const found = kinds.find((one) => one.kind === kind && one.group === group);
  if (!found) throw statusError('NotFound', `the cluster has no kind ${kind} of ${apiVersion}`);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return {
    group,
    version: apiVersion.split('/').at(-1) ?? '',
    resource: found.resource,
    namespace: found.namespaced ? String(metadata['namespace'] ?? namespace) : '',
    name: String(metadata['name']),
  };
}

/** Fields that others have set to something else; undefined for another error. */
function conflictsOf(error: unknown): Conflict[] | undefined {
  if (!(error instanceof StatusError) || error.code !== 409) return undefined;
  const causes = error.status.details?.causes ?? [];
  const conflicts = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  return conflicts.length > 0 ? conflicts.map(({ field = '', message = '' }) => ({ field, message })) : undefined;
}
