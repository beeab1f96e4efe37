import { createHash } from 'node:crypto';

/** Numbers from 0 to 1 that follow from the seed (mulberry32): the same seed, the same numbers. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed that follows from another one and from what it is for: who draws more of one chance changes nothing of another. */
export const seedFor = (seed: number, ...what: readonly (string | number)[]): number =>
  createHash('sha256')
    .update(JSON.stringify([seed, ...what]))
    .digest()
    .readUInt32LE(0);
