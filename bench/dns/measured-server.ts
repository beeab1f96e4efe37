import { cpuSeconds } from '@kubets/component/testing';

/** What a server under measurement says of itself when asked. */
export interface Usage {
  cpuMicros: number;
  residentBytes: number;
}

/** The child's side: announces the port and answers questions about its CPU time, and that of its own children. */
export function announce(port: number, children: readonly number[] = []): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const cpuMicros = children.reduce((sum, pid) => sum + cpuSeconds(pid) * 1e6, user + system);
    process.send!({ cpuMicros, residentBytes: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ port });
}
