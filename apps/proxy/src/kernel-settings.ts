import { readFile, writeFile } from 'node:fs/promises';
import type { Logger } from '@kubets/component';

/** What the kernel has to allow for forwarding; /proc/sys/net is that of the process's own network namespace. */
const SETTINGS = [
  { path: 'net/ipv4/ip_forward', without: 'packets are not forwarded to pods' },
  // A reply to 127.0.0.1 arrives from a pod's interface; the filter-input chain keeps everybody else out.
  { path: 'net/ipv4/conf/all/route_localnet', without: 'nodePorts do not answer on 127.0.0.1' },
];

/** Switches on what is off. Where /proc/sys is read-only (in a container) a warning says what will not work. */
export async function prepareKernel(logger: Logger, root = '/proc/sys'): Promise<void> {
  for (const { path, without } of SETTINGS) {
    const file = `${root}/${path}`;
    try {
      if ((await readFile(file, 'utf8')).trim() === '1') continue;
      await writeFile(file, '1');
    } catch (error) {
      logger.warn({ err: error, setting: path, without }, 'Cannot change kernel setting');
    }
  }
}
