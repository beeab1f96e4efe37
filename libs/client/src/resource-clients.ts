import type { KubeObject } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { storedResources, StoredObjects } from '@kubets/proto-gen/catalogue';
import type { Eviction } from '@kubets/proto-gen/policy/v1';
import type { ObjectRef, ResourceClient, WriteParams } from './resource-client';

/** What a resource has beside the verbs of all, by the subresource it is for. */
export interface SubresourceVerbs<T extends KubeObject> {
  approval: {
    /** Replaces status.conditions; the only way to approve or deny. */
    updateApproval(object: T): Promise<T>;
  };
  binding: {
    /** Assigns the pod to a node; Conflict when it has one. */
    bind(ref: ObjectRef, nodeName: string): Promise<void>;
  };
  eviction: {
    evict(ref: ObjectRef, eviction?: Pick<Eviction, 'deleteOptions'>): Promise<void>;
  };
  finalize: {
    /** Replaces spec.finalizers; the last step of deleting a namespace. */
    finalize(object: T): Promise<T>;
  };
  scale: {
    getScale(ref: ObjectRef): Promise<Scale>;
    updateScale(ref: ObjectRef, scale: Scale, o?: WriteParams): Promise<Scale>;
  };
  token: {
    createToken(ref: ObjectRef, request: TokenRequest): Promise<TokenRequest>;
  };
}

/** The verbs that an implementation of the client has for each subresource, given what it works with. */
export type SubresourceVerbMakers<Context> = {
  [Name in keyof SubresourceVerbs<KubeObject>]: (context: Context) => SubresourceVerbs<never>[Name];
};

// What all members of a union have together; unknown where it has none.
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Intersection) => void
  ? Intersection
  : never;
type VerbsBelow<T extends KubeObject, Subresource> = All<SubresourceVerbs<T>[Subresource & keyof SubresourceVerbs<T>]>;
type SubresourceOf<Name extends StoredName> = (typeof storedResources)[Name]['subresources'][number];

/** What a resource is called in TypeScript: `endpointSlices`. */
export type StoredName = keyof StoredObjects;

/** A typed client for every resource of the cluster: it follows from the options in proto/. */
export type ResourceClients = {
  [Name in StoredName]: ResourceClient<StoredObjects[Name]> & VerbsBelow<StoredObjects[Name], SubresourceOf<Name>>;
};

export type PodsClient = ResourceClients['pods'];
export type NodesClient = ResourceClients['nodes'];
export type ServiceAccountsClient = ResourceClients['serviceAccounts'];

/** The verbs of all subresources that a resource has. */
export function verbsBelow<Context>(
  subresources: readonly string[],
  makers: SubresourceVerbMakers<Context>,
  context: Context,
): object {
  const made = (Object.keys(makers) as (keyof typeof makers)[])
    .filter((name) => subresources.includes(name))
    .map((name) => makers[name](context));
  return Object.assign({}, ...made) as object;
}
