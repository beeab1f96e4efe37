import { isStep, type Steps } from '../steps/steps';

/** So many lines that are the same, from these places on. */
export interface Block {
  a: number;
  b: number;
  size: number;
}

/** In texts of at least so many lines, one that makes up more than a hundredth of them is no place to begin at. */
const LONG = 200;

/** The places of each line in `b` at which a match may begin. */
function placesOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  b.forEach((line, index) => {
    const known = places.get(line);
    if (known) known.push(index);
    else places.set(line, [index]);
  });
  const most = b.length >= LONG ? Math.floor(b.length / 100) + 1 : Infinity;
  for (const [line, indices] of places) if (indices.length > most) places.delete(line);
  return places;
}

interface Range {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/**
 * What two texts have in common, as Ratcliff and Obershelp find it: the longest run of lines, and the same again before and
 * after it; in steps. It takes quadratic time where the lines come in another order or few are told apart: undefined when
 * it would look at more than `limit` lines.
 */
export function* matchingBlocks(
  a: readonly string[],
  b: readonly string[],
  limit = Infinity,
): Steps<Block[] | undefined> {
  const places = placesOf(b);
  const blocks: Block[] = [];
  let looked = 0;
  const waiting: Range[] = [{ fromA: 0, toA: a.length, fromB: 0, toB: b.length }];
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const block = yield* longestMatch(range);
    if (!block) return undefined;
    if (block.size === 0) continue;
    blocks.push(block);
    waiting.push({ ...range, toA: block.a, toB: block.b });
    waiting.push({ ...range, fromA: block.a + block.size, fromB: block.b + block.size });
  }
  return joined(blocks.sort((one, other) => one.a - other.a || one.b - other.b));

  /** The first in `a`, then in `b`, of the longest runs. */
  function* longestMatch({ fromA, toA, fromB, toB }: Range): Steps<Block | undefined> {
    let best: Block = { a: fromA, b: fromB, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = fromA; i < toA; i++) {
      const next = new Map<number, number>();
      if (isStep(looked++)) yield;
      for (const j of places.get(a[i]!) ?? []) {
        if (isStep(looked++)) yield;
        if (j < fromB) continue;
        if (j >= toB) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      if (looked > limit) return undefined;
      lengths = next;
    }
    let { a: startA, b: startB, size } = best;
    while (startA > fromA && startB > fromB && a[startA - 1] === b[startB - 1]) {
      startA--;
      startB--;
      size++;
    }
    while (startA + size < toA && startB + size < toB && a[startA + size] === b[startB + size]) size++;
    return { a: startA, b: startB, size };
  }
}

/** Those that follow each other without a gap are one. */
function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) last.size += block.size;
    else result.push({ ...block });
  }
  return result;
}
