import { join } from 'node:path';
import type { NetLab, Place } from '../../apps/proxy/src/testing/net-lab';

/** Median time in µs to open a connection, measured by a process of its own in that place. */
export function connectTimes(lab: NetLab, from: Place, address: string, port: number): number {
  const { code, output } = lab.run(
    from,
    process.execPath,
    join(__dirname, 'connect-times.cjs'),
    address,
    String(port),
    '2000',
  );
  if (code !== 0) throw new Error(`cannot connect to ${address}:${port}: ${output}`);
  return Number(output);
}
