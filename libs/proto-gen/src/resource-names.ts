/** What the API calls a resource, as its option in proto/ says. */
export interface ResourceNames {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In alphabetical order. */
  readonly subresources: readonly string[];
  /** The one that objects are stored in comes first. */
  readonly versions: readonly [VersionNames, ...VersionNames[]];
  /** Full name of the gRPC service: `kubets.core.v1.Pods`. */
  readonly service: string;
}

export interface VersionNames {
  readonly version: string;
  /** Of one that is served in another group than the resource's own. */
  readonly group?: string;
  /** `apps/v1`; `v1` in the core group. */
  readonly apiVersion: string;
  /** Full name of the proto message: `kubets.core.v1.Pod`. */
  readonly message: string;
}
