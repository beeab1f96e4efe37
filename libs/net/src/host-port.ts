export interface HostPort {
  host: string;
  port: number;
}

/** `10.0.0.1:80`, `[fd00::1]:80`. */
export function joinHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const MAX_PORT = 65_535;

/** The reverse; undefined for what is not a host and a port from 1 to 65535. */
export function splitHostPort(text: string): HostPort | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\][]{1,64})\]|([^:\][]{1,255})):(\d{1,5})$/.exec(text) ?? [];
  const [host, port] = [bracketed ?? plain, Number(digits)];
  return host && port >= 1 && port <= MAX_PORT ? { host, port } : undefined;
}
