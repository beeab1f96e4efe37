/**
 * Numbers that are this program's on the machine. The packets of a node carry its mark, and the routing table of that number leads them
 * there; the table without a node's number says which addresses this machine answers for.
 */
export const OWNED_TABLE = 0x4c42_0000;
export const MOST_NODES = 0xffff;
export const NODE_RULE_PRIORITY = 90;
export const OWNED_RULE_PRIORITY = 91;

/** The mark and table of the node with that number, which is 1 or more. */
export const markOf = (number: number): number => OWNED_TABLE + number;

/** The number of the node a table is of; undefined for tables of others. */
export function numberOf(table: number): number | undefined {
  const number = table - OWNED_TABLE;
  return number >= 1 && number <= MOST_NODES ? number : undefined;
}
