import type { MessageSchema } from '@kubets/proto-gen/schema';
import { schemaOf, type TypeOfObjects } from '../registry/resource';

/** One resource in one version, as OpenAPI describes it. */
export interface OpenApiResource extends TypeOfObjects {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  /** Empty where there is no list, as of a TokenReview. */
  listKind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  verbs: readonly string[];
  /** A deletion answers with what the object was. */
  returnsDeletedObject?: boolean;
  subresources: readonly OpenApiSubresource[];
}

/** Has no type where bodies are not objects: the lines of a log, the stream of an exec. */
export interface OpenApiSubresource extends Partial<TypeOfObjects> {
  /** The path's last part: `status`. */
  name: string;
  kind: string;
  group: string;
  version: string;
  verbs: readonly string[];
  /** The full name of the message whose fields are the query's parameters: `kubets.core.v1.PodLogOptions`. */
  options?: string;
}

export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}

/** Of a kind that a CustomResourceDefinition makes, whose schema is its own: Kubernetes writes its OpenAPI by another builder. */
export const isCustom = ({ schema }: OpenApiResource): boolean => schema !== undefined;

/** What bodies are made of; undefined where they are not objects. */
export function typeOf({ message, schema }: Partial<TypeOfObjects>): MessageSchema | undefined {
  return message === undefined ? undefined : schemaOf({ message, ...(schema ? { schema } : {}) });
}
