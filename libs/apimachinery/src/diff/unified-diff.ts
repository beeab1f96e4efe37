import type { Steps } from '../steps/steps';
import { matchingBlocks, type Block } from './matching-blocks';

/** What becomes of the lines from i1 to i2 of the one text: those from j1 to j2 of the other. */
interface Change {
  isEqual: boolean;
  i1: number;
  i2: number;
  j1: number;
  j2: number;
}

const CONTEXT = 3;

/**
 * How one text becomes another, line by line with three lines around each change, without names of files; empty when nothing
 * differs. In steps; undefined when more than `limit` lines have to be looked at to find out.
 */
export function* unifiedDiff(before: string, after: string, limit?: number): Steps<string | undefined> {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const blocks = yield* matchingBlocks(a, b, limit);
  if (!blocks) return undefined;
  yield;
  return grouped(changesOf(blocks, { a: a.length, b: b.length, size: 0 }))
    .map((group) => {
      const [first, last] = [group[0]!, group.at(-1)!];
      const lines = group.flatMap(({ isEqual, i1, i2, j1, j2 }) =>
        isEqual
          ? a.slice(i1, i2).map((line) => ` ${line}\n`)
          : [...a.slice(i1, i2).map((line) => `-${line}\n`), ...b.slice(j1, j2).map((line) => `+${line}\n`)],
      );
      return `@@ -${rangeText(first.i1, last.i2)} +${rangeText(first.j1, last.j2)} @@\n${lines.join('')}`;
    })
    .join('');
}

function changesOf(blocks: readonly Block[], end: Block): Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  for (const block of [...blocks, end]) {
    if (i < block.a || j < block.b) changes.push({ isEqual: false, i1: i, i2: block.a, j1: j, j2: block.b });
    [i, j] = [block.a + block.size, block.b + block.size];
    if (block.size > 0) changes.push({ isEqual: true, i1: block.a, i2: i, j1: block.b, j2: j });
  }
  return changes;
}

/** Changes that are near each other, each group with its context. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  changes.forEach((change, index) => {
    if (!change.isEqual) return group.push(change);
    const { i1, i2, j1, j2 } = change;
    const [isFirst, isLast] = [index === 0, index === changes.length - 1];
    const before = isFirst ? 0 : CONTEXT;
    const after = isLast ? 0 : CONTEXT;
    if (i2 - i1 <= before + after) return group.push(change);
    if (!isFirst) groups.push([...group, { ...change, i2: i1 + before, j2: j1 + before }]);
    group = isLast ? [] : [{ ...change, i1: i2 - after, j1: j2 - after }];
    return undefined;
  });
  if (group.some(({ isEqual }) => !isEqual)) groups.push(group);
  return groups;
}

function rangeText(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
