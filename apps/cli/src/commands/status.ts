import { humanDuration } from '@kubets/apimachinery';
import { layoutOf } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { ensureClusterPki } from '../pki/cluster-pki';
import { processesOf } from '../processes/registry';
import { supervisorStatus, type ProcessStatus } from '../supervisor/control';
import { createProber, type Probe } from '../supervisor/probe-health';

/** What is shown of a process' health. */
type Health = Omit<Probe, 'answered'>;

/** Prints every process with its health; exit code 1 when the cluster is not wholly well. */
export async function status({ stateDir }: { stateDir: string }): Promise<void> {
  const options = await loadOptions(stateDir);
  const layout = options && layoutOf(options);
  const supervisor = layout && (await supervisorStatus(layout));
  if (!layout || !supervisor) {
    console.log(
      options
        ? `The cluster in ${stateDir} is stopped. Start it with: npm start`
        : `There is no cluster in ${stateDir}. Make one with: npm start`,
    );
    process.exitCode = 1;
    return;
  }
  const pki = await ensureClusterPki(layout);
  const probe = createProber(pki);
  const specs = new Map(processesOf(layout, pki).map((spec) => [spec.name, spec]));
  const rows = await Promise.all(
    supervisor.processes.map(async (process) => {
      const spec = specs.get(process.name);
      const result: Health = !process.running
        ? { healthy: false, detail: process.lastExit ?? 'not running' }
        : spec
          ? await probe(spec.health)
          : { healthy: true };
      return { process, result };
    }),
  );
  const unwell = rows.filter(({ result }) => !result.healthy);
  console.log(statusTable(rows, Date.now()));
  const ours = supervisor.processes.filter((process) => process.ours);
  const total = ours.reduce((sum, process) => sum + process.memoryBytes, supervisor.memoryBytes);
  console.log(
    `\nMemory of our ${ours.length + 1} Node.js processes: ${mebibytes(total)} (the supervisor, pid ${supervisor.pid}: ${mebibytes(supervisor.memoryBytes)})`,
  );
  console.log(
    `API: https://127.0.0.1:${layout.options.securePort}   gRPC: 127.0.0.1:${layout.options.grpcPort}   KUBECONFIG=${layout.kubeconfig}`,
  );
  if (unwell.length > 0) process.exitCode = 1;
}

/** What there is to tell of every process, one in a line. */
export const statusTable = (rows: readonly { process: ProcessStatus; result: Health }[], nowMs: number): string =>
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

/** Columns as wide as their widest cell, three blanks between them, as kubectl prints tables. */
function formatTable(titles: string[], rows: string[][]): string {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
