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

const INT_BOUND = 2 ** 31;

const anyText = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)));

/** Endless values of each sort, of which a case takes what it needs. */
const choices = fc.record({
  ints: fc.infiniteStream(fc.noBias(fc.nat({ max: INT_BOUND - 1 })), { noHistory: true }),
  texts: fc.infiniteStream(anyText, { noHistory: true }),
  jsons: fc.infiniteStream(fc.jsonValue({ maxDepth: 4 }), { noHistory: true }),
  doubles: fc.infiniteStream(fc.double(), { noHistory: true }),
});

/** The choices of one case. */
export function drawOf(seed: number, index: number): Draw {
  const [{ ints, texts, jsons, doubles } = never()] = fc.sample(choices, { seed: mixed(seed, index), numRuns: 1 });
  const next = <T>(stream: fc.Stream<T>): T => stream.next().value as T;
  const int = (bound: number) => Math.floor((next(ints) / INT_BOUND) * bound);
  const draw: Draw = {
    int,
    chance: (probability) => next(ints) / INT_BOUND < probability,
    pick: (from) => from[int(from.length)]!,
    weighted(from) {
      let at = int(from.reduce((sum, [weight]) => sum + weight, 0));
      return (from.find(([weight]) => (at -= weight) < 0) ?? from[0]!)[1];
    },
    text: () => next(texts),
    json: () => next(jsons),
    double: () => next(doubles),
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(256))),
  };
  return draw;
}

const never = (): never => {
  throw new Error('nothing was generated');
};

/** Neighbouring indexes must not give neighbouring seeds. */
function mixed(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
