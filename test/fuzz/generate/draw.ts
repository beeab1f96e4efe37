import fc from 'fast-check';

/** Where a generated case takes its choices from; the same seed and index give the same choices. */
export interface Draw {
  /** From 0 to below `bound`. */
  int(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** One of the choices, by weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T;
  /** Any text, lone surrogates and all. */
  text(): string;
  /** Any JSON value. */
  json(): unknown;
  /** Any double. */
  double(): number;
  bytes(length: number): Buffer;
}

const anyText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
);

const SHAPES = { texts: anyText, jsons: fc.jsonValue({ maxDepth: 4 }), doubles: fc.double() };

/** The choices of one case. Numbers are most of them, and come from a generator of our own: fast-check's take a hundred times as long. */
export function drawOf(seed: number, index: number): Draw {
  const caseSeed = mixed(seed, index);
  const random = randomOf(caseSeed);
  const int = (bound: number) => Math.floor(random() * bound);
  const shapes: Partial<Record<keyof typeof SHAPES, fc.Stream<unknown>>> = {};
  /** Endless values of each sort, of which a case takes what it needs. */
  function next<S extends keyof typeof SHAPES>(sort: S): (typeof SHAPES)[S] extends fc.Arbitrary<infer T> ? T : never {
    const stream = (shapes[sort] ??= fc.sample(
      fc.infiniteStream(SHAPES[sort] as fc.Arbitrary<unknown>, { noHistory: true }),
      { seed: caseSeed, numRuns: 1 },
    )[0]!);
    return stream.next().value as never;
  }
  const draw: Draw = {
    int,
    chance: (probability) => random() < probability,
    pick: (from) => from[int(from.length)]!,
    weighted(from) {
      let at = int(from.reduce((sum, [weight]) => sum + weight, 0));
      return (from.find(([weight]) => (at -= weight) < 0) ?? from[0]!)[1];
    },
    text: () => next('texts'),
    json: () => next('jsons'),
    double: () => next('doubles'),
    bytes: (length) => Buffer.from(Uint8Array.from({ length }, () => int(256))),
  };
  return draw;
}

/** Numbers from 0 to below 1: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixing = Math.imul(state ^ (state >>> 15), state | 1);
    mixing ^= mixing + Math.imul(mixing ^ (mixing >>> 7), mixing | 61);
    return ((mixing ^ (mixing >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Neighbouring indexes must not give neighbouring seeds. */
function mixed(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
