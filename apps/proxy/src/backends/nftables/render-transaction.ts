import type { IpFamily } from '../../model/protocol';
import { kindOfSet, nftFamily, renderChain, renderRule, renderSet } from './render-rule';
import type { Chain, Element, SetDeclaration } from './rule';
import type { RulesetDelta } from './ruleset-state';
import { DEPUTY_TABLE_NAME, TABLE_NAME } from './skeleton';

/** nft reads a statement as a whole; longer ones cost it more than proportionally. */
const ELEMENTS_PER_STATEMENT = 500;

/** Statements that take effect together. */
export type Transaction = readonly string[];

/** A table's whole content. */
export interface TableContent {
  sets: readonly SetDeclaration[];
  chains: readonly Chain[];
  elements: readonly Element[];
}

/** The names of a table and of the one that stands in for it. */
export interface TableNames {
  own: string;
  deputy: string;
}

const serviceTable: TableNames = { own: TABLE_NAME, deputy: DEPUTY_TABLE_NAME };

const tableOf = (family: IpFamily, name: string): string => `${nftFamily(family)} ${name}`;

/** Works whether the tables are there or not. */
export function renderRemoval(family: IpFamily, { own, deputy } = serviceTable): Transaction {
  return [tableOf(family, own), tableOf(family, deputy)].flatMap(removeTable);
}

/** For a kernel that has no such table. */
export function renderFirst(family: IpFamily, content: TableContent): Transaction[] {
  const { own, deputy } = serviceTable;
  return [[...removeTable(tableOf(family, deputy)), ...addTable(tableOf(family, own), family, content)]];
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
  names = serviceTable,
): Transaction[] {
  const kept = new Set(content.sets.map((set) => set.name));
  const full = { ...content, elements: [...content.elements, ...learned.filter((element) => kept.has(element.set))] };
  const [own, deputy] = [tableOf(family, names.own), tableOf(family, names.deputy)];
  return [
    [...removeTable(deputy), ...addTable(deputy, family, full)],
    [...removeTable(own), ...addTable(own, family, full)],
    removeTable(deputy),
  ];
}

export function renderDelta(family: IpFamily, delta: RulesetDelta, { own } = serviceTable): Transaction[] {
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

function addTable(table: string, family: IpFamily, { sets, chains, elements }: TableContent): string[] {
  return [`add table ${table}`, ...addObjects(table, family, sets, chains), ...changeElements('add', table, elements)];
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

function changeElements(verb: 'add' | 'delete', table: string, elements: readonly Element[]): string[] {
  const bySet = new Map<string, string[]>();
  for (const { set, key, value } of elements) {
    let texts = bySet.get(set);
    if (!texts) bySet.set(set, (texts = []));
    texts.push(verb === 'add' && value !== '' ? `${key} : ${value}` : key);
  }
  const statements: string[] = [];
  for (const [set, texts] of bySet) {
    for (let from = 0; from < texts.length; from += ELEMENTS_PER_STATEMENT) {
      statements.push(
        `${verb} element ${table} ${set} { ${texts.slice(from, from + ELEMENTS_PER_STATEMENT).join(', ')} }`,
      );
    }
  }
  return statements;
}
