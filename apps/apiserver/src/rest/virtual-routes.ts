import { decodeObject, newBadRequest, newMethodNotSupported, type KubeObject } from '@kubets/apimachinery';
import { apiVersionOf, strategyContext, type Engine, type IncomingObject, type RequestContext } from '../pipeline/engine';
import type { VirtualResourceDefinition } from '../registry/resource';
import { readObject } from './body';
import { answerValue, type Exchange } from './exchange';

/** POST of a TokenReview and its like. */
export async function routeVirtual(engine: Engine, definition: VirtualResourceDefinition, namespace: string, verb: string, exchange: Exchange): Promise<void> {
  if (verb !== 'create') throw newMethodNotSupported({ group: definition.group, resource: definition.plural }, verb);
  const created = await createVirtual(engine, definition, namespace, await readObject(exchange.request), exchange.context);
  await answerValue(exchange, created, 201);
}

export async function createVirtual(engine: Engine, definition: VirtualResourceDefinition, namespace: string, incoming: IncomingObject, context: RequestContext): Promise<KubeObject> {
  const apiVersion = apiVersionOf(definition.group, definition.version);
  const sent = incoming.value as KubeObject | null;
  if (sent?.apiVersion && sent.apiVersion !== apiVersion) {
    throw newBadRequest(`the API version in the data (${sent.apiVersion}) does not match the expected API version (${apiVersion})`);
  }
  const { object } = decodeObject<KubeObject>(incoming.value, definition.message, { unknownFields: 'ignore' });
  const answer = await definition.create(object, { ...strategyContext(engine, context), namespace });
  return { ...answer, apiVersion, kind: definition.kind };
}
