import {
  EXPECTED,
  EXPECTED_OF_CONTROLLERS,
  EXPECTED_OF_STREAMS,
  type ControllerStep,
  type Step,
  type StreamStep,
} from './expected';

/** How a program that uses a client is run; it prints a line of JSON per step. */
export interface Program {
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
}

/** A published client library at one version, and the programs that use it. */
export interface StockClient {
  language: string;
  name: string;
  version: string;
  /** Used in every run of the tests, not only when all are asked for. */
  inShortForm: boolean;
  /** What its program does, of the steps in `expected.ts`. */
  steps: readonly (Step | ControllerStep)[];
  /** What its other program does with a pod, and by which of the protocols for that. */
  streams?: { over: 'SPDY' | 'WebSocket'; steps: readonly StreamStep[] };
  /** Where the library itself does otherwise than the others, with what comes of it. */
  peculiar?: Partial<Record<Step | StreamStep, unknown>>;
  /** Installs or builds what is missing below `dist/clients`. @throws Error where that can't be done. */
  prepare(): { api: Program; streams?: Program };
}

const RESULTS: Record<string, unknown> = { ...EXPECTED, ...EXPECTED_OF_CONTROLLERS, ...EXPECTED_OF_STREAMS };

/** Name and result of each step, as they have to be. */
export const expectedOf = (
  { peculiar = {} }: StockClient,
  steps: readonly (Step | ControllerStep | StreamStep)[],
): Record<string, unknown> =>
  Object.fromEntries(steps.map((step) => [step, peculiar[step as Step | StreamStep] ?? RESULTS[step]]));
