import {
  atOnce,
  jsonPatchSteps,
  mergePatchSteps,
  goOrdered,
  goValueSteps,
  isJsonObject,
  isBadRequest,
  jsonKind,
  newUnsupportedMediaType,
  patchInvalid,
  strategicMergeSteps,
  stringifySteps,
  touchedBy,
  type StatusError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { StoredObject } from '@kubets/store';
import { schemaOf } from '../registry/resource';
import { beforeUpdate } from './before-update';
import { conversionProblem } from './conversion-problem';
import { objectInVersion } from './convert';
import { assertName, decodeIncoming, notRegistered } from './decode-incoming';
import { apiVersionIn, type RequestScope } from './request-scope';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';
import type { PatchRequest, Target } from './request';
import { giveTurn, inTurns } from './turns';

export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

interface Patcher {
  apply<T extends object>(object: T, patch: unknown, message: MessageSchema): Steps<T>;
  /** Whether `null` changes nothing. */
  takesNull?: true;
  /** A patch names each member that it changes, so who reads it sees whether it is about metadata.managedFields. */
  namesMembers?: true;
  /** The result is what the object is, whatever the patch says of its apiVersion and kind. */
  keepsType?: true;
  /** In whose words it is told that a result does not decode; in those of the JSON decoder unless given. */
  problem?(problem: string): string;
  /** What the refusal of a result shows of it, as in Kubernetes. */
  shown(patch: unknown, result: object, message: MessageSchema | undefined): Steps<string>;
}

/** The result as Go has it: what a patch goes into has its members by name, all else as its types have them. */
function* mergeShown(patch: unknown, result: object, message: MessageSchema | undefined): Steps<string> {
  return yield* stringifySteps(yield* goOrdered(result, message, isJsonObject(patch) ? patch : {}));
}

function* operationsShown(patch: unknown, result: object, message: MessageSchema | undefined): Steps<string> {
  return yield* stringifySteps(yield* goOrdered(result, message, touchedBy(patch)));
}

const PATCHERS = new Map<string, Patcher>([
  [PATCH_TYPES.json, { apply: jsonPatchSteps, takesNull: true, shown: operationsShown }],
  [PATCH_TYPES.merge, { apply: mergePatchSteps, namesMembers: true, shown: mergeShown }],
  [
    PATCH_TYPES.strategic,
    {
      apply: strategicMergeSteps,
      takesNull: true,
      namesMembers: true,
      keepsType: true,
      shown: goValueSteps,
      problem: conversionProblem,
    },
  ],
]);

function patcherOf(type: string): Patcher {
  const patcher = PATCHERS.get(type);
  if (!patcher) throw newUnsupportedMediaType(Object.values(PATCH_TYPES));
  return patcher;
}

/** Without types, nobody knows how lists are merged. */
const CUSTOM_PATCHES = [PATCH_TYPES.json, PATCH_TYPES.merge, PATCH_TYPES.apply];

/** `value` patched, for what is not a stored object. @throws StatusError 415 for a type that is none of the three. */
export function patchValue<T extends object>(type: string, value: T, patch: unknown, message: MessageSchema): T {
  return atOnce(patcherOf(type).apply(value, patch, message));
}

/** PATCH with a JSON patch, a merge patch or a strategic merge patch, on an object or its status. */
export async function patchObject(scope: RequestScope, request: PatchRequest): Promise<UpdateOutcome> {
  const patcher = patcherOf(request.patchType);
  if (request.version.custom && request.patchType === PATCH_TYPES.strategic)
    throw newUnsupportedMediaType(CUSTOM_PATCHES);
  await request.definition.loadRules?.();
  let from = request;
  return guaranteedUpdate(scope, request, {
    dryRun: request.options.dryRun,
    async tryUpdate(old) {
      const wanted = await patched(patcher, old, from);
      // The same warnings once are enough.
      from = { ...request, warn: () => undefined };
      return beforeUpdate(scope, request, { old, wanted });
    },
  });
}

/** What is refused of a patch's result, for what is not a stored object. */
export const shownResult = (type: string, patch: unknown, result: object, message: MessageSchema): Steps<string> =>
  patcherOf(type).shown(patch, result, message);

async function patched(patcher: Patcher, old: StoredObject, request: PatchRequest): Promise<KubeObject> {
  const { definition, version, body } = request;
  await giveTurn();
  const whole = objectInVersion(old, definition, version);
  const from = patcher.namesMembers && sparesManagedFields(body.value) ? withoutManagedFields(whole) : whole;
  await giveTurn();
  const apply = (to: KubeObject) => patcher.apply(to, body.value, schemaOf(version));
  const value = body.value === null && patcher.takesNull ? from : await inTurns(apply(from));
  function* shown(): Steps<string> {
    const result = from === whole ? value : yield* apply(whole);
    // To Kubernetes an object of a custom kind is a map all the way down.
    return yield* patcher.shown(body.value, result, version.custom ? undefined : schemaOf(version));
  }
  if (!patcher.keepsType) await inTurns(assertTypeMeta(value, request, shown));
  else if (value !== from) Object.assign(value, { apiVersion: from.apiVersion, kind: from.kind });
  await giveTurn();
  const wanted = await decodeResult(
    decodeIncoming({ ...request, body: { value, ...(body.duplicates ? { duplicates: body.duplicates } : {}) } }),
    shown,
    patcher.problem,
  );
  await giveTurn();
  assertName(wanted, request);
  return wanted;
}

const MANAGED_FIELDS = /managedFields/i;

/** Whether a patch leaves metadata.managedFields alone. */
function sparesManagedFields(patch: unknown): boolean {
  if (!isJsonObject(patch)) return false;
  const { metadata = {} } = patch;
  return isJsonObject(metadata) && !Object.keys(metadata).some((key) => MANAGED_FIELDS.test(key));
}

/** They are as large as the rest of a small object, and what is stored of them counts where a write has none. */
function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata ?? {};
  return managedFields ? { ...object, metadata } : object;
}

