import type { Steps } from '@kubets/apimachinery';
import type { Cancellation } from '@kubets/component';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import type { UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from './authorization';

/** A stored resource as a request addresses it. */
export interface Target {
  definition: ResourceDefinition;
  /** The version under which the client speaks. */
  version: ServedVersion;
  /** Empty for cluster-scoped resources and for all namespaces. */
  namespace: string;
  /** Empty for collections. */
  name: string;
  subresource: string;
}

/** Who asks, and what a request has to do with them until it is answered. */
export interface RequestContext {
  user: UserInfo;
  /** Aborted when the client is gone or the server stops. */
  signal: Cancellation;
  /** Adds a Warning header to the answer. */
  warn(text: string): void;
  /** Takes a note for the audit log. */
  annotate?(key: string, value: string): void;
  /** Told when a watch has sent all that there was when it began. */
  begun?(): void;
  /** Whether the user may do what the request turns out to be besides what it was authorized for. @throws StatusError 403. */
  authorize(asked: Omit<RequestInfo, 'path'>): Promise<void>;
}

/**
 * A request that was authorized, about a stored resource: one value, which REST and gRPC make alike at the door and which
 * goes as it is to the store.
 */
export interface ResourceRequest extends Target, RequestContext {
  /** Kubernetes' verb. */
  verb: string;
}

/** What create, update and patch have in common. */
export interface WriteOptions {
  dryRun: boolean;
  /** Who is recorded as owner of the fields; empty lets the server derive it from the user agent. */
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
}

/** A request's body: parsed, not yet checked. */
export interface IncomingObject {
  value: unknown;
  /** What is to be said of keys that the text held twice. */
  duplicates?: () => Steps<string[]> | string[];
  /** The body as an object of a type, where that tells what keys that the text held twice stand for: in JSON, not in YAML. */
  as?: (message: MessageSchema) => Steps<{ value: unknown; problems: string[] }>;
}

export interface WriteRequest extends ResourceRequest {
  /** An object, a patch, or what is applied. */
  body: IncomingObject;
  options: WriteOptions;
}

export interface PatchRequest extends WriteRequest {
  /** The media type of the body. */
  patchType: string;
}

export interface ApplyRequest extends WriteRequest {
  options: WriteOptions & {
    /** Takes over fields that others own. */
    force: boolean;
  };
}

export interface DeleteRequest extends ResourceRequest {
  options: DeleteOptions;
}
