import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, newBadRequest, newUnsupportedMediaType, type KubeObject } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import { planChange } from './change-object';
import { objectInVersion } from './convert';
import { decodeIncoming } from './decode-incoming';
import type { Engine, IncomingObject, RequestContext, Target, WriteOptions } from './engine';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';

export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

type Patcher = <T extends object>(object: T, patch: unknown, message: string) => T;

const PATCHERS: Record<string, Patcher> = {
  [PATCH_TYPES.json]: (object, patch) => applyJsonPatch(object, patch),
  [PATCH_TYPES.merge]: (object, patch) => applyMergePatch(object, patch),
  [PATCH_TYPES.strategic]: (object, patch, message) => applyStrategicMergePatch(object, patch, message),
};

/** `value` patched, for what is not a stored object. @throws StatusError 415 for a type that is none of the three. */
export function patchValue<T extends object>(type: string, value: T, patch: unknown, message: string): T {
  const patcher = PATCHERS[type];
  if (!patcher) throw newUnsupportedMediaType(Object.values(PATCH_TYPES));
  return patcher(value, patch, message);
}

/** PATCH with a JSON patch, a merge patch or a strategic merge patch, on an object or its status. */
export async function patchObject(
  engine: Engine,
  target: Target,
  type: string,
  incoming: IncomingObject,
  options: WriteOptions,
  context: RequestContext,
): Promise<UpdateOutcome> {
  const patcher = PATCHERS[type];
  if (!patcher) throw newUnsupportedMediaType(Object.values(PATCH_TYPES));
  let from = context;
  return guaranteedUpdate(engine, context, {
    target,
    dryRun: options.dryRun,
    change(old) {
      const wanted = patched(patcher, old, target, incoming, options, from);
      // The same warnings once are enough.
      from = { ...context, warn: () => undefined };
      return planChange(engine, context, { target, options, old, wanted });
    },
  });
}

function patched(patcher: Patcher, old: StoredObject, target: Target, incoming: IncomingObject, options: WriteOptions, context: RequestContext): KubeObject {
  const { definition, version } = target;
  const value = patcher(objectInVersion(old, definition, version), incoming.value, version.message);
  const { metadata } = value;
  if (metadata?.name !== target.name) throw newBadRequest(`the name of the object (${metadata?.name ?? ''}) does not match the name on the URL (${target.name})`);
  return decodeIncoming({ value, ...(incoming.duplicates ? { duplicates: incoming.duplicates } : {}) }, target, options, context);
}
