import { isJsonObject, type JsonObject } from '@kubets/apimachinery';

/** FieldsV1 of metadata.managedFields: steps of `f:field`, `k:{…}` and `v:…`. */
type FieldTree = { [step: string]: FieldTree };

/** The field manager of what is edited on the page. */
export const FIELD_MANAGER = 'kubets-dashboard';

/** What was applied from the page before, of `metadata.managedFields`. */
export function ownedFields(object: JsonObject): FieldTree {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const entries = Array.isArray(metadata['managedFields']) ? metadata['managedFields'] : [];
  const own = entries.find(
    (entry) =>
      isJsonObject(entry) &&
      entry['manager'] === FIELD_MANAGER &&
      entry['operation'] === 'Apply' &&
      !entry['subresource'],
  ) as { fieldsV1?: FieldTree } | undefined;
  return own?.fieldsV1 ?? {};
}

/** Whether a set of fields has the field, or anything in it; and the fields in it. */
export const inField = (tree: FieldTree | undefined, field: string): FieldTree | undefined => tree?.[`f:${field}`];

export type { FieldTree };
