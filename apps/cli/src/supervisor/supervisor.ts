import { backoff, HEARTBEAT_INTERVAL_MS, type Logger } from '@kubets/component';
import type { ClusterLayout } from '../cluster/layout';
import type { ProcessSpec } from '../processes/process-spec';
import { serveControl, type ProcessHealth, type ProcessStatus, type SupervisorStatus } from './control';
import { fingerprintOf } from './fingerprint';
import { startLivenessChecks } from './liveness';
import { acquireLock } from './lock';
import { logFileOf, rotateLog } from './log-file';
import { endPodProcesses } from './pod-processes';
import { livenessOf, type Prober } from './probe-health';
import { forgetProcesses, lifeLineOf, recordStart, runningProcesses } from './process-directory';
import { endProcesses, memoryBytes, memoryBytesWithWorkers } from './process-identity';
import { createSupervisedProcess, type SupervisedProcess } from './supervised-process';
import { planTakeOver } from './take-over';

const STOP_GRACE_MS = 5000;
const ROTATE_EVERY_MS = 60_000;

export interface SupervisorOptions {
  layout: ClusterLayout;
  specs: ProcessSpec[];
  probe: Prober;
  logger: Logger;
}

/**
 * Starts every process, restarts what ends or hangs, and answers on the control socket until it is told to stop. What an
 * earlier supervisor left running is taken over as it is, unless it would be another one today.
 * Pods outlive it: only an orderly stop ends them.
 */
export async function runSupervisor({ layout, specs, probe, logger }: SupervisorOptions): Promise<void> {
  await acquireLock(layout);
  const { adopted, ended } = planTakeOver(runningProcesses(layout), specs);
  for (const { name, identity } of ended)
    logger.info({ process: name, processPid: identity.pid }, 'ending what has changed or is no longer wanted');
  await endProcesses(
    ended.map(({ identity }) => identity),
    STOP_GRACE_MS,
  );

  const processes = specs.map((spec) =>
    createSupervisedProcess({
      spec,
      logFile: logFileOf(layout, spec.name),
      lifeLine: lifeLineOf(layout, spec.name),
      adopted: adopted.get(spec.name),
      restartDelay: backoff({ initialMs: 100, maxMs: 5000, factor: 2, jitter: 0 }),
      probe: () => probe(livenessOf(spec.health)),
      beforeStart: ({ startedAt, restarts }) =>
        recordStart(layout, spec.name, {
          fingerprint: fingerprintOf(spec),
          startedAt: startedAt.toISOString(),
          restarts,
        }),
      onRunning: ({ pid }, isAdopted) =>
        logger.info({ process: spec.name, processPid: pid }, isAdopted ? 'taken over' : 'started'),
      onHung: ({ pid }) =>
        logger.error({ process: spec.name, processPid: pid }, 'hangs, ending it; where it hung is in its log'),
    }),
  );
  const stopping = new AbortController();
  const running = processes.map((process) => process.keepRunning(stopping.signal));

  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopAll(layout, processes, stopping));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  const server = await serveControl(layout.controlSocket, {
    status: () => statusOf(processes),
    health: () => healthOf(processes, probe),
    stop,
  });
  const rotation = setInterval(() => processes.forEach((process) => rotateLog(process.logFile)), ROTATE_EVERY_MS);
  const endChecks = startLivenessChecks(processes, HEARTBEAT_INTERVAL_MS);

  await Promise.all(running);
  await stopped;
  clearInterval(rotation);
  endChecks();
  await forgetProcesses(layout);
  await new Promise((resolve) => server.close(resolve));
  logger.info('stopped');
}

/** Services first, so that nobody restarts a pod; then the pods; then what all of them stood on. */
async function stopAll(
  layout: ClusterLayout,
  processes: SupervisedProcess[],
  stopping: AbortController,
): Promise<void> {
  stopping.abort();
  const end = (which: (process: SupervisedProcess) => boolean) =>
    endProcesses(
      processes.filter(which).flatMap((process) => process.identity ?? []),
      STOP_GRACE_MS,
    );
  // As long as all that they need is there.
  await Promise.all(
    processes.map(({ identity, spec: { lastCall } }) =>
      identity && lastCall ? endProcesses([identity], lastCall.graceMs, lastCall.signal) : undefined,
    ),
  );
  const isApiserver = (process: SupervisedProcess) => process.spec.name === 'apiserver';
  await end((process) => process.spec.ours && !isApiserver(process));
  await endPodProcesses(layout);
  await end(isApiserver);
  await end((process) => !process.spec.ours);
}

function statusOf(processes: SupervisedProcess[]): SupervisorStatus {
  return { pid: process.pid, memoryBytes: memoryBytes(process.pid), processes: processes.map(processStatus) };
}

async function healthOf(processes: SupervisedProcess[], probe: Prober): Promise<ProcessHealth> {
  const entries = processes.map(async ({ spec, identity, lastExit }) => {
    const health = identity
      ? await probe(spec.health)
      : { healthy: false, answered: false, detail: lastExit ?? 'not running' };
    return [spec.name, health] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const processStatus = (process: SupervisedProcess): ProcessStatus => ({
  name: process.spec.name,
  ours: process.spec.ours,
  running: process.identity !== undefined,
  pid: process.identity?.pid,
  startedAt: process.startedAt?.toISOString(),
  restarts: process.restarts,
  lastExit: process.lastExit,
  memoryBytes: process.identity ? memoryBytesWithWorkers(process.identity.pid) : 0,
  logFile: process.logFile,
});
