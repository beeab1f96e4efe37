import { MAX_NODE_SCORE } from './plugin';

/** Scales so that the highest becomes 100, or with `reverse` so that the highest becomes 0 and zero becomes 100. */
export function normalizeByHighest(scores: readonly number[], reverse = false): number[] {
  const highest = Math.max(0, ...scores);
  if (highest === 0) return scores.map(() => (reverse ? MAX_NODE_SCORE : 0));
  return scores.map((score) => {
    const scaled = Math.trunc((MAX_NODE_SCORE * score) / highest);
    return reverse ? MAX_NODE_SCORE - scaled : scaled;
  });
}
