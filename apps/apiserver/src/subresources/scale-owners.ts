import {
  isMember,
  readManagedFields,
  subtractFields,
  writeManagedFields,
  type FieldTree,
  type ManagedSet,
  type Steps,
} from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { ResourceDefinition } from '../registry/resource';
import { apiVersionIn } from '../pipeline/request-scope';

/**
 * Where objects of a version have the number of their replicas: null where they have no scale, undefined where there is no such
 * version.
 */
export type ReplicasPaths = (apiVersion: string) => readonly string[] | null | undefined;

export const replicasPathsOf =
  (definition: ResourceDefinition): ReplicasPaths =>
  (apiVersion) => {
    const version = definition.versions.find((one) => apiVersionIn(definition, one) === apiVersion);
    return version && ((version.asRequested ?? definition).scale?.replicasPath ?? null);
  };

const SCALE_VERSION = 'autoscaling/v1';
const REPLICAS = ['spec', 'replicas'];
const IN_SCALE = treeOf(REPLICAS);

function treeOf(path: readonly string[]): FieldTree {
  return path.reduceRight<FieldTree>((tree, name) => ({ [`f:${name}`]: tree }), {});
}

function has(fields: FieldTree, path: readonly string[]): boolean {
  let at: FieldTree | undefined = fields;
  for (const name of path) {
    at = at[`f:${name}`];
    if (!at) return false;
  }
  return isMember(at);
}

/** An applier is the same in every version; who updates is another one in a Scale than in the object. */
const keyOf = ({ manager, operation, apiVersion, subresource = '' }: ManagedSet): string =>
  JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);

/**
 * In steps: whose the number of a Scale is, by the managedFields of the object that it is of.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go
 */
export function* ownersInScale(
  entries: ManagedFieldsEntry[] | undefined,
  paths: ReplicasPaths,
): Steps<ManagedFieldsEntry[]> {
  const owning = (yield* readManagedFields(entries)).filter(({ apiVersion, fields }) => {
    const path = paths(apiVersion);
    return path && has(fields, path);
  });
  return writeManagedFields(owning.map((set) => ({ ...set, apiVersion: SCALE_VERSION, fields: IN_SCALE })));
}

/**
 * In steps: the managedFields of an object whose Scale has those now: who owns the number no more loses it, and nothing else. An
 * applier keeps it as long as anything in the Scale is its own. `apiVersion`: of the object, in the request. An owner that is new
 * has no time.
 */
export function* ownersInObject(
  entries: ManagedFieldsEntry[] | undefined,
  ofScale: ManagedFieldsEntry[],
  { paths, apiVersion }: { paths: ReplicasPaths; apiVersion: string },
): Steps<ManagedFieldsEntry[]> {
  const owning = new Map((yield* readManagedFields(ofScale)).map((set) => [keyOf(set), set]));
  const stored = yield* readManagedFields(entries);
  const times = new Map(stored.map((set) => [keyOf(set), set.time]));
  const result: ManagedSet[] = [];
  for (const set of stored) {
    const path = paths(set.apiVersion);
    if (path === undefined) continue;
    if (path === null || !has(set.fields, path) || owning.delete(keyOf(set))) {
      result.push(set);
      continue;
    }
    const fields = yield* subtractFields(set.fields, treeOf(path));
    if (fields) result.push({ ...set, fields });
  }
  const fields = treeOf(paths(apiVersion) ?? []);
  for (const [key, set] of owning)
    if (has(set.fields, REPLICAS)) result.push({ ...set, apiVersion, fields, time: times.get(key) });
  return writeManagedFields(result);
}
