import { setTimeout as sleep } from 'node:timers/promises';
import { humanDuration } from '@kubets/apimachinery';
import type { ClusterLayout } from '../cluster/layout';
import { supervisorHealth, supervisorStatus, type ProcessStatus, type SupervisorStatus } from '../supervisor/control';
import type { Probe } from '../supervisor/probe-health';
import { existingCluster } from './existing-cluster';
import { podsWithoutImages, waitingForImages, type PodWithoutImage } from './pods-without-images';
import { formatTable } from './table';

const WATCH_MS = 2000;

/** What is shown of a process' health. */
type Health = Omit<Probe, 'answered'>;

interface Row {
  process: ProcessStatus;
  result: Health;
}

export interface StatusOptions {
  stateDir: string;
  watch?: boolean;
  output?: string;
}

/** Prints every process with its health, again and again where that is asked for; exit code 1 when the cluster is not wholly well. */
export async function status({ stateDir, watch, output }: StatusOptions): Promise<void> {
  const layout = await existingCluster(stateDir);
  for (;;) {
    const supervisor = await supervisorStatus(layout);
    const health = supervisor && (await supervisorHealth(layout));
    if (!supervisor || !health) throw new Error(`The cluster in ${stateDir} is stopped. Start it with: npm start`);
    const rows = supervisor.processes.map((process) => ({
      process,
      result: health[process.name] ?? { healthy: false, detail: 'not running' },
    }));
    const waiting = await podsWithoutImages(layout);
    console.log(output === 'json' ? asJson(layout, rows, waiting) : asText(layout, supervisor, rows, waiting));
    process.exitCode = rows.every(({ result }) => result.healthy) ? 0 : 1;
    if (!watch) return;
    await sleep(WATCH_MS);
  }
}

const asJson = (
  { options, kubeconfig }: ClusterLayout,
  rows: readonly Row[],
  podsWithoutImages: readonly PodWithoutImage[],
): string =>
  JSON.stringify(
    {
      name: options.name,
      api: `https://127.0.0.1:${options.securePort}`,
      kubeconfig,
      processes: rows.map(({ process, result: { healthy, detail, version } }) => ({
        ...process,
        healthy,
        detail,
        version,
      })),
      podsWithoutImages,
    },
    undefined,
    2,
  );

function asText(
  { options, kubeconfig }: ClusterLayout,
  supervisor: SupervisorStatus,
  rows: readonly Row[],
  waiting: readonly PodWithoutImage[],
): string {
  const ours = supervisor.processes.filter((process) => process.ours);
  const total = ours.reduce((sum, process) => sum + process.memoryBytes, supervisor.memoryBytes);
  return [
    statusTable(rows, Date.now()),
    '',
    `Memory of our ${ours.length + 1} Node.js processes: ${mebibytes(total)} (the supervisor, pid ${supervisor.pid}: ${mebibytes(supervisor.memoryBytes)})`,
    `API: https://127.0.0.1:${options.securePort}   gRPC: 127.0.0.1:${options.grpcPort}   KUBECONFIG=${kubeconfig}`,
    ...waitingForImages(waiting),
  ].join('\n');
}

/** What there is to tell of every process, one in a line. */
export const statusTable = (rows: readonly Row[], nowMs: number): string =>
  formatTable(
    ['SERVICE', 'HEALTH', 'VERSION', 'PID', 'MEMORY', 'RESTARTS', 'AGE', 'LOG'],
    rows.map(({ process, result }) => rowOf(process, result, nowMs)),
  );

const rowOf = (process: ProcessStatus, result: Health, nowMs: number) => [
  process.name,
  result.healthy ? 'ok' : (result.detail ?? 'unhealthy'),
  result.version ?? '',
  String(process.pid ?? ''),
  process.memoryBytes > 0 ? mebibytes(process.memoryBytes) : '',
  String(process.restarts),
  process.startedAt && process.running ? humanDuration(nowMs - Date.parse(process.startedAt)) : '',
  process.logFile,
];

const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
