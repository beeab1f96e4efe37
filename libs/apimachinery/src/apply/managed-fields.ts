import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { isJsonObject } from '../json/json-value';
import type { Steps } from '../steps/steps';
import { asFieldTree, type FieldTree } from './field-tree';

/** Who writes, and how. */
export interface FieldManager {
  manager: string;
  operation: 'Apply' | 'Update';
  /** The version in which the fields are named: `apps/v1`. */
  apiVersion: string;
  /** `status`, `scale`; empty for the object itself. */
  subresource?: string;
}

/** One manager's fields. */
export interface ManagedSet extends FieldManager {
  fields: FieldTree;
  time: string | undefined;
}

export const sameManager = (a: FieldManager, b: FieldManager): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.apiVersion === b.apiVersion &&
  (a.subresource ?? '') === (b.subresource ?? '');

const keyOf = ({ manager, operation, apiVersion, subresource = '' }: FieldManager): string =>
  JSON.stringify([manager, operation, apiVersion, subresource]);

const isOperation = (operation: string | undefined): operation is 'Apply' | 'Update' =>
  operation === 'Apply' || operation === 'Update';

/** The entries of metadata.managedFields that can be read, in steps; others are dropped. */
export function* readManagedFields(entries: ManagedFieldsEntry[] | undefined): Steps<ManagedSet[]> {
  const sets: ManagedSet[] = [];
  for (const { manager = '', operation, apiVersion = '', subresource, time, fieldsV1 } of entries ?? []) {
    if (!isOperation(operation)) continue;
    const fields = yield* asFieldTree(fieldsV1);
    if (fields) sets.push({ manager, operation, apiVersion, ...(subresource ? { subresource } : {}), time, fields });
  }
  return sets;
}

/** The same of a list that counts as a whole: empty when one of its entries is not what it should be. */
export function* decodeManagedFields(entries: ManagedFieldsEntry[] | undefined): Steps<ManagedSet[]> {
  const sound = (entries ?? []).map(({ fieldsV1 = {}, ...entry }) => ({ ...entry, fieldsV1 }));
  if (sound.some(({ apiVersion, fieldsType }) => !apiVersion || fieldsType !== 'FieldsV1')) return [];
  const sets = yield* readManagedFields(sound);
  if (sets.length < sound.length) return [];
  // Of several entries of one manager the last counts.
  const last = new Map(sets.map((set) => [keyOf(set), set]));
  return sets.filter((set) => last.get(keyOf(set)) === set);
}

/** Whether a client asks for managedFields to be forgotten: with an empty list, or a list of one empty entry. */
export function isReset(entries: unknown): boolean {
  if (!Array.isArray(entries) || entries.length > 1) return false;
  const [entry] = entries as unknown[];
  return entries.length === 0 || (isJsonObject(entry) && Object.keys(entry).length === 0);
}

function order(a: ManagedSet, b: ManagedSet): number {
  const [left, right] = [a, b].map(({ operation, time = '', manager, apiVersion, subresource = '' }) => [
    operation,
    time,
    manager,
    apiVersion,
    subresource,
  ]) as [string[], string[]];
  const at = left.findIndex((text, index) => text !== right[index]);
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1;
}

/** The entries for metadata.managedFields, applies first, each kind by time. */
export function writeManagedFields(sets: ManagedSet[]): ManagedFieldsEntry[] {
  return [...sets].sort(order).map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
    manager,
    operation,
    apiVersion,
    ...(time ? { time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(subresource ? { subresource } : {}),
  }));
}
