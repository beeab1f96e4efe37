import type { CpuUsage, MemoryUsage } from '../runtimes/runtime';
import type { InterfaceFigures } from './figures';

// What the kernel writes below /proc, read from its text.

/** The kernel's unit of time in /proc/stat: 100 a second, on every architecture. */
const NANOSECONDS_OF_TICK = 1e7;

/** Of /proc/stat: what all processors worked since the machine started, and when that was. */
export function parseProcStat(text: string, timeMs: number): { cpu: CpuUsage; startedAtMs: number } {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (text.split('\n')[0] ?? '')
    .split(/ +/)
    .map(Number);
  const bootSeconds = Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0);
  const ticks = user + nice + system + irq + softirq;
  return {
    cpu: { timeMs, coreNanoSeconds: ticks * NANOSECONDS_OF_TICK },
    startedAtMs: bootSeconds * 1000,
  };
}

/** Of /proc/meminfo and /proc/vmstat. What can be taken back at once is not in the working set. */
export function parseMemory(meminfo: string, vmstat: string, timeMs: number): MemoryUsage {
  const bytes = (name: string) => Number(lineOf(meminfo, `${name}:`)?.split(' ')[0] ?? 0) * 1024;
  const usageBytes = bytes('MemTotal') - bytes('MemFree');
  return {
    timeMs,
    usageBytes,
    workingSetBytes: Math.max(0, usageBytes - bytes('Inactive(file)')),
    rssBytes: bytes('AnonPages'),
    pageFaults: Number(lineOf(vmstat, 'pgfault') ?? 0),
    majorPageFaults: Number(lineOf(vmstat, 'pgmajfault') ?? 0),
  };
}

/** What stands after a word at the beginning of a line. */
function lineOf(text: string, word: string): string | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${word} `));
  return line?.slice(word.length).trim();
}

/** Of /proc/PID/net/dev: every interface but the loopback. */
export function parseNetDev(text: string): InterfaceFigures[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name, counts]) => counts !== undefined && name!.trim() !== 'lo')
    .map(([name, counts]) => {
      const [rxBytes, rxPackets, rxErrors, rxDropped, , , , , txBytes, txPackets, txErrors, txDropped] = counts!
        .trim()
        .split(/ +/)
        .map(Number) as [number, ...number[]];
      return {
        name: name!.trim(),
        rxBytes,
        rxPackets: rxPackets ?? 0,
        rxErrors: rxErrors ?? 0,
        rxDropped: rxDropped ?? 0,
        txBytes: txBytes ?? 0,
        txPackets: txPackets ?? 0,
        txErrors: txErrors ?? 0,
        txDropped: txDropped ?? 0,
      };
    });
}

/** Of /proc/PID/net/route: the interface of the default route. */
export function parseDefaultInterface(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')?.[0];
}
