import { exactSteps, goJson, stringifySteps, type Steps } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import { yamlPieces } from '../yaml/write-yaml';

/** A list that is put together while it is written: an object whose last field holds an element for each item. */
export interface ListContent {
  /** The fields before the elements. */
  head: Record<string, unknown>;
  field: 'items' | 'rows';
  items: readonly StoredObject[];
  /** The element's JSON, or its bytes for a list in protobuf; undefined for an object that the list does without. */
  element(stored: StoredObject): Buffer | undefined;
  /** What has to be waited for before `element` of a large object is quick; undefined when nothing has to. */
  ahead?(stored: StoredObject): Promise<void> | undefined;
  /** Whether a list of nothing is null there. */
  noneIsNull?: boolean;
  /** Whether elements are bytes that are there already. */
  isReady?: boolean;
  /** How an element's JSON begins that says its apiVersion and kind, which items of a list do not. From {@link typeHeadOf}. */
  typeHead?: Buffer;
}

export const typeHeadOf = (apiVersion: string, kind: string): Buffer =>
  Buffer.from(`${JSON.stringify({ apiVersion, kind }).slice(0, -1)},`);

export type ListStyle = 'json' | 'pretty' | 'yaml';

const COMMA = Buffer.from(',');
const BRACE = Buffer.from('{');
const COMMA_AND_BRACE = Buffer.from(',{');
const CLOSING = ']}';
/** JSON ends with a line break as Go writes it; indented JSON does not. */
const END = Buffer.from(`${CLOSING}\n`);
/** Between two steps of making one piece. */
const NOTHING = Buffer.alloc(0);

/** The list's text in pieces, of which each is made when it is asked for. */
export function listPieces(content: ListContent, style: ListStyle): IterableIterator<Buffer> {
  if (content.noneIsNull && content.items.length === 0) return nothing(content, style);
  if (style === 'yaml') return yamlList(content);
  return style === 'pretty' ? prettyPieces(content) : jsonPieces(content);
}

function* nothing({ head, field }: ListContent, style: ListStyle): Generator<Buffer> {
  const json = goJson(Buffer.from(JSON.stringify({ ...head, [field]: null })));
  if (style === 'json') yield Buffer.concat([json, Buffer.from('\n')]);
  else yield* valuePieces(json, style);
}

/** Bytes of the list as JSON, where that is known without making them. */
export function sizeOfList(content: ListContent): number | undefined {
  const { items, element, isReady } = content;
  if (!isReady) return undefined;
  let size = jsonHead(content).length + END.length;
  let count = 0;
  for (const stored of items) {
    const made = element(stored);
    if (made) size += lengthWithoutType(made, content) + (count++ > 0 ? COMMA.length : 0);
  }
  return size;
}

function jsonHead({ head, field }: ListContent): Buffer {
  return goJson(Buffer.from(JSON.stringify({ ...head, [field]: [] }).slice(0, -CLOSING.length)));
}

function* jsonPieces(content: ListContent): Generator<Buffer> {
  yield jsonHead(content);
  let isFirst = true;
  for (const stored of content.items) {
    const made = content.element(stored);
    if (!made) continue;
    if (beginsWithType(made, content)) {
      yield isFirst ? BRACE : COMMA_AND_BRACE;
      yield made.subarray(content.typeHead!.length);
    } else {
      if (!isFirst) yield COMMA;
      yield made;
    }
    isFirst = false;
  }
  yield END;
}

function beginsWithType(element: Buffer, { typeHead }: ListContent): boolean {
  if (!typeHead || element.length < typeHead.length) return false;
  return element.compare(typeHead, 0, typeHead.length, 0, typeHead.length) === 0;
}

const lengthWithoutType = (element: Buffer, content: ListContent): number =>
  beginsWithType(element, content) ? element.length - content.typeHead!.length + BRACE.length : element.length;

function* prettyPieces(content: ListContent): Generator<Buffer> {
  const { head, field } = content;
  const whole = JSON.stringify({ ...head, [field]: [] }, null, 2);
  let before = `${whole.slice(0, -']\n}'.length)}\n    `;
  let isEmpty = true;
  for (const json of elements(content)) {
    const value = yield* inPieces(exactSteps(json));
    yield goJson(Buffer.from(before + (yield* inPieces(stringifySteps(value, 2))).replaceAll('\n', '\n    ')));
    before = ',\n    ';
    isEmpty = false;
  }
  yield isEmpty ? goJson(Buffer.from(whole)) : Buffer.from('\n  ]\n}');
}

/** Elements stand as far to the left as their field, as Kubernetes' own YAML has them. */
function* yamlList(content: ListContent): Generator<Buffer> {
  const { head, field } = content;
  let isEmpty = true;
  for (const json of elements(content)) {
    if (isEmpty) yield Buffer.from(`${[...yamlPieces(head)].join('')}${field}:\n`);
    isEmpty = false;
    for (const piece of yamlPieces([yield* inPieces(exactSteps(json))])) yield Buffer.from(piece);
  }
  if (isEmpty) for (const piece of yamlPieces({ ...head, [field]: [] })) yield Buffer.from(piece);
}

function* elements(content: ListContent): Generator<string> {
  for (const stored of content.items) {
    const made = content.element(stored);
    if (!made) continue;
    const text = made.toString('utf8', beginsWithType(made, content) ? content.typeHead!.length : 0);
    yield text.startsWith('{') ? text : `{${text}`;
  }
}

/** Who asks for pieces may do something else between two of them, so between two steps, too. */
function* inPieces<T>(steps: Steps<T>): Generator<Buffer, T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield NOTHING;
  }
}

/** One value in a style that is not its JSON's own, in pieces. */
export function* valuePieces(json: Buffer, style: Exclude<ListStyle, 'json'>): Generator<Buffer> {
  const value = yield* inPieces(exactSteps(json.toString('utf8')));
  if (style === 'yaml') for (const piece of yamlPieces(value)) yield Buffer.from(piece);
  else yield goJson(Buffer.from(yield* inPieces(stringifySteps(value, 2))));
}
