export type Lane = 'http' | 'grpc' | 'dns';

/** What is fuzzed, how much, and out of which seed. */
export interface FuzzOptions {
  seed: number;
  counts: Record<Lane, number>;
  /** Only these, of one lane: `http:17` or `dns:100-200`. */
  only?: { lane: Lane; first: number; last: number };
}

/** What two quiet processors do in half a minute, twice: other cases come with the next run's seed. What is left in memory after more than 8,000 has been measured without nodes only. */
export const DEFAULTS: Record<Lane, number> = { http: 5_000, grpc: 1_250, dns: 12_500 };

/**
 * KUBETS_FUZZ_SEED; KUBETS_FUZZ_REQUESTS, which is HTTP requests, with a quarter as many gRPC calls and two and a half as many
 * packets; KUBETS_FUZZ_ONLY.
 */
export function fuzzOptions(env: Record<string, string | undefined>): FuzzOptions {
  const seed = wholeNumber(env, 'KUBETS_FUZZ_SEED') ?? Math.floor(Math.random() * 2 ** 31);
  const requests = wholeNumber(env, 'KUBETS_FUZZ_REQUESTS') ?? DEFAULTS.http;
  const scaled = (count: number) => Math.round((count * requests) / DEFAULTS.http);
  const only = env.KUBETS_FUZZ_ONLY ? onlyOf(env.KUBETS_FUZZ_ONLY) : undefined;
  return {
    seed,
    counts: { http: requests, grpc: scaled(DEFAULTS.grpc), dns: scaled(DEFAULTS.dns) },
    ...(only && { only }),
  };
}

/** The indexes of a lane that are to run. */
export function rangeOf({ counts, only }: FuzzOptions, lane: Lane): { first: number; end: number } {
  if (!only) return { first: 0, end: counts[lane] };
  return only.lane === lane ? { first: only.first, end: only.last + 1 } : { first: 0, end: 0 };
}

/** What runs one case again. */
export const replayCommand = ({ seed }: FuzzOptions, lane: Lane, index: number) =>
  `KUBETS_FUZZ_SEED=${seed} KUBETS_FUZZ_ONLY=${lane}:${index} npx jest test/fuzz/fuzz.test.ts --selectProjects fuzz`;

function wholeNumber(env: Record<string, string | undefined>, name: string): number | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,10}$/.test(value)) throw new Error(`${name}=${value}: a whole number is wanted`);
  return Number(value);
}

function onlyOf(value: string): FuzzOptions['only'] {
  const [, lane, first, last = first] = /^(http|grpc|dns):(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  if (!lane) throw new Error(`KUBETS_FUZZ_ONLY=${value}: a lane and indexes are wanted, as in http:17 or dns:100-200`);
  return { lane: lane as Lane, first: Number(first), last: Number(last) };
}
