import { MAX_TEXT_DEPTH } from '@kubets/apimachinery';
import {
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import { createAliasBudget, type Extent } from './alias-budget';
import { firstDocument } from './first-document';
import { goSyntax } from './go-syntax';
import { createLineCounter } from './line-counter';
import { plainKey, scalarKey, type MapKey } from './map-key';
import { plainScalar, type Scalar } from './plain-scalar';
import { taggedScalar } from './tagged-scalar';
import { YamlProblem } from './yaml-problem';

export interface ReadYaml {
  /** A JSON value; what an alias stands for is shared, not copied. Integers that a number does not hold are bigints. */
  value: unknown;
  /** `line 5: key "a" already set in map`, of which the last counted. */
  duplicates: string[];
}

type JsonObject = Record<string, unknown>;

/** The key `<<`. */
const MERGE = 'merge';

/** As many as Kubernetes' decoder tells of. */
const MAX_DUPLICATES = 100;

/** An event that begins a value, with where it stands. */
type Node = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>;

function eventsOf(text: string): Event[] {
  try {
    return parseEvents(text, { maxDepth: MAX_TEXT_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (/empty/.test(error.reason)) return [];
    throw new YamlProblem(
      `yaml: ${error.mark ? `line ${error.mark.line + 1}: ` : ''}${error.reason.replace(/ \(\d+:\d+\)$/, '')}`,
    );
  }
}

const startOf = (node: Node): number =>
  node.type === EVENT_ID.SCALAR ? node.valueStart : node.type === EVENT_ID.ALIAS ? node.anchorStart : node.start;

function setKey(into: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The first document of a YAML text, as Go's reader understands it. Linear in the text's length, and bounded in depth and
 * in what aliases may stand for.
 * @throws YamlProblem
 */
export function readYaml(source: string): ReadYaml {
  const text = firstDocument(source);
  const events = eventsOf(text);
  const lineOf = createLineCounter(text);
  const budget = createAliasBudget();
  const anchors = new Map<string, { value: unknown; extent: Extent } | 'open'>();
  const duplicates: string[] = [];
  let position = 0;

  const next = (): Event => {
    const event = events[position++];
    if (!event) throw new YamlProblem('yaml: unexpected end of document');
    return event;
  };
  const slice = (from: number, to: number): string | undefined => (from < 0 ? undefined : text.slice(from, to));

  /** Reads the value that an event begins, up to its end. */
  function read(node: Node): { value: unknown; extent: Extent } {
    if (node.type === EVENT_ID.ALIAS) return alias(text.slice(node.anchorStart, node.anchorEnd));
    const anchor = slice(node.anchorStart, node.anchorEnd);
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const result =
      node.type === EVENT_ID.SCALAR ? scalar(node) : node.type === EVENT_ID.SEQUENCE ? sequence() : mapping();
    if (result.extent.depth > MAX_TEXT_DEPTH) throw new YamlProblem(`yaml: exceeded max depth of ${MAX_TEXT_DEPTH}`);
    if (anchor !== undefined) anchors.set(anchor, result);
    return result;
  }

  function alias(name: string): { value: unknown; extent: Extent } {
    const known = anchors.get(name);
    if (known === undefined) throw new YamlProblem(`yaml: unknown anchor '${name}' referenced`);
    if (known === 'open') throw new YamlProblem(`yaml: anchor '${name}' value contains itself`);
    budget.alias(known.extent);
    return known;
  }

  function scalar(node: ScalarEvent): { value: unknown; extent: Extent } {
    const content = getScalarValue(text, node);
    const tag = slice(node.tagStart, node.tagEnd);
    const value =
      tag !== undefined
        ? taggedScalar(content, tag)
        : node.style === SCALAR_STYLE.PLAIN
          ? plainScalar(content)
          : content;
    budget.node(content.length);
    return { value, extent: { nodes: 1, chars: content.length, depth: 0 } };
  }

  function sequence(): { value: unknown; extent: Extent } {
    budget.node(0);
    const extent: Extent = { nodes: 1, chars: 0, depth: 1 };
    const value: unknown[] = [];
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) {
      const item = read(event as Node);
      value.push(item.value);
      grow(extent, item.extent);
    }
    return { value, extent };
  }

  function mapping(): { value: unknown; extent: Extent } {
    budget.node(0);
    const extent: Extent = { nodes: 1, chars: 0, depth: 1 };
    const value: JsonObject = {};
    const merged = new Set<string>();
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) {
      const key = keyOf(event as Node);
      const node = next() as Node;
      const member = read(node);
      grow(extent, member.extent);
      if (key === MERGE) {
        merge(value, member.value, merged);
        continue;
      }
      if (key.unfit !== undefined)
        throw new YamlProblem(
          `unsupported map key of type: ${key.unfit}, key: ${key.shown}, value: ${goSyntax(member.value)}`,
        );
      if (Object.hasOwn(value, key.name) && !merged.has(key.name) && duplicates.length < MAX_DUPLICATES) {
        duplicates.push(`line ${lineOf(startOf(node))}: key ${key.shown} already set in map`);
      }
      setKey(value, key.name, member.value);
      extent.chars += key.name.length;
    }
    return { value: inOrder(value), extent };
  }

  function keyOf(node: Node): MapKey | typeof MERGE {
    const { type } = node;
    if (type !== EVENT_ID.SCALAR || node.style !== SCALAR_STYLE.PLAIN || node.tagStart >= 0) {
      const { value } = read(node);
      if (typeof value !== 'object' || value === null) return scalarKey(value as Scalar);
      throw new YamlProblem(`yaml: invalid map key: ${goSyntax(value)}`);
    }
    const { value } = read({ ...node, style: SCALAR_STYLE.SINGLE_QUOTED });
    return value === '<<' ? MERGE : plainKey(String(value));
  }

  const first = events.find((event) => event.type === EVENT_ID.DOCUMENT);
  if (!first) return { value: null, duplicates };
  const foreign = first.directives.find((directive) => directive.kind === 'yaml' && directive.version !== '1.1');
  if (foreign) throw new YamlProblem('yaml: found incompatible YAML document');
  position = events.indexOf(first) + 1;
  const root = next();
  return { value: root.type === EVENT_ID.POP ? null : read(root as Node).value, duplicates };
}

/** The members of a map as Go makes JSON of it: by their keys, so that what is wrong with them is told in that order. */
function inOrder(map: JsonObject): JsonObject {
  const keys = Object.keys(map);
  if (keys.every((key, index) => index === 0 || keys[index - 1]! <= key)) return map;
  const ordered: JsonObject = {};
  for (const key of keys.sort()) setKey(ordered, key, map[key]);
  return ordered;
}

function grow(extent: Extent, by: Extent): void {
  extent.nodes += by.nodes;
  extent.chars += by.chars;
  extent.depth = Math.max(extent.depth, by.depth + 1);
}

/** `<<`: the members of a map, or of several, the first of which wins. */
function merge(into: JsonObject, from: unknown, merged: Set<string>): void {
  const maps = Array.isArray(from) ? [...from].reverse() : [from];
  for (const map of maps) {
    if (!isObject(map)) throw new YamlProblem('yaml: map merge requires map or sequence of maps as the value');
    for (const key of Object.keys(map)) {
      setKey(into, key, map[key]);
      merged.add(key);
    }
  }
}
