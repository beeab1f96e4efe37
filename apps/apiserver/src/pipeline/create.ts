import { randomUUID } from 'node:crypto';
import {
  generateName,
  newAlreadyExists,
  newBadRequest,
  newGenerateNameConflict,
  type KubeObject,
  type StatusError,
} from '@kubets/apimachinery';
import { objectKeyOf, type StoredObject } from '@kubets/store';
import { admissionAttributes, writeOperation } from './admit';
import { commitObject } from './commit';
import { assertNamespace, decodeIncoming } from './decode-incoming';
import { completeObject } from './default-object';
import { groupResourceOf, strategyContext, type RequestScope } from './request-scope';
import { recordWrite, type AppliedFields } from './field-ownership';
import type { Target, WriteRequest } from './request';
import { leaveOutRepeatedOwners } from './repeated-owners';
import { setCreateMetadata, wipeSystemMetadata } from './system-metadata';
import { giveTurn, inTurns } from './turns';
import { validateNew } from './validate';

/** How many generated names are tried when they are taken, as in Kubernetes. */
const GENERATED_NAMES = 8;

/** POST. Answers the object as stored. */
export async function createObject(scope: RequestScope, request: WriteRequest): Promise<StoredObject> {
  await request.definition.loadRules?.();
  await giveTurn();
  const object = await inTurns(decodeIncoming(request));
  await giveTurn();
  // What is no version is none.
  const isVersion = /^0*[1-9]\d*$/.test(object.metadata?.resourceVersion ?? '');
  if (isVersion && !request.options.dryRun)
    throw newBadRequest('resourceVersion should not be set on objects to be created');
  return createDecoded(scope, request, object);
}

/** The rest of a create, from an object in storage version: also for PUT and apply on a name that does not exist. */
export async function createDecoded(
  scope: RequestScope,
  request: WriteRequest,
  wanted: KubeObject,
  applied?: AppliedFields,
): Promise<StoredObject> {
  const { definition, options } = request;
  const given = (wanted.metadata ??= {});
  const sentRevision = given.resourceVersion ?? '';
  const generated = !given.name && given.generateName ? given.generateName : undefined;
  if (generated) given.name = generateName(generated);
  else if (!given.name && definition.namesItself) given.name = randomUUID();

  const strategy = strategyContext(scope, request, options.dryRun);
  wipeSystemMetadata(wanted);
  leaveOutRepeatedOwners(wanted, request.warn, false);
  await recordWrite({ request, object: wanted, now: strategy.now, ...(applied ? { applied } : {}) });
  await giveTurn();
  const operation = { ...writeOperation('CREATE', options), object: wanted };
  const attributes = await scope.admission.admit(admissionAttributes(scope, request, operation));
  const object = attributes.object!;
  leaveOutRepeatedOwners(object, request.warn, true);
  assertNamespace(object, request);
  const metadata = object.metadata!;
  setCreateMetadata(object, definition.hasGeneration ?? false, strategy.now);
  if (definition.status && !definition.status.isSetOnCreate) delete (object as { status?: unknown }).status;
  const prepared = definition.prepareForCreate?.(object, strategy);
  if (prepared) await inTurns(prepared);
  await inTurns(validateNew(request, object, strategy));
  await scope.admission.validate(attributes);
  definition.completeNew?.(object);
  await inTurns(completeObject(object, definition));

  for (let attempt = 1; ; attempt++) {
    const { name = '', namespace = '' } = metadata;
    const key = objectKeyOf({ group: definition.group, plural: definition.plural, namespace, name });
    if (options.dryRun && scope.cache.stored(definition, namespace, name)) throw taken(request, object);
    const { dryRun } = options;
    const write = { definition, key, object, old: undefined, dryRun, isApply: applied !== undefined, sentRevision };
    const result = await commitObject(scope, request, write);
    if (result.done) return result.stored;
    if (!generated || attempt === GENERATED_NAMES) throw taken(request, object);
    metadata.name = generateName(generated);
  }
}

/** As in Kubernetes, whoever gives a generateName is told to try again, whether the name came from it or not. */
function taken(
  { definition }: Target,
  { metadata: { name = '', generateName: prefix } = {} }: KubeObject,
): StatusError {
  const error = prefix ? newGenerateNameConflict : newAlreadyExists;
  return error(groupResourceOf(definition), name);
}
