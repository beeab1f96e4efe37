import {
  atomicFields,
  decodeSteps,
  duplicateEntries,
  mergeConfiguration,
  messageOfKind,
  mistypedFields,
  PatchError,
  patchedSteps,
  StatusError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { EvaluationError, isList, toJson, type Value } from '@kubets/cel';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { assertPlaced } from '../../expressions/patch-types';
import { undeclaredFields } from '../../pipeline/apply-config';
import { decodeInVersion } from '../../pipeline/decode-version';
import { apiVersionOf } from '../../pipeline/request-scope';
import { schemaOf } from '../../registry/resource';
import type { MatchedResource } from '../rules';

/** A mutation that cannot be made. */
export class MutationError extends Error {}

/**
 * In steps: the object as the value of a mutation's expression wants it, undefined when the tests of a JSON patch do not hold.
 * @throws MutationError in Kubernetes' words.
 */
export function* mutated(
  object: KubeObject,
  value: Value,
  { isJsonPatch, matched }: { isJsonPatch: boolean; matched: MatchedResource },
): Steps<object | undefined> {
  try {
    assertPlaced(value);
    const json = toJson(value);
    return isJsonPatch ? yield* patched(object, operationsOf(value, json)) : yield* merged(object, json, matched);
  } catch (error) {
    if (error instanceof EvaluationError) throw new MutationError(`type mismatch: ${error.message}`);
    // What cannot be decoded is the policy's fault, and not the client's.
    if (error instanceof StatusError) throw new MutationError(`error applying patch: ${error.message}`);
    throw error;
  }
}

/** A JSON patch as it would be sent: without a `from` that is empty. */
function operationsOf(value: Value, json: unknown): unknown {
  if (!isList(value)) return json;
  return (json as Record<string, unknown>[]).map(({ op = '', path = '', from = '', ...rest }) => ({
    op,
    path,
    ...(from === '' ? {} : { from }),
    ...rest,
  }));
}

const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function* patched(object: KubeObject, operations: unknown): Steps<object | undefined> {
  const other = (operations as { op?: unknown }[]).find(({ op }) => !OPERATIONS.includes(op));
  if (other) throw new MutationError(`JSON Patch: Unexpected kind: ${String(other.op)}`);
  try {
    return yield* patchedSteps(object, operations);
  } catch (error) {
    if (error instanceof PatchError) {
      if (error.isTest) return undefined;
      throw new MutationError(`JSON Patch: ${error.message}`);
    }
    if (error instanceof StatusError) throw new MutationError(`JSON Patch: ${error.message}`);
    throw error;
  }
}

function* merged(object: KubeObject, made: unknown, { version, kind }: MatchedResource): Steps<object> {
  const { apiVersion = '', kind: ownKind = '' } = object;
  const config = { ...(made as object), apiVersion, kind: ownKind };
  const message = version ? schemaOf(version) : messageOfKind(apiVersionOf(kind.group, kind.version), kind.kind);
  if (!message) throw new MutationError(`no type converter available for type: ${apiVersion}, Kind=${ownKind}`);
  const problems = yield* typeProblems(config, message, version);
  if (problems.length > 0) {
    const all = problems.length === 1 ? problems[0] : `errors:\n${problems.map((text) => `  ${text}`).join('\n')}`;
    throw new MutationError(`error applying patch: failed to convert patch object to typed object: ${all}`);
  }
  const whole = yield* atomicFields(config, message);
  if (whole.length > 0) {
    const what = `may not mutate atomic arrays, maps or structs: ${whole.join(', ')}`;
    throw new MutationError(`error applying patch: invalid ApplyConfiguration: ${what}`);
  }
  return yield* mergeConfiguration(object, config, message);
}

function* typeProblems(config: object, message: MessageSchema, version: MatchedResource['version']): Steps<string[]> {
  const mistyped = yield* mistypedFields(config, message);
  if (mistyped.length > 0) return mistyped;
  const options = { unknownFields: 'warn' } as const;
  const { unknown } = version
    ? yield* decodeInVersion(config, version, options)
    : yield* decodeSteps<KubeObject>(config, message, options);
  return [...undeclaredFields(unknown), ...(yield* duplicateEntries(config, message))];
}
