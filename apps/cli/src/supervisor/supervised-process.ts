import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backoff, HEARTBEAT_VARIABLE, processEnd } from '@kubets/component';
import { commandLineOf, type ProcessSpec } from '../processes/process-spec';
import { inheritedEnvironment } from '../processes/service-environment';
import { endHung } from './end-hung';
import { followLifeLine, makeLifeLine } from './life-line';
import { createLivenessRule, type LivenessRule } from './liveness';
import { openLog } from './log-file';
import type { Probe } from './probe-health';
import type { RunningProcess, StartRecord } from './process-directory';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

/** A process that ran this long has started well: its next restart is immediate again. */
const STABLE_MS = 10_000;
/** Checks within which one of ours gives its first sign of life; others may have a large store to read. */
const OWN_GRACE_CHECKS = 30;
/** From the closing of a process' files to its end. */
const LAST_STEPS_MS = 20;

export interface SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly logFile: string;
  /** The running process; undefined between an exit and the restart. */
  readonly identity: ProcessIdentity | undefined;
  readonly startedAt: Date | undefined;
  readonly restarts: number;
  readonly lastExit: string | undefined;
  /** Runs and restarts the process until the signal. */
  keepRunning(signal: AbortSignal): Promise<void>;
  /** Time for a sign of life, unless `excused`. One that hangs is ended, and so restarted. */
  checkLiveness(excused: boolean): void;
}

export interface SupervisionOptions {
  spec: ProcessSpec;
  logFile: string;
  lifeLine: string;
  /** An earlier supervisor's process that is to be looked after instead of a new one. */
  adopted?: RunningProcess & { record: StartRecord };
  restartDelay: Backoff;
  probe(): Promise<Probe>;
  /** Told of every start before it happens. */
  beforeStart(start: { startedAt: Date; restarts: number }): Promise<void>;
  onRunning(identity: ProcessIdentity, adopted: boolean): void;
  onHung(identity: ProcessIdentity): void;
}

export function createSupervisedProcess(options: SupervisionOptions): SupervisedProcess {
  const { spec, logFile, lifeLine, adopted, restartDelay } = options;
  const state = {
    identity: undefined as ProcessIdentity | undefined,
    rule: undefined as LivenessRule | undefined,
    startedAt: adopted && new Date(adopted.record.startedAt),
    restarts: adopted?.record.restarts ?? 0,
    lastExit: undefined as string | undefined,
    hung: false,
  };

  const beat = () => state.rule?.alive();

  /** Looks after a running process to its end. */
  async function follow(
    identity: ProcessIdentity | undefined,
    rule: LivenessRule,
    ended: Promise<string>,
  ): Promise<void> {
    Object.assign(state, { identity, rule, hung: false });
    const exit = await ended;
    state.lastExit = state.hung ? 'hung, ended' : exit;
    state.identity = undefined;
  }

  async function startOne(signal: AbortSignal): Promise<void> {
    state.startedAt = new Date();
    await options.beforeStart({ startedAt: state.startedAt, restarts: state.restarts });
    const line = await makeLifeLine(lifeLine);
    // From here to where it is seen and can be ended nothing waits: a stop comes before the start, or finds what it started.
    if (signal.aborted) return closeSync(line);
    const { pid, ended } = start(spec, logFile, line);
    void followLifeLine(lifeLine, beat);
    closeSync(line);
    const identity = pid === undefined ? undefined : identify(pid);
    if (identity) options.onRunning(identity, false);
    await follow(
      identity,
      createLivenessRule({ known: false, graceChecks: spec.ours ? OWN_GRACE_CHECKS : Infinity }),
      ended,
    );
  }

  async function adopt({ identity }: RunningProcess): Promise<void> {
    options.onRunning(identity, true);
    await follow(identity, createLivenessRule({ known: true }), endOf(identity, lifeLine, beat));
  }

  return {
    spec,
    logFile,
    get identity() {
      return state.identity;
    },
    get startedAt() {
      return state.startedAt;
    },
    get restarts() {
      return state.restarts;
    },
    get lastExit() {
      return state.lastExit;
    },
    async keepRunning(signal) {
      for (let next = adopted; ; next = undefined) {
        const before = state.startedAt && next ? state.startedAt.getTime() : Date.now();
        // What could not be started, as on a full disk, is tried again as what has ended.
        await (next ? adopt(next) : startOne(signal)).catch((error: Error) => void (state.lastExit = error.message));
        if (signal.aborted) return;
        if (Date.now() - before > STABLE_MS) restartDelay.reset();
        await sleep(restartDelay.next(), undefined, { signal }).catch(() => undefined); // stopped while waiting
        if (signal.aborted) return;
        state.restarts++;
      }
    },
    checkLiveness(excused) {
      const { identity, rule } = state;
      if (!identity || !rule || state.hung) return;
      if (excused) return rule.forgive();
      if (rule.check()) {
        state.hung = true;
        options.onHung(identity);
        void endHung(spec, identity, logFile);
      } else if (!spec.ours) {
        void options.probe().then(({ answered }) => answered && rule.alive());
      }
    },
  };
}

function start(spec: ProcessSpec, logFile: string, lifeLine: number): { pid?: number; ended: Promise<string> } {
  const [command, ...args] = commandLineOf(spec);
  const log = openLog(logFile);
  try {
    const env = { ...inheritedEnvironment(process.env), ...(spec.ours && { [HEARTBEAT_VARIABLE]: '0' }), ...spec.env };
    // A group of its own: a Ctrl-C at the terminal is not for it.
    const child = spawn(command, args, { stdio: [lifeLine, log, log], detached: true, env, cwd: '/' });
    return { pid: child.pid, ended: processEnd(child) };
  } finally {
    closeSync(log);
  }
}

/** Only its parent is told how a process ended. */
async function endOf(identity: ProcessIdentity, lifeLine: string, onBeat: () => void): Promise<string> {
  await followLifeLine(lifeLine, onBeat);
  while (isAlive(identity)) await sleep(LAST_STEPS_MS);
  return 'ended; how is not known, an earlier supervisor had started it';
}
