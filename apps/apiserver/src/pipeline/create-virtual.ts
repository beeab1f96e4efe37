import { newBadRequest, zeroSteps, type KubeObject } from '@kubets/apimachinery';
import {
  schemaOf,
  type ResourceDefinition,
  type ServedVersion,
  type VirtualResourceDefinition,
} from '../registry/resource';
import { decodeIncoming } from './decode-incoming';
import { recordWrite } from './field-ownership';
import { apiVersionOf, strategyContext, type RequestScope } from './request-scope';
import type { IncomingObject, RequestContext, WriteOptions, WriteRequest } from './request';
import { wipeSystemMetadata } from './system-metadata';
import { giveTurn, inTurns } from './turns';

/** A resource that is stored nowhere, whose objects ask for a change of others. */
export interface ActingResource extends VirtualResourceDefinition {
  /** Does what the object asks for. The request is about the resource itself, as admission is to see it. */
  act(scope: RequestScope, request: WriteRequest, object: KubeObject): Promise<void>;
}

/** What REST answers where something was done, and nothing made that could be shown. */
export const CREATED = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

export const isActing = (virtual: VirtualResourceDefinition): virtual is ActingResource => 'act' in virtual;

/** What is asked of a resource that is stored nowhere. */
export interface VirtualRequest extends RequestContext {
  /** Empty for what has none. */
  namespace: string;
  body: IncomingObject;
  options: WriteOptions;
}

/** Create of a TokenReview and its like: read and recorded like what is stored, answered at once, kept nowhere. */
export async function createVirtual(
  scope: RequestScope,
  virtual: VirtualResourceDefinition,
  request: VirtualRequest,
): Promise<KubeObject> {
  const { namespace } = request;
  if (virtual.namespaced && !namespace) throw newBadRequest('an empty namespace may not be set during creation');
  const { definition, version } = asStored(virtual);
  const write: WriteRequest = { ...request, definition, version, verb: 'create', name: '', subresource: '' };
  await giveTurn();
  const object = await inTurns(decodeIncoming(write));
  wipeSystemMetadata(object);
  delete object.metadata!.uid;
  delete object.metadata!.creationTimestamp;
  const context = strategyContext(scope, request);
  await recordWrite({ request: write, object, now: context.now });
  await giveTurn();
  const answer = await virtual.create(object, { ...context, namespace });
  if (isActing(virtual)) await virtual.act(scope, write, answer);
  const complete = { ...answer, apiVersion: apiVersionOf(virtual.group, virtual.version), kind: virtual.kind };
  await inTurns(zeroSteps(complete, schemaOf(virtual)));
  return complete;
}

/** The same as what a request to a stored resource is about. */
function asStored({ create: _, version: name, message, schema, ...names }: VirtualResourceDefinition): {
  definition: ResourceDefinition;
  version: ServedVersion;
} {
  const version: ServedVersion = { version: name, message, ...(schema ? { schema } : {}) };
  return { version, definition: { ...names, versions: [version], columns: [] } };
}
