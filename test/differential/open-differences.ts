import { parse, stringify } from 'yaml';
import type { Compared } from './case';

/** Requests that are answered otherwise and wait to be mended: names by topic. */
export type OpenDifferences = ReadonlyMap<string, ReadonlySet<string>>;

const HEADING = `# Requests that are answered otherwise than by Kubernetes and wait to be mended, by topic. The list may only shrink:
# what is answered alike leaves it (npm run differential -- --prune).
`;

export const readOpen = (yaml: string): OpenDifferences =>
  new Map(
    Object.entries((parse(yaml) ?? {}) as Record<string, string[]>).map(([topic, names]) => [topic, new Set(names)]),
  );

/** The file's text; topics without a request are left out. */
export const openText = (open: OpenDifferences): string =>
  HEADING +
  stringify(
    Object.fromEntries([...open].filter(([, names]) => names.size > 0).map(([topic, names]) => [topic, [...names]])),
    { lineWidth: 0 },
  );

export const isOpen = (open: OpenDifferences, { topic, name }: Compared): boolean =>
  open.get(topic)?.has(name) ?? false;

/** Without the names of those topics that differ no more. */
export const pruned = (open: OpenDifferences, stale: OpenDifferences): OpenDifferences =>
  new Map(
    [...open].map(([topic, names]) => [topic, new Set([...names].filter((name) => !stale.get(topic)?.has(name)))]),
  );
