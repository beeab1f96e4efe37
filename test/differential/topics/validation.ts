import type { Case } from '../case';
import { collectionOf, kindOf, leastOf, withAt, type Json } from './kinds';

/** A path, and the values that are tried there one at a time; undefined takes away what is there. */
export type Tried = Record<string, readonly unknown[]>;

/** A create for each value, of the kind's least object with `given` laid over it. */
export function tried(kind: string, given: Json, values: Tried, query = ''): Case[] {
  const served = kindOf(kind);
  const object = leastOf(served, given);
  return Object.entries(values).flatMap(([path, all]) =>
    all.map((value) => ({
      topic: `${served.plural}: fields`,
      name: `${path}: ${shortOf(value)}`,
      requests: [{ method: 'POST', path: `${collectionOf(served)}${query}`, body: withAt(object, path, value) }],
    })),
  );
}

/** As `tried`, of what would be felt by the requests after it were it kept. */
export const triedDry = (kind: string, given: Json, values: Tried): Case[] => tried(kind, given, values, '?dryRun=All');

export function shortOf(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 60)}… (${text.length})` : text;
}
