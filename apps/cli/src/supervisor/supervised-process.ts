import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backoff } from '@kubets/component';
import type { ProcessSpec } from '../processes/process-spec';
import { commandLineOf } from './command-line';
import { openLog } from './log-file';
import { identify, type ProcessIdentity } from './process-identity';

/** A process that ran this long has started well: its next restart is immediate again. */
const STABLE_MS = 10_000;

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
}

export interface SupervisionOptions {
  spec: ProcessSpec;
  logFile: string;
  restartDelay: Backoff;
  /** Told of every start, before anything else happens. */
  onStart(identity: ProcessIdentity): Promise<void>;
}

export function createSupervisedProcess({ spec, logFile, restartDelay, onStart }: SupervisionOptions): SupervisedProcess {
  const state = { identity: undefined as ProcessIdentity | undefined, startedAt: undefined as Date | undefined, restarts: 0, lastExit: undefined as string | undefined };

  async function runOnce(): Promise<void> {
    const child = start(spec, logFile);
    const ended = exitOf(child);
    state.startedAt = new Date();
    state.identity = child.pid === undefined ? undefined : identify(child.pid);
    if (state.identity) await onStart(state.identity);
    state.lastExit = await ended;
    state.identity = undefined;
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
      for (;;) {
        const before = Date.now();
        await runOnce();
        if (signal.aborted) return;
        if (Date.now() - before > STABLE_MS) restartDelay.reset();
        await sleep(restartDelay.next(), undefined, { signal }).catch(() => undefined); // stopped while waiting
        if (signal.aborted) return;
        state.restarts++;
      }
    },
  };
}

function start(spec: ProcessSpec, logFile: string): ChildProcess {
  const [command, ...args] = commandLineOf(spec);
  const log = openLog(logFile);
  try {
    // A group of its own: a Ctrl-C at the terminal is not for it.
    return spawn(command, args, { stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...spec.env }, cwd: '/' });
  } finally {
    closeSync(log);
  }
}

const exitOf = (child: ChildProcess) =>
  new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
