/** A connection that the kernel tracks. */
export interface TrackedFlow {
  /** The kernel's number of it. */
  id: string;
  protocol: 'TCP' | 'UDP' | 'SCTP';
  source: string;
  /** Where the client sends: often a Service. */
  destination: string;
  port: number;
  /** Who answers, once the destination was translated; else the destination itself. */
  backend: string;
  backendPort: number;
  /** Both ways; 0 where the kernel does not count. */
  bytes: number;
  /** Whether nothing came back, or it was refused. */
  failed: boolean;
}

const PROTOCOLS: Readonly<Record<string, TrackedFlow['protocol']>> = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' };
const TUPLE = /src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g;
const BYTES = / bytes=(\d+)/g;
const ID = / id=(\d+)/;
/** Of TCP: a handshake that nobody answered, and one that was refused. */
const FAILED = /^tcp\s+\d+ \d+ (SYN_SENT|CLOSE) /;

/** Reads a line of `conntrack -L -o id`; undefined for anything that is no flow with ports both ways. */
export function parseTrackedFlow(line: string): TrackedFlow | undefined {
  const protocol = PROTOCOLS[line.slice(0, line.indexOf(' '))];
  const [original, reply] = [...line.matchAll(TUPLE)];
  const id = ID.exec(line)?.[1];
  if (!protocol || !original || !reply || !id) return undefined;
  const [, source = '', destination = '', , port] = original;
  const [, backend = '', , backendPort] = reply;
  const bytes = [...line.matchAll(BYTES)].reduce((sum, [, count]) => sum + Number(count), 0);
  const failed = FAILED.test(line);
  return {
    id,
    protocol,
    source,
    destination,
    port: Number(port),
    backend,
    backendPort: Number(backendPort),
    bytes,
    failed,
  };
}
