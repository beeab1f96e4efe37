import { backoff, type Logger } from '@kubets/component';
import type { ClusterLayout } from '../cluster/layout';
import type { ProcessSpec } from '../processes/process-spec';
import { serveControl } from './control-server';
import { endProcesses } from './end-processes';
import { logFileOf, rotateLog } from './log-file';
import { acquireLock } from './lock';
import { endPodProcesses } from './pod-processes';
import { forgetProcesses, recordProcess, recordedProcesses } from './process-records';
import { memoryBytes } from './process-identity';
import type { ProcessStatus, SupervisorStatus } from './status';
import { createSupervisedProcess, type SupervisedProcess } from './supervised-process';

const STOP_GRACE_MS = 5000;
const ROTATE_EVERY_MS = 60_000;

/**
 * Starts every process, restarts what ends, and answers on the control socket until it is told to stop.
 * Pods outlive it: only an orderly stop ends them.
 */
export async function runSupervisor(layout: ClusterLayout, specs: ProcessSpec[], logger: Logger): Promise<void> {
  await acquireLock(layout);
  const stopping = new AbortController();
  // A supervisor that was killed left its services running; nobody would restart them, so they are started anew.
  await endProcesses(await recordedProcesses(layout), STOP_GRACE_MS);
  await forgetProcesses(layout);

  const processes = specs.map((spec) =>
    createSupervisedProcess({
      spec,
      logFile: logFileOf(layout, spec.name),
      restartDelay: backoff({ initialMs: 100, maxMs: 5000, factor: 2, jitter: 0 }),
      onStart: async (identity) => {
        logger.info({ process: spec.name, pid: identity.pid }, 'started');
        await recordProcess(layout, spec.name, identity);
      },
    }),
  );
  const running = processes.map((process) => process.keepRunning(stopping.signal));

  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopAll(layout, processes, stopping));
  const server = await serveControl(layout.controlSocket, { status: () => statusOf(processes), stop });
  const rotation = setInterval(() => processes.forEach((process) => rotateLog(process.logFile)), ROTATE_EVERY_MS);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  await Promise.all(running);
  await stopped;
  clearInterval(rotation);
  await forgetProcesses(layout);
  await new Promise((resolve) => server.close(resolve));
  logger.info('stopped');
}

/** Services first, so that nobody restarts a pod; then the pods; then what all of them stood on. */
async function stopAll(layout: ClusterLayout, processes: SupervisedProcess[], stopping: AbortController): Promise<void> {
  stopping.abort();
  const end = (which: (process: SupervisedProcess) => boolean) =>
    endProcesses(processes.filter(which).flatMap((process) => process.identity ?? []), STOP_GRACE_MS);
  const isApiserver = (process: SupervisedProcess) => process.spec.name === 'apiserver';
  await end((process) => process.spec.ours && !isApiserver(process));
  await endPodProcesses(layout);
  await end(isApiserver);
  await end((process) => !process.spec.ours);
}

function statusOf(processes: SupervisedProcess[]): SupervisorStatus {
  return { pid: process.pid, memoryBytes: memoryBytes(process.pid), processes: processes.map(processStatus) };
}

const processStatus = (process: SupervisedProcess): ProcessStatus => ({
  name: process.spec.name,
  ours: process.spec.ours,
  running: process.identity !== undefined,
  pid: process.identity?.pid,
  startedAt: process.startedAt?.toISOString(),
  restarts: process.restarts,
  lastExit: process.lastExit,
  memoryBytes: process.identity ? memoryBytes(process.identity.pid) : 0,
  logFile: process.logFile,
});
