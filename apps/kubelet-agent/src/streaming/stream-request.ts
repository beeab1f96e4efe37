import { isTrue } from '@kubets/apimachinery';

/** What an upgraded connection is for. */
export type StreamRequest =
  | {
      kind: 'exec' | 'attach';
      namespace: string;
      pod: string;
      container: string;
      command: string[];
      stdin: boolean;
      stdout: boolean;
      stderr: boolean;
      tty: boolean;
    }
  | { kind: 'portForward'; namespace: string; pod: string; ports: number[] };

/**
 * Reads `/exec/NAMESPACE/POD[/UID]/CONTAINER?…`, the same for attach, and `/portForward/NAMESPACE/POD[/UID]`, in the
 * form the kubelet's API has (input, output, error) or the pod's (stdin, stdout, stderr). Undefined for anything else.
 */
export function parseStreamRequest(url: URL): StreamRequest | undefined {
  const [kind, namespace, pod, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const query = url.searchParams;
  if (!namespace || !pod) return undefined;
  if (kind === 'portForward' && rest.length <= 1) {
    const ports = query
      .getAll('port')
      .concat(query.getAll('ports'))
      .flatMap((text) => text.split(','))
      .map(Number);
    return { kind, namespace, pod, ports: ports.filter((port) => Number.isInteger(port) && port > 0 && port < 65_536) };
  }
  const container = rest.at(-1);
  if ((kind !== 'exec' && kind !== 'attach') || !container || rest.length > 2) return undefined;
  const flag = (...names: string[]) => names.some((name) => isTrue(query.get(name)));
  const tty = flag('tty');
  // With a terminal there is one output only.
  return {
    kind,
    namespace,
    pod,
    container,
    command: query.getAll('command'),
    stdin: flag('input', 'stdin'),
    stdout: flag('output', 'stdout'),
    stderr: flag('error', 'stderr') && !tty,
    tty,
  };
}
