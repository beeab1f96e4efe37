/**
 * A JSON document that may hold what a JavaScript value cannot: doubled keys, `__proto__`, numbers of any size, tokens
 * that are no JSON.
 */
export type JsonTree = string | number | boolean | null | JsonTree[] | JsonMembers | RawToken;

export interface JsonMembers {
  members: [key: string, value: JsonTree][];
}

/** Written as it is. */
export interface RawToken {
  raw: string;
}

export const raw = (token: string): RawToken => ({ raw: token });
export const isMembers = (tree: JsonTree): tree is JsonMembers =>
  typeof tree === 'object' && tree !== null && 'members' in tree;
const isRaw = (tree: JsonTree): tree is RawToken => typeof tree === 'object' && tree !== null && 'raw' in tree;

/** The tree of a JSON value; undefined members are left out. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value === 'object' && value !== null) {
    return {
      members: Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, treeOf(member)]),
    };
  }
  return (value ?? null) as JsonTree;
}

export function textOf(tree: JsonTree): string {
  if (Array.isArray(tree)) return `[${tree.map(textOf).join(',')}]`;
  if (isMembers(tree))
    return `{${tree.members.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(',')}}`;
  return isRaw(tree) ? tree.raw : JSON.stringify(tree);
}

export function memberOf(tree: JsonTree, ...path: string[]): JsonTree | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const found = isMembers(tree) ? tree.members.find(([name]) => name === key)?.[1] : undefined;
  return found === undefined ? undefined : memberOf(found, ...rest);
}

/** Every place of the tree that holds a value, with its path; at most `limit`. */
export function placesOf(tree: JsonTree, limit = 2000): Place[] {
  const found: Place[] = [];
  const visit = (node: JsonTree, path: string[]): void => {
    if (found.length >= limit) return;
    if (Array.isArray(node)) {
      node.forEach((value, index) => {
        const here = [...path, String(index)];
        found.push({ path: here, get: () => node[index]!, set: (next) => void (node[index] = next) });
        visit(value, here);
      });
    } else if (isMembers(node)) {
      for (const member of node.members) {
        const here = [...path, member[0]];
        found.push({ path: here, get: () => member[1], set: (next) => void (member[1] = next) });
        visit(member[1], here);
      }
    }
  };
  visit(tree, []);
  return found;
}

export interface Place {
  path: string[];
  get(): JsonTree;
  set(value: JsonTree): void;
}
