import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import type { ProcessSpec } from '../processes/process-spec';
import type { Prober } from '../supervisor/probe-health';
import { runningProcesses } from '../supervisor/process-directory';
import { endProcesses, type ProcessIdentity } from '../supervisor/process-identity';

const GRACE_MS = 5000;
const TIMEOUT_MS = 60_000;
const CHECK_MS = 100;

/**
 * Ends a process of a running cluster, which the supervisor starts anew, and returns when its successor is well.
 * @throws Error when it is not within a minute.
 */
export async function restartProcess(layout: ClusterLayout, spec: ProcessSpec, probe: Prober): Promise<void> {
  const before = identityOf(layout, spec.name);
  if (before) await endProcesses([before], GRACE_MS);
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(CHECK_MS)) {
    const now = identityOf(layout, spec.name);
    if (now && now.pid !== before?.pid && (await probe(spec.health)).healthy) return;
  }
  throw new Error(`${spec.name} is not well again after ${TIMEOUT_MS / 1000} s. Its log: npx kubets logs ${spec.name}`);
}

const identityOf = (layout: ClusterLayout, name: string): ProcessIdentity | undefined =>
  runningProcesses(layout).find((process) => process.name === name)?.identity;
