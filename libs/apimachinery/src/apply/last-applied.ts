import type { MessageSchema } from '@kubets/proto-gen/schema';
import { decodeSteps } from '../decode/decode-object';
import { parseExactJson, stringifyJson } from '../json/exact-json';
import { goJsonText } from '../json/go-json';
import { isJsonObject, setMember, type JsonObject } from '../json/json-value';
import type { KubeObject } from '../meta/kube-object';
import { isStep, type Steps } from '../steps/steps';
import { annotationErrors } from '../validation/object-meta';
import { FieldPath } from '../validation/field-path';
import { compareApplied } from './compare-applied';
import { duplicateEntries } from './duplicate-entries';
import { subtractFields, type FieldTree } from './field-tree';
import { ownedFields } from './owned-fields';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** The one manager for whom both kinds of apply are one: who wants them apart takes another name. */
export const isKubectl = (manager: string): boolean => manager === 'kubectl';

/**
 * In steps: the fields that kubectl's client-side apply set and that are still as it set them, which a server-side apply of
 * kubectl may take over from whoever owns them; undefined for none.
 * @see https://github.com/kubernetes/kubernetes (apimachinery/pkg/util/managedfields/internal/lastappliedmanager.go)
 */
export function* clientSideApplied(
  live: KubeObject,
  message: MessageSchema,
  apiVersion: string,
): Steps<FieldTree | undefined> {
  const config = yield* readLastApplied(live.metadata?.annotations?.[ANNOTATION], message);
  if (config?.['apiVersion'] !== apiVersion) return undefined;
  const { changed, removed } = yield* compareApplied(config, live, message);
  yield;
  const fields = yield* ownedFields(config, message);
  return yield* subtractFields(yield* subtractFields(fields, changed), removed);
}

/** Undefined for what is no configuration of such an object: an annotation is anybody's text. */
function* readLastApplied(text: string | undefined, message: MessageSchema): Steps<JsonObject | undefined> {
  if (!text) return undefined;
  try {
    const config = parseExactJson(text);
    if (!isJsonObject(config)) return undefined;
    yield* decodeSteps(config, message, { unknownFields: 'strict' });
    return (yield* duplicateEntries(config, message)).length === 0 ? config : undefined;
  } catch {
    return undefined;
  }
}

/**
 * In steps: the object with the configuration in the annotation of client-side apply, where it has that annotation: so the
 * next client-side apply knows what this one set. A configuration too large for an annotation takes it away.
 * @see https://github.com/kubernetes/kubernetes (apimachinery/pkg/util/managedfields/internal/lastappliedupdater.go)
 */
export function* noteLastApplied<T extends KubeObject>(object: T, config: KubeObject): Steps<T> {
  if (!object.metadata?.annotations?.[ANNOTATION]) return object;
  const { [ANNOTATION]: _, ...others } = object.metadata.annotations;
  const annotations = { ...others, [ANNOTATION]: yield* goLine(withoutAnnotation(config)) };
  const errors = yield* annotationErrors(annotations, FieldPath.of('annotations'));
  const isTooLarge = errors.some(({ type }) => type === 'tooLong');
  return { ...object, metadata: { ...object.metadata, annotations: isTooLarge ? others : annotations } };
}

function withoutAnnotation(config: KubeObject): KubeObject {
  if (!config.metadata?.annotations) return config;
  const { [ANNOTATION]: _, ...annotations } = config.metadata.annotations;
  return { ...config, metadata: { ...config.metadata, annotations } };
}

/** As Go writes it: keys in order, characters escaped that mean something in HTML, a line. */
function* goLine(value: unknown): Steps<string> {
  return `${goJsonText(stringifyJson(yield* inOrder(value)))}\n`;
}

function* inOrder(value: unknown): Steps<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  let index = 0;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value as unknown[]) {
      if (isStep(index++)) yield;
      items.push(yield* inOrder(item));
    }
    return items;
  }
  const members: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    if (isStep(index++)) yield;
    setMember(members, key, yield* inOrder((value as JsonObject)[key]));
  }
  return members;
}
