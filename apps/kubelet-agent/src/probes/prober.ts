import { version } from '@kubets/component';
import type { Container, Probe } from '@kubets/proto-gen/core/v1';

/** How a probe calls itself: by the Kubernetes whose behaviour this is. */
export const PROBE_USER_AGENT = `kube-probe/${version.major}.${version.minor}`;

export interface ProbeTarget {
  container: Container;
  /** In the runtime. */
  containerId: string;
  podIp: string;
}

/** failure: it answered badly or not at all; unknown: the question could not be put. Output is for the event. */
export interface ProbeAnswer {
  result: 'success' | 'failure' | 'unknown';
  output: string;
}

/** One way of asking a container how it is. Never rejects. */
export interface Prober {
  handles(handler: Probe): boolean;
  probe(handler: Probe, target: ProbeTarget, timeoutMs: number): Promise<ProbeAnswer>;
}

/** A port by number or by the name the container gives it. Throws Error for a name it does not have. */
export function resolvePort(port: number | string | undefined, container: Container): number {
  const found =
    typeof port === 'number'
      ? port
      : (container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
  if (!Number.isInteger(found) || found < 1 || found > 65_535)
    throw new Error(`couldn't find port: ${JSON.stringify(port)} in container ${container.name}`);
  return found;
}
