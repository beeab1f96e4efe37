import { newMethodNotSupported } from '@kubets/apimachinery';
import { createVirtual } from '../pipeline/create-virtual';
import type { Engine } from '../pipeline/engine';
import type { VirtualResourceDefinition } from '../registry/resource';
import { readObject } from './body';
import { answerValue, type Exchange } from './exchange';

/** POST of a TokenReview and its like. */
export async function routeVirtual(
  engine: Engine,
  definition: VirtualResourceDefinition,
  namespace: string,
  verb: string,
  exchange: Exchange,
): Promise<void> {
  if (verb !== 'create') throw newMethodNotSupported({ group: definition.group, resource: definition.plural }, verb);
  const created = await createVirtual(
    engine,
    definition,
    namespace,
    await readObject(exchange.request),
    exchange.context,
  );
  await answerValue(exchange, created, 201);
}
