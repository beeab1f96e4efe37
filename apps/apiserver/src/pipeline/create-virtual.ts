import { decodeSteps, newBadRequest, zeroSteps, type KubeObject } from '@kubets/apimachinery';
import { schemaOf, type VirtualResourceDefinition } from '../registry/resource';
import { apiVersionOf, strategyContext, type RequestScope } from './request-scope';
import type { IncomingObject, RequestContext } from './request';
import { giveTurn, inTurns } from './turns';

/** Create of a TokenReview and its like: answered at once, kept nowhere. `namespace` is empty for what has none. */
export async function createVirtual(
  scope: RequestScope,
  definition: VirtualResourceDefinition,
  namespace: string,
  body: IncomingObject,
  context: RequestContext,
): Promise<KubeObject> {
  if (definition.namespaced && !namespace) throw newBadRequest('an empty namespace may not be set during creation');
  const apiVersion = apiVersionOf(definition.group, definition.version);
  const sent = body.value as KubeObject | null;
  if (sent?.apiVersion && sent.apiVersion !== apiVersion) {
    throw newBadRequest(
      `the API version in the data (${sent.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (sent?.kind && sent.kind !== definition.kind) {
    throw newBadRequest(
      `${sent.kind} in version "${definition.version}" cannot be handled as a ${definition.kind}: the kind in the data does not match the expected kind`,
    );
  }
  const { object } = await inTurns(
    decodeSteps<KubeObject>(body.value, schemaOf(definition), { unknownFields: 'ignore' }),
  );
  await giveTurn();
  const answer = await definition.create(object, { ...strategyContext(scope, context), namespace });
  const complete = { ...answer, apiVersion, kind: definition.kind };
  await inTurns(zeroSteps(complete, schemaOf(definition)));
  return complete;
}
