import type { FieldSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import { statusError } from '../errors/status-error';
import { isStep, type Steps } from '../steps/steps';
import { orderElements, type Identity } from './element-order';
import { goText, goValue } from './go-value';
import { isJsonObject, member, type JsonObject } from '../json/json-value';

export const DIRECTIVE = '$patch';

/** What a strategic merge patch says of one list. */
export interface Lists {
  old: unknown[];
  patch: unknown[];
  /** `$setElementOrder` */
  order: unknown[] | undefined;
  /** `$deleteFromPrimitiveList` */
  deletions: unknown[];
}

export type MergeElement = (old: JsonObject, patch: JsonObject) => Steps<JsonObject>;

/** A scalar with its type: 80 and "80" are two. */
const scalarIdentity: Identity = (value) =>
  value === null || value === undefined || typeof value === 'object' ? undefined : `${typeof value} ${String(value)}`;

const unlike = (...lists: unknown[][]) => newBadRequest(`list element types are not identical: ${goValue(lists)}`);

/** @throws StatusError for lists in lists, and for elements that are not all alike. */
function assertAlike(old: unknown[], patch: unknown[]): void {
  const [first] = old.length > 0 ? old : patch;
  if (Array.isArray(first))
    throw statusError('Invalid', 'the server rejected our request due to an error in our request', {});
  const kindOf = (value: unknown): string =>
    value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value === 'bigint' ? 'number' : typeof value;
  const kind = kindOf(first);
  if (patch.some((element) => kindOf(element) !== kind)) throw unlike(old, patch);
}

/** In steps. @throws StatusError. */
export function* mergePrimitives({ old, patch, order, deletions }: Lists): Steps<unknown[]> {
  if (old.length > 0) assertAlike(old, patch);
  const removed = new Set(deletions.map(scalarIdentity));
  const merged = [...new Set([...old, ...patch])].filter((element) => {
    const id = scalarIdentity(element);
    return id === undefined || !removed.has(id);
  });
  yield;
  if (order) assertPrimitiveOrder(order, patch);
  return yield* orderElements(merged, order ?? patch, old, scalarIdentity);
}

/** Merges two lists of objects whose elements are told apart by the field's merge key, in steps. @throws StatusError BadRequest. */
export function* mergeByKey({ old, patch, order }: Lists, field: FieldSchema, merge: MergeElement): Steps<unknown[]> {
  const elements = patch.map((element) => {
    if (!isJsonObject(element)) throw unlike(old, patch);
    return element;
  });
  const isReplaceMarker = (element: JsonObject): boolean => member(element, DIRECTIVE) === 'replace';
  if (elements.some(isReplaceMarker)) return elements.filter((element) => member(element, DIRECTIVE) === undefined);
  const key = field.mergeKey;
  if (!key) return elements.length > 0 ? elements : old;

  const identity: Identity = (element) => (isJsonObject(element) ? scalarIdentity(member(element, key)) : undefined);
  // As in Kubernetes, deletions come first, wherever they stand.
  const deleted = new Set<string>();
  for (const element of elements) if (isDeletion(element)) deleted.add(required(element, key, identity));
  yield;
  const merged = deleted.size === 0 ? [...old] : old.filter((element) => !deleted.has(identity(element) ?? ''));
  const places = new Map<string, number>();
  merged.forEach((element, index) => {
    const id = identity(element);
    if (id !== undefined && !places.has(id)) places.set(id, index);
  });
  yield;
  const kept = elements.filter((element) => !isDeletion(element));
  for (const [index, element] of kept.entries()) {
    if (isStep(index)) yield;
    const id = required(element, key, identity);
    const place = places.get(id);
    if (place === undefined) places.set(id, merged.push(yield* merge({}, element)) - 1);
    else merged[place] = yield* merge(merged[place] as JsonObject, element);
  }
  if (order) assertOrder(order, kept, key, identity);
  yield;
  return yield* orderElements(merged, order ?? kept, old, identity);
}

/** @throws StatusError BadRequest for a directive that an element cannot have. */
function isDeletion(element: JsonObject): boolean {
  const directive = member(element, DIRECTIVE);
  if (directive === 'merge') throw newBadRequest('merging lists cannot yet be specified in the patch');
  if (directive !== undefined && directive !== 'delete') throw badDirective(directive, element);
  return directive === 'delete';
}

export const badDirective = (directive: unknown, map: JsonObject) =>
  newBadRequest(`unknown patch type: ${goText(directive)} in map: ${goValue(map)}`);

function required(element: JsonObject, key: string, identity: Identity): string {
  const id = identity(element);
  if (id === undefined) throw newBadRequest(`map: ${goValue(element)} does not contain declared merge key: ${key}`);
  return id;
}

/** @throws StatusError BadRequest as {@link assertOrder}. */
function assertPrimitiveOrder(order: unknown[], elements: unknown[]): void {
  const ids = order.map((element) => scalarIdentity(element) ?? '');
  assertNamesAll(ids, elements, scalarIdentity, order);
}

/** @throws StatusError BadRequest unless the order names all elements of the patch, in their order. */
function assertOrder(order: unknown[], elements: JsonObject[], key: string, identity: Identity): void {
  const ids = order.map((element, index) => {
    if (!isJsonObject(element)) throw newBadRequest(`value for key ${index} is not a map`);
    return required(element, key, identity);
  });
  assertNamesAll(ids, elements, identity, order);
}

function assertNamesAll(ids: string[], elements: unknown[], identity: Identity, order: unknown[]): void {
  let next = 0;
  for (const id of ids) if (next < elements.length && identity(elements[next]) === id) next++;
  if (ids.length > 0 && next < elements.length) {
    throw newBadRequest(
      `The order in patch list:\n${goValue(elements)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`,
    );
  }
}
