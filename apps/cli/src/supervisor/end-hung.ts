import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessSpec } from '../processes/process-spec';
import { PROGRAM } from '../program';
import { takeNodeStack } from './node-stack';
import { isAlive, isStopped, signalProcess, type ProcessIdentity } from './process-identity';

/** How long a program written in Go has to print its goroutines. */
const DUMP_MS = 3000;
const CHECK_MS = 50;

/**
 * Ends a process that hangs, with where it was in its own log: our services' JavaScript stack, other programs' own dump
 * (Go prints every goroutine at SIGQUIT and ends).
 */
export async function endHung(spec: ProcessSpec, identity: ProcessIdentity, logFile: string): Promise<void> {
  const where = isStopped(identity.pid)
    ? { reason: 'stopped by a signal' }
    : spec.ours
      ? await stackOf(identity, logFile)
      : await dumpOf(identity);
  const line = {
    level: 'fatal',
    time: new Date().toISOString(),
    service: spec.name,
    pid: identity.pid,
    ...where,
    msg: 'Hangs, ended by the supervisor',
  };
  appendFileSync(logFile, `${JSON.stringify(line)}\n`);
  signalProcess(identity, 'SIGKILL');
}

const stackOf = (identity: ProcessIdentity, logFile: string) =>
  takeNodeStack(identity, logFile, PROGRAM).then(
    (stack) => ({ reason: 'blocked', stack }),
    (error: Error) => ({ reason: 'blocked', noStack: error.message }),
  );

async function dumpOf(identity: ProcessIdentity) {
  signalProcess(identity, 'SIGQUIT');
  for (const deadline = Date.now() + DUMP_MS; isAlive(identity) && Date.now() < deadline;) await sleep(CHECK_MS);
  return { reason: 'no answer to its health check' };
}
