/** Milliseconds of the processor that the work takes: unlike those of the clock, they do not grow when the machine has more to do. */
export function cpuMs(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
