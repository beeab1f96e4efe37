import { namespaceOf } from '@kubets/apimachinery';
import { GATEWAY_GROUP, type ReferenceGrant } from './objects';

export interface CrossReference {
  from: { kind: string; namespace: string };
  to: { kind: 'Secret' | 'Service'; namespace: string; name: string };
}

/**
 * Whether an object may name one of another namespace: within a namespace always, else when a ReferenceGrant of the named one's
 * namespace says so (https://gateway-api.sigs.k8s.io/api-types/referencegrant/).
 */
export function mayRefer({ from, to }: CrossReference, grants: readonly ReferenceGrant[]): boolean {
  if (from.namespace === to.namespace) return true;
  return grants.some(
    (grant) =>
      namespaceOf(grant) === to.namespace &&
      (grant.spec?.from ?? []).some(
        ({ group, kind, namespace }) => group === GATEWAY_GROUP && kind === from.kind && namespace === from.namespace,
      ) &&
      (grant.spec?.to ?? []).some(
        ({ group = '', kind, name }) =>
          group === '' && kind === to.kind && (name === undefined || name === '' || name === to.name),
      ),
  );
}

/** Those that can be read at all: their definition is not ours. */
export const readableGrants = (grants: readonly ReferenceGrant[]): ReferenceGrant[] =>
  grants.filter(({ spec }) => isListOfObjects(spec?.from) && isListOfObjects(spec?.to));

const isListOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null);
