import { groupOf, type KubeObject } from '@kubets/apimachinery';
import { resourceServices, type ResourceName } from '../resource-services';

/** kubets.core.v1.Pod and so on, where they are not simply group, version and kind. */
const packages: Record<string, string> = {
  v1: 'kubets.core.v1',
  'apps/v1': 'kubets.apps.v1',
  'discovery.k8s.io/v1': 'kubets.discovery.v1',
  'coordination.k8s.io/v1': 'kubets.coordination.v1',
  'networking.k8s.io/v1': 'kubets.networking.v1',
  'rbac.authorization.k8s.io/v1': 'kubets.rbac.v1',
};

/** The message that describes a resource's objects, for strategic merge patches. */
export function messageOf(plural: string): string {
  const { apiVersion, kind } = resourceServices[plural as ResourceName];
  return `${packages[apiVersion]!}.${kind}`;
}

export function groupResource(plural: string): { group: string; resource: string } {
  return { group: groupOf(resourceServices[plural as ResourceName].apiVersion), resource: plural };
}

export const hasStatus = (plural: string): boolean => 'updateStatus' in resourceServices[plural as ResourceName].methods;

/** The resource of an object by its kind. Throws Error for a kind no resource has. */
export function pluralOf(object: KubeObject): ResourceName {
  const entry = Object.entries(resourceServices).find(
    ([, { kind, apiVersion }]) => kind === object.kind && (object.apiVersion === undefined || apiVersion === object.apiVersion),
  );
  if (!entry) throw new Error(`fake cluster: no resource for apiVersion ${object.apiVersion}, kind ${object.kind}`);
  return entry[0] as ResourceName;
}

/** The status and spec that the apiserver itself gives to a new object. */
export function initialState(plural: string): { status?: object; spec?: object } {
  if (plural === 'pods') return { status: { phase: 'Pending', qosClass: 'BestEffort' } };
  if (plural === 'namespaces') return { status: { phase: 'Active' }, spec: { finalizers: ['kubernetes'] } };
  return hasStatus(plural) ? { status: {} } : {};
}
