export type OpenApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** One resource in one version, as OpenAPI describes it. */
export interface OpenApiResource {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  /** Empty where there is no list, as of a TokenReview. */
  listKind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  /** The full name of the kind's message: `kubets.core.v1.Pod`. */
  message: string;
  verbs: readonly string[];
  subresources: readonly OpenApiSubresource[];
}

export interface OpenApiSubresource {
  /** The path's last part: `status`. */
  name: string;
  kind: string;
  group: string;
  version: string;
  /** Absent where bodies are not objects: the lines of a log, the stream of an exec. */
  message?: string;
  verbs: readonly string[];
  /** The full name of the message whose fields are the query's parameters: `kubets.core.v1.PodLogOptions`. */
  options?: string;
}

export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}
