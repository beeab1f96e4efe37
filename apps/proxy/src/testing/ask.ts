import { join } from 'node:path';
import type { NetLab, Place } from './net-lab';

/** Asks the lab's echo servers. */
export interface Asker {
  /** `POD CLIENT-ADDRESS` as the pod saw it, or `refused` or `timeout`. */
  http(from: Place, address: string, port?: number): string;
  /** The same; `refused` means an ICMP error. */
  udp(from: Place, address: string, port: number, sourcePort?: number): string;
}

export function createAsker(lab: NetLab): Asker {
  return {
    http(from, address, port = 80) {
      const { code, output } = lab.run(
        from,
        'curl',
        '-s',
        '--noproxy',
        '*',
        '--max-time',
        '2',
        `http://${address.includes(':') ? `[${address}]` : address}:${port}/`,
      );
      const failures: Record<number, string> = { 0: output.trim(), 7: 'refused', 28: 'timeout' };
      return failures[code] ?? `curl ended with ${code}`;
    },
    udp(from, address, port, sourcePort = 0) {
      const answer = lab
        .run(from, process.execPath, join(__dirname, 'udp-client.cjs'), address, String(port), String(sourcePort))
        .output.trim();
      return answer === 'ECONNREFUSED' ? 'refused' : answer;
    },
  };
}

/** Which pods answered when asked this often, sorted. */
export function podsOf(count: number, ask: () => string): string[] {
  return [...new Set(Array.from({ length: count }, () => ask().split(' ')[0] ?? ''))].sort();
}
