import type { Steps } from '@kubets/apimachinery';
import { jsonEqual } from './json-equal';
import type { SchemaNode } from './schema-node';

/** What a schema's `enum` has, made once: a list may be long, and checked against one that is long, too. */
export interface Choices {
  /** Texts, numbers and the like. */
  plain: ReadonlySet<unknown>;
  others: readonly unknown[];
  /** As messages name them. */
  text: string;
}

const known = new WeakMap<SchemaNode, Choices>();

export function choicesOf(schema: SchemaNode): Choices {
  const before = known.get(schema);
  if (before) return before;
  const values = (schema.enum ?? []) as unknown[];
  const isPlain = (value: unknown) => typeof value !== 'object' || value === null;
  const choices: Choices = {
    plain: new Set(values.filter(isPlain)),
    others: values.filter((value) => !isPlain(value)),
    text: values.map(String).join(' '),
  };
  known.set(schema, choices);
  return choices;
}

export function* isChoice(value: unknown, { plain, others }: Choices): Steps<boolean> {
  if (plain.has(value)) return true;
  if (typeof value !== 'object') return false;
  for (const other of others) {
    yield;
    if (yield* jsonEqual(other, value)) return true;
  }
  return false;
}
