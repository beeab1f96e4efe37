import type { Step } from './expected';

/** How a program that uses a client is run; it prints a line of JSON per step. */
export interface Program {
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
}

/** A published client library at one version, and the program that uses it. */
export interface StockClient {
  language: string;
  name: string;
  version: string;
  /** Used in every run of the tests, not only when all are asked for. */
  inShortForm: boolean;
  /** What its program does, of the steps in `expected.ts`. */
  steps: readonly Step[];
  /** Where the library itself does otherwise than the others, with what comes of it. */
  peculiar?: Partial<Record<Step, unknown>>;
  /** Installs or builds what is missing below `dist/clients`. @throws Error where that can't be done. */
  prepare(): Program;
}
