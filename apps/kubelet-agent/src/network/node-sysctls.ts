import type { Logger } from '@kubets/component';
import { readFile, writeFile } from 'node:fs/promises';

/** Settings of the node's network namespace without which it does not carry pods' packets. */
const IPV4: Record<string, string> = {
  'net/ipv4/ip_forward': '1',
  // Loose: what comes from a Service may leave by another interface than it came in.
  'net/ipv4/conf/all/rp_filter': '2',
  'net/ipv4/conf/default/rp_filter': '2',
};
const IPV6: Record<string, string> = { 'net/ipv6/conf/all/forwarding': '1' };

/** Sets them. One that can't be set and is wrong is told, for the network may work all the same. */
export async function setNodeSysctls(o: { ipv6: boolean; logger: Logger; root?: string }): Promise<void> {
  for (const [name, value] of Object.entries({ ...IPV4, ...(o.ipv6 ? IPV6 : {}) })) {
    const path = `${o.root ?? '/proc/sys'}/${name}`;
    try {
      if ((await readFile(path, 'utf8')).trim() !== value) await writeFile(path, value);
    } catch (err) {
      o.logger.warn({ err, sysctl: name, value }, 'Kernel setting cannot be set');
    }
  }
}
