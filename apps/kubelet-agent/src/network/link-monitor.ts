import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { backoff, type Clock, type Logger } from '@kubets/component';

export interface LinkMonitorOptions {
  /** The kernel may have dropped routes: an interface went down or up, or lost an address, or somebody removed a route. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

// It dies with this process, however that ends.
const [program, ...args] = [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'ip',
  '-oneline',
  'monitor',
  'link',
  'address',
  'route',
] as const;

/**
 * Follows the kernel's own announcements (rtnetlink(7), by way of `ip monitor`). When an interface goes down the kernel
 * drops its IPv4 routes and announces the interface only.
 */
export async function monitorLinks({ onChange, clock, logger, signal }: LinkMonitorOptions): Promise<void> {
  const delays = backoff({ initialMs: 200, maxMs: 10_000 });
  while (!signal.aborted) {
    const monitor = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], signal, killSignal: 'SIGKILL' });
    monitor.on('error', (err) => signal.aborted || logger.warn({ reason: err.message }, 'Links cannot be followed'));
    createInterface({ input: monitor.stdout }).on('line', (line) => {
      delays.reset();
      if (mayDropRoutes(line)) onChange();
    });
    await once(monitor, 'close').catch(() => undefined); // an error that has been logged
    onChange(); // whatever was missed
    await clock.sleep(delays.next(), signal);
  }
}

/** Pods come and go with links, addresses and routes of their own, which concern nobody else. */
export function mayDropRoutes(line: string): boolean {
  if (/\bveth/.test(line)) return false;
  return !/ proto | scope | via /.test(line) || line.startsWith('Deleted');
}
