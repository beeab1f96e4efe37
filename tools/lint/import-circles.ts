import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Folder → the folders that its files import from; both relative to the root. */
export type FolderGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the relative imports below a folder. Tests, and what is there for them, may reach anywhere. */
export function folderGraph(root: string): FolderGraph {
  const graph = new Map<string, Set<string>>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const folder = relative(root, entry.parentPath);
    if (
      !entry.isFile() ||
      !/\.tsx?$/.test(entry.name) ||
      entry.name.endsWith('.test.ts') ||
      folder.split(sep).includes('testing')
    )
      continue;
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, path = ''] of source.matchAll(/ from '(\.[^']*)'/g)) {
      const target = dirname(join(folder, path));
      if (target !== folder) graph.set(folder, (graph.get(folder) ?? new Set()).add(target));
    }
  }
  return graph;
}

const isWithin = (folder: string, other: string): boolean =>
  other === '.' || folder === other || folder.startsWith(`${other}${sep}`);

/**
 * Pairs of folders that import from each other. A folder and one within it may: that is a registry and its entries, which
 * know the contract that lies beside the registry.
 */
export function circles(graph: FolderGraph): string[] {
  return [...graph]
    .flatMap(([folder, targets]) =>
      [...targets]
        .filter(
          (target) =>
            folder < target && graph.get(target)?.has(folder) && !isWithin(folder, target) && !isWithin(target, folder),
        )
        .map((target) => `${folder} <-> ${target}`),
    )
    .sort();
}

/** Imports from one entry of a registry to another: folders directly within `registry` that know each other. What they share is no entry. */
export function siblingImports(graph: FolderGraph, registry: string, shared: readonly string[] = []): string[] {
  const entryOf = (folder: string): string | undefined =>
    folder.startsWith(`${registry}${sep}`) ? folder.slice(registry.length + 1).split(sep)[0] : undefined;
  return [...graph]
    .flatMap(([folder, targets]) =>
      [...targets]
        .filter(
          (target) =>
            entryOf(folder) &&
            entryOf(target) &&
            entryOf(folder) !== entryOf(target) &&
            !shared.includes(entryOf(target) ?? ''),
        )
        .map((target) => `${folder} -> ${target}`),
    )
    .sort();
}
