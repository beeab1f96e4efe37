/** What a server under measurement says of itself when asked. */
export interface Usage {
  cpuMicros: number;
  residentBytes: number;
}

/** The child's side: announces the port and answers questions about its CPU time. */
export function announce(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send!({ cpuMicros: user + system, residentBytes: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ port });
}
