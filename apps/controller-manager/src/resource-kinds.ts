import { storedResources, type ResourceNames } from '@kubets/proto-gen/catalogue';

/** One resource whose objects are followed, collected and deleted with their namespace. */
export interface ResourceKind {
  plural: string;
  kind: string;
  apiVersion: string;
  namespaced: boolean;
}

const kindOf = ({ plural, kind, namespaced, versions: [{ apiVersion }] }: ResourceNames): ResourceKind => ({
  plural,
  kind,
  apiVersion,
  namespaced,
});

const { events: _, ...followed } = storedResources;

/** Every stored resource of the API but events, which own nothing, are owned by nothing and come by the thousand. */
export const RESOURCE_KINDS: readonly ResourceKind[] = Object.values(followed).map(kindOf);
