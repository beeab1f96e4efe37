import type { StoredObject } from '@kubets/store';
import { stringify as stringifyYaml } from 'yaml';

/** A list that is put together while it is written: an object whose last field holds an element for each item. */
export interface ListContent {
  /** The fields before the elements. */
  head: Record<string, unknown>;
  field: 'items' | 'rows';
  items: readonly StoredObject[];
  /** The element's JSON. */
  element(stored: StoredObject): Buffer;
  /** Whether elements are bytes that are there already. */
  isReady?: boolean;
}

export type ListStyle = 'json' | 'pretty' | 'yaml';

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');

/** The list's text in pieces, of which each is made when it is asked for. */
export function listPieces(content: ListContent, style: ListStyle): IterableIterator<Buffer> {
  if (style === 'yaml') return yamlPieces(content);
  return style === 'pretty' ? prettyPieces(content) : jsonPieces(content);
}

/** Bytes of the list as JSON, where that is known without making them. */
export function sizeOfList(content: ListContent): number | undefined {
  const { items, element, isReady } = content;
  if (!isReady) return undefined;
  const elements = items.reduce((sum, stored) => sum + element(stored).length, 0);
  return jsonHead(content).length + elements + Math.max(0, items.length - 1) + END.length;
}

function jsonHead({ head, field }: ListContent): Buffer {
  return Buffer.from(JSON.stringify({ ...head, [field]: [] }).slice(0, -END.length));
}

function* jsonPieces(content: ListContent): Generator<Buffer> {
  yield jsonHead(content);
  let isFirst = true;
  for (const stored of content.items) {
    if (!isFirst) yield COMMA;
    isFirst = false;
    yield content.element(stored);
  }
  yield END;
}

function* prettyPieces({ head, field, items, element }: ListContent): Generator<Buffer> {
  const whole = JSON.stringify({ ...head, [field]: [] }, null, 2);
  if (items.length === 0) return yield Buffer.from(`${whole}\n`);
  yield Buffer.from(`${whole.slice(0, -']\n}'.length)}`);
  let before = '\n    ';
  for (const stored of items) {
    yield Buffer.from(before + JSON.stringify(JSON.parse(element(stored).toString('utf8')), null, 2).replaceAll('\n', '\n    '));
    before = ',\n    ';
  }
  yield Buffer.from('\n  ]\n}\n');
}

/** Elements stand as far to the left as their field, as Kubernetes' own YAML has them. */
function* yamlPieces({ head, field, items, element }: ListContent): Generator<Buffer> {
  if (items.length === 0) return yield Buffer.from(yamlText({ ...head, [field]: [] }));
  yield Buffer.from(`${yamlText(head)}${field}:\n`);
  for (const stored of items) yield Buffer.from(yamlText([JSON.parse(element(stored).toString('utf8'))]));
}

export function yamlText(value: unknown): string {
  return stringifyYaml(value, { aliasDuplicateObjects: false });
}
