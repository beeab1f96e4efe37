import { readdirSync, readFileSync } from 'node:fs';
import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * Processor, memory, files, event loop and garbage collection of this process, by the names that prom-client gives them;
 * all is read when somebody asks. Its own set also samples the event loop a hundred times a second, in a histogram of
 * 360 KiB: every service of an idle cluster would be woken for it, and weigh as much more.
 */
export function collectProcessMetrics(registry: Registry): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number | undefined) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read();
        if (value !== undefined) this.set(value);
      },
    });

  processorTime(registry);
  collections(registry);
  gauge('process_start_time_seconds', 'Start of the process since the Unix epoch in seconds.', () =>
    Math.round(performance.timeOrigin / 1000),
  );
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss());
  gauge('process_virtual_memory_bytes', 'Virtual memory size in bytes.', virtualBytes);
  gauge('process_open_fds', 'Number of open file descriptors.', openFiles);
  gauge('process_max_fds', 'Maximum number of open file descriptors.', mostFiles);
  gauge(
    'nodejs_eventloop_utilization',
    'Share of the time since the start in which the event loop was busy, 0 to 1.',
    () => performance.eventLoopUtilization().utilization,
  );
  gauge('nodejs_heap_size_total_bytes', 'Process heap size from Node.js in bytes.', () => memory().heapTotal);
  gauge('nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.', () => memory().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Node.js external memory size in bytes.', () => memory().external);
  new Gauge({ name: 'nodejs_version_info', help: 'Node.js version info.', labelNames: ['version'], registers }).set(
    { version: process.version },
    1,
  );
}

const memory = () => process.memoryUsage();

function processorTime(registry: Registry): void {
  for (const [name, what, read] of [
    ['process_cpu_user_seconds_total', 'user', ({ user }) => user],
    ['process_cpu_system_seconds_total', 'system', ({ system }) => system],
    ['process_cpu_seconds_total', 'user and system', ({ user, system }) => user + system],
  ] satisfies [string, string, (usage: NodeJS.CpuUsage) => number][]) {
    new Counter({
      name,
      help: `Total ${what} CPU time spent in seconds.`,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(process.cpuUsage()) / 1e6);
      },
    });
  }
}

const KINDS: Record<number, string> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

type Collection = PerformanceEntry & { detail: { kind: number } };

function collections(registry: Registry): void {
  const histogram = new Histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labelNames: ['kind'],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    registers: [registry],
  });
  new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries() as Collection[])
      histogram.observe({ kind: KINDS[detail.kind] ?? 'other' }, duration / 1000);
  }).observe({ entryTypes: ['gc'] });
}

/** Undefined where the system does not tell. */
function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length - 1; // reading has one open
  } catch {
    return undefined;
  }
}

const mostFiles = () => numberIn('/proc/self/limits', /^Max open files +(\d+)/m);

const KIB = 1024;
const virtualBytes = () => {
  const kibibytes = numberIn('/proc/self/status', /^VmSize:\s+(\d+) kB/m);
  return kibibytes === undefined ? undefined : kibibytes * KIB;
};

function numberIn(file: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined; // no such file: not Linux
  }
}
