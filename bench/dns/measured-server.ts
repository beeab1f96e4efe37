import { readFileSync } from 'node:fs';

/** What a server under measurement says of itself when asked. */
export interface Usage {
  cpuMicros: number;
  residentBytes: number;
}

/** The child's side: announces the port and answers questions about its CPU time, and that of its own children. */
export function announce(port: number, children: readonly number[] = []): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const cpuMicros = children.reduce((sum, pid) => sum + cpuMicrosOf(pid), user + system);
    process.send!({ cpuMicros, residentBytes: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ port });
}

/** proc_pid_stat(5): user and system time are in hundredths of a second. */
function cpuMicrosOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
