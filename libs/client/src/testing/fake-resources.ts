import type { KubeObject } from '@kubets/apimachinery';
import { storedResources, type ResourceNames } from '@kubets/proto-gen/catalogue';
import type { ObjectRef } from '../resource-client';

const byPlural = new Map<string, ResourceNames>(Object.values(storedResources).map((names) => [names.plural, names]));

/** Throws Error for a resource that does not exist. */
export function namesOf(plural: string): ResourceNames {
  const names = byPlural.get(plural);
  if (!names) throw new Error(`no resource "${plural}"`);
  return names;
}

export const keyOf = ({ namespace, name }: ObjectRef): string => (namespace ? `${namespace}/${name}` : name);

export const groupResource = (plural: string): { group: string; resource: string } => ({
  group: namesOf(plural).group,
  resource: plural,
});

export const hasStatus = (plural: string): boolean => namesOf(plural).subresources.includes('status');

/** The resource of an object by its kind. Throws Error for a kind no resource has. */
export function pluralOf(object: KubeObject): string {
  const found = [...byPlural.values()].find(
    ({ kind, versions }) =>
      kind === object.kind && (object.apiVersion === undefined || versions[0].apiVersion === object.apiVersion),
  );
  if (!found) throw new Error(`fake cluster: no resource for apiVersion ${object.apiVersion}, kind ${object.kind}`);
  return found.plural;
}

/** The status and spec that the apiserver itself gives to a new object. */
export function initialState(plural: string): { status?: object; spec?: object } {
  if (plural === 'pods') return { status: { phase: 'Pending', qosClass: 'BestEffort' } };
  if (plural === 'namespaces') return { status: { phase: 'Active' }, spec: { finalizers: ['kubernetes'] } };
  return hasStatus(plural) ? { status: {} } : {};
}
