import type { Duplex } from 'node:stream';
import type { KubeObject } from '@kubets/apimachinery';
import type { RequestScope } from './request-scope';
import type { ApplyRequest, PatchRequest, ResourceRequest, WriteRequest } from './request';
import type { TableColumn } from '../registry/table-column';
import type { Request, Response } from '../http/messages';

/** How discovery, OpenAPI and the doors know a subresource. */
export interface SubresourceDescription {
  name: string;
  /** Kind of the body, with its group and version: a pod's `eviction` is a policy/v1 Eviction. */
  kind: string;
  group: string;
  version: string;
  /** Others in which the body may come, and is the same. */
  earlierVersions?: readonly string[];
  verbs: readonly string[];
  /** Answers text, which nevertheless has to be asked for like an object. */
  answersText?: true;
  /** Message of the body; absent where bodies are not objects. */
  message?: string;
  /** Message whose fields are the query's parameters. */
  options?: string;
}

export interface SubresourceAnswer {
  code: number;
  object: KubeObject;
}

/** A subresource whose bodies are objects: scale, binding, eviction, token, finalize. */
export interface ObjectSubresource {
  description: SubresourceDescription;
  /** What is shown of its object in a table, where it can be shown so. */
  columns?: TableColumn[];
  /** Of custom kinds, where those are others. */
  customColumns?: TableColumn[];
  get?(scope: RequestScope, request: ResourceRequest): Promise<SubresourceAnswer>;
  create?(scope: RequestScope, request: WriteRequest): Promise<SubresourceAnswer>;
  update?(scope: RequestScope, request: WriteRequest): Promise<SubresourceAnswer>;
  patch?(scope: RequestScope, request: PatchRequest): Promise<SubresourceAnswer>;
  /** A patch that is applied; where it is not there, there is none. */
  apply?(scope: RequestScope, request: ApplyRequest): Promise<SubresourceAnswer>;
}

/** One request to a subresource that hands the connection on. */
export interface Connection {
  request: ResourceRequest;
  query: URLSearchParams;
  /** The same as it was sent. */
  rawQuery: string;
  /** What follows `proxy` in the path, with its leading slash; may be empty. Decoded once, each byte a character. */
  rest: string;
  /** As it came over HTTP. */
  message: Request;
  /** Exactly one of the two: an upgrade has a raw socket, anything else a response. */
  response?: Response;
  upgrade?: { socket: Duplex; head: Buffer };
}

/** A subresource that streams: exec, attach, portforward, log, proxy. */
export interface ConnectSubresource {
  description: SubresourceDescription;
  /** Throws a StatusError as long as nothing has been sent. */
  connect(scope: RequestScope, connection: Connection): Promise<void>;
}

export type Subresource = ObjectSubresource | ConnectSubresource;

export const isConnect = (subresource: Subresource): subresource is ConnectSubresource => 'connect' in subresource;

/** All subresources but `status`, which every verb knows, by resource. */
export interface SubresourceRegistry {
  find(group: string, plural: string, name: string): Subresource | undefined;
  of(group: string, plural: string): readonly Subresource[];
}

export interface RegisteredSubresource {
  group: string;
  plural: string;
  subresource: Subresource;
}

export function createSubresourceRegistry(registered: readonly RegisteredSubresource[]): SubresourceRegistry {
  const of = (group: string, plural: string) =>
    registered.filter((one) => one.group === group && one.plural === plural).map(({ subresource }) => subresource);
  const byPath = new Map(
    registered.map(({ group, plural, subresource }) => [
      `${group}/${plural}/${subresource.description.name}`,
      subresource,
    ]),
  );
  return { of, find: (group, plural, name) => byPath.get(`${group}/${plural}/${name}`) };
}
