/** A resource in one version. */
export interface ResourceName {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** The plural. */
  resource: string;
}

/** What discovery says of a resource that has objects. */
export interface Kind extends ResourceName {
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
}

export interface ObjectName extends ResourceName {
  /** Empty for what is in none. */
  namespace: string;
  name: string;
}
