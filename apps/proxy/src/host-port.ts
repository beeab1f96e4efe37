import { isIP } from 'node:net';

export interface HostPort {
  host: string;
  port: number;
}

/** Reads `10.0.0.1:10256`, `[::]:10256` or `:10256` (all addresses); undefined when it is none of these. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const host = match[1] ?? (match[2] || '0.0.0.0');
  const port = Number(match[3]);
  return isIP(host) && port <= 65_535 ? { host, port } : undefined;
}
