import {
  generateName,
  newAlreadyExists,
  newBadRequest,
  newGenerateNameConflict,
  type KubeObject,
} from '@kubets/apimachinery';
import { objectKeyOf, type StoredObject } from '@kubets/store';
import { admissionAttributes, admitMutating, admitValidating } from './admit';
import { commitObject } from './commit';
import { decodeIncoming } from './decode-incoming';
import {
  groupResourceOf,
  strategyContext,
  type Engine,
  type IncomingObject,
  type RequestContext,
  type Target,
  type WriteOptions,
} from './engine';
import { recordWrite, type AppliedFields } from './field-ownership';
import { setCreateMetadata } from './system-metadata';
import { giveTurn, inTurns } from './turns';
import { validateNew } from './validate';

/** How many generated names are tried when they are taken, as in Kubernetes. */
const GENERATED_NAMES = 8;

/** POST. Answers the object as stored. */
export async function createObject(
  engine: Engine,
  target: Target,
  incoming: IncomingObject,
  options: WriteOptions,
  context: RequestContext,
): Promise<StoredObject> {
  await giveTurn();
  const object = await inTurns(decodeIncoming(incoming, target, options, context));
  await giveTurn();
  if (object.metadata?.resourceVersion)
    throw newBadRequest('resourceVersion should not be set on objects to be created');
  return createDecoded(engine, target, object, options, context);
}

/** The rest of a create, from an object in storage version: also for PUT and apply on a name that does not exist. */
export async function createDecoded(
  engine: Engine,
  target: Target,
  object: KubeObject,
  options: WriteOptions,
  context: RequestContext,
  applied?: AppliedFields,
): Promise<StoredObject> {
  const { definition } = target;
  const metadata = (object.metadata ??= {});
  const generated = !metadata.name && metadata.generateName ? metadata.generateName : undefined;
  if (generated) metadata.name = generateName(generated);

  const attributes = admissionAttributes(engine, target, context, {
    operation: 'CREATE',
    object,
    dryRun: options.dryRun,
  });
  await admitMutating(engine, attributes);
  const strategy = strategyContext(engine, context);
  setCreateMetadata(object, definition.hasGeneration ?? false, strategy.now);
  if (definition.status) delete (object as { status?: unknown }).status;
  definition.prepareForCreate?.(object, strategy);
  await recordWrite({ target, object, options, now: strategy.now, ...(applied ? { applied } : {}) });
  await giveTurn();
  validateNew(definition, object, strategy, context);
  await admitValidating(engine, attributes);

  for (let attempt = 1; ; attempt++) {
    const { name = '', namespace = '' } = metadata;
    const key = objectKeyOf({ group: definition.group, plural: definition.plural, namespace, name });
    if (options.dryRun && engine.cache.stored(definition, namespace, name))
      throw newAlreadyExists(groupResourceOf(definition), name);
    const result = await commitObject(engine, context, { definition, key, object, dryRun: options.dryRun });
    if (result.done) return result.stored;
    if (!generated) throw newAlreadyExists(groupResourceOf(definition), name);
    if (attempt === GENERATED_NAMES) throw newGenerateNameConflict(groupResourceOf(definition), name);
    metadata.name = generateName(generated);
  }
}
