import type { IpFamily } from '@kubets/net';
import { kindOfSet, nftFamily, renderChain, renderRule, renderSet } from './render-rule';
import type { Chain, Element, SetDeclaration } from './rule';
import type { RulesetDelta } from './ruleset-state';
import { DEPUTY_TABLE_NAME, TABLE_NAME } from './skeleton';

/** nft reads a statement as a whole; longer ones cost it more than proportionally. */
const ELEMENTS_PER_STATEMENT = 500;

/** Statements that take effect together. Large ones are made as they are read, each time anew. */
export type Transaction = Iterable<string>;

export function isEmpty(transaction: Transaction): boolean {
  for (const statement of transaction) if (statement) return false;
  return true;
}

/** A table's whole content. */
export interface TableContent {
  sets: readonly SetDeclaration[];
  chains: readonly Chain[];
  elements: Iterable<Element>;
}

/** The names of a table and of the one that stands in for it. */
export interface TableNames {
  own: string;
  deputy: string;
}

const SERVICE_TABLE: TableNames = { own: TABLE_NAME, deputy: DEPUTY_TABLE_NAME };

const tableOf = (family: IpFamily, name: string): string => `${nftFamily(family)} ${name}`;

/** Works whether the tables are there or not. */
export function renderRemoval(family: IpFamily, { own, deputy } = SERVICE_TABLE): string[] {
  return [tableOf(family, own), tableOf(family, deputy)].flatMap(removeTable);
}

/** For a kernel that has no such table. */
export function renderFirst(family: IpFamily, content: TableContent): Transaction[] {
  const { own, deputy } = SERVICE_TABLE;
  return [
    made(function* () {
      yield* removeTable(tableOf(family, deputy));
      yield* addTable(tableOf(family, own), family, content);
    }),
  ];
}

/**
 * Replaces a table that forwards traffic. One transaction would not do: a packet passes the base chains of the new and of the old table
 * one after the other, and can find both without rules if the transaction comes in between. So a deputy with the same content forwards
 * meanwhile. `learned` are elements that packets had put into the old one.
 */
export function renderReplacement(
  family: IpFamily,
  content: TableContent,
  learned: readonly Element[] = [],
  names = SERVICE_TABLE,
): Transaction[] {
  const kept = new Set(content.sets.map((set) => set.name));
  const full: TableContent = {
    ...content,
    elements: made(function* () {
      yield* content.elements;
      for (const element of learned) if (kept.has(element.set)) yield element;
    }),
  };
  const [own, deputy] = [tableOf(family, names.own), tableOf(family, names.deputy)];
  const replace = (table: string): Transaction =>
    made(function* () {
      yield* removeTable(table);
      yield* addTable(table, family, full);
    });
  return [replace(deputy), replace(own), removeTable(deputy)];
}

export function renderDelta(family: IpFamily, delta: RulesetDelta, { own } = SERVICE_TABLE): Transaction[] {
  const table = tableOf(family, own);
  return [
    addObjects(table, family, delta.addSets, delta.addChains),
    [
      ...changeElements('delete', table, delta.removeElements),
      ...changeElements('add', table, delta.addElements),
      // First all rules, for chains refer to one another.
      ...delta.removeChains.map((chain) => `flush chain ${table} ${chain.name}`),
      ...delta.removeChains.map((chain) => `delete chain ${table} ${chain.name}`),
      ...delta.removeSets.map((set) => `delete ${kindOfSet(set)} ${table} ${set.name}`),
    ],
  ];
}

function removeTable(table: string): string[] {
  return [`add table ${table}`, `delete table ${table}`];
}

/** What can be read again and again. */
const made = <T>(make: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: make });

function* addTable(table: string, family: IpFamily, { sets, chains, elements }: TableContent): Generator<string> {
  yield `add table ${table}`;
  yield* addObjects(table, family, sets, chains);
  yield* changeElements('add', table, elements);
}

function addObjects(
  table: string,
  family: IpFamily,
  sets: readonly SetDeclaration[],
  chains: readonly Chain[],
): string[] {
  return [
    ...sets.map((set) => `add ${kindOfSet(set)} ${table} ${renderSet(family, set)}`),
    ...chains.map((chain) => `add chain ${table} ${renderChain(chain)}`),
    ...chains.flatMap((chain) =>
      chain.rules.map((rule) => `add rule ${table} ${chain.name} ${renderRule(family, rule)}`),
    ),
  ];
}

/** Of each set so many elements at a time, as they come. */
function* changeElements(verb: 'add' | 'delete', table: string, elements: Iterable<Element>): Generator<string> {
  const bySet = new Map<string, string[]>();
  const statement = (set: string, texts: readonly string[]) =>
    `${verb} element ${table} ${set} { ${texts.join(', ')} }`;
  for (const { set, key, value } of elements) {
    let texts = bySet.get(set);
    if (!texts) bySet.set(set, (texts = []));
    texts.push(verb === 'add' && value !== '' ? `${key} : ${value}` : key);
    if (texts.length < ELEMENTS_PER_STATEMENT) continue;
    yield statement(set, texts);
    texts.length = 0;
  }
  for (const [set, texts] of bySet) if (texts.length > 0) yield statement(set, texts);
}
