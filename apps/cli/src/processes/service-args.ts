import type { TAKING_FLAGS } from '../setup/service-args.mjs';

export type TakingFlags = (typeof TAKING_FLAGS)[number];

/** The further flags of one service, out of all `service:--flag=value`. */
export const flagsOf = (service: TakingFlags, serviceArgs: readonly string[]): string[] =>
  serviceArgs.filter((arg) => arg.startsWith(`${service}:`)).map((arg) => arg.slice(service.length + 1));
