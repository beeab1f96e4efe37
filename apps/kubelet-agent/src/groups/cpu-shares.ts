const LEAST_SHARES = 2;
const MOST_SHARES = 262_144;
const MOST_WEIGHT = 10_000;

const PERIOD_MICROS = 100_000;
const LEAST_QUOTA_MICROS = 1000;
/** The kernel refuses more than 2^44; no machine has as many CPUs. */
const MOST_QUOTA_MICROS = 2 ** 43;

/** The weight of a group of version 1 for what is asked for, in thousandths of a CPU. */
export const cpuShares = (milliCpu: number): number =>
  Math.min(MOST_SHARES, Math.max(LEAST_SHARES, Math.floor((milliCpu * 1024) / 1000)));

/** The same for version 2, as runtimes convert it. */
export const cpuWeight = (shares: number): number =>
  1 + Math.floor(((shares - LEAST_SHARES) * (MOST_WEIGHT - 1)) / (MOST_SHARES - LEAST_SHARES));

/** How much of each period a group may run, for a limit in thousandths of a CPU. */
export const cpuQuota = (milliCpu: number): { periodMicros: number; quotaMicros: number } => ({
  periodMicros: PERIOD_MICROS,
  quotaMicros: Math.min(MOST_QUOTA_MICROS, Math.max(LEAST_QUOTA_MICROS, Math.floor((milliCpu * PERIOD_MICROS) / 1000))),
});