/** @throws StatusError 422 for an apiVersion or kind that is no text, and for another version. */
function* assertTypeMeta(value: object, { definition, version }: Target, shown: () => Steps<string>): Steps<void> {
  const texts: string[] = [];
  for (const field of ['apiVersion', 'kind'] as const) {
    const text = (value as Record<string, unknown>)[field] ?? '';
    if (typeof text !== 'string')
      throw patchInvalid(
        yield* shown(),
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(text)} into Go struct field .${field} of type string`,
      );
    texts.push(text);
  }
  const [apiVersion = '', kind = ''] = texts;
  if (apiVersion === '' || apiVersion === apiVersionIn(definition, version)) return;
  throw patchInvalid(yield* shown(), notRegistered(apiVersion, kind));
}

/** A result that is no object of its kind makes the patch invalid, not the request bad. @throws StatusError 422. */
export async function decodeResult<T extends KubeObject>(
  decode: Steps<T>,
  shown: () => Steps<string>,
  words: (problem: string) => string = (problem) => problem,
): Promise<T> {
  try {
    return await inTurns(decode);
  } catch (error) {
    const problem = isBadRequest(error) ? undecodable((error as StatusError).message) : undefined;
    if (problem === undefined) throw error;
    const text = await inTurns(shown());
    await giveTurn();
    throw patchInvalid(text, words(problem));
  }
}

/** The problem alone of what decoding says of a body; undefined when it is something else. */
export const undecodable = (message: string): string | undefined => UNDECODABLE.exec(message)?.[1];

/** What decoding says of a body: `Pod in version "v1" cannot be handled as a Pod: json: …`. */
const UNDECODABLE = /^[^ ]* in version "[^"]*" cannot be handled as a [^ ]*: ([^]*)$/;
