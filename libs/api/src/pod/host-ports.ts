import type { Pod } from '@kubets/proto-gen/core/v1';
import { runningContainers } from './containers';

/** A port of its node that a pod takes. */
export interface HostPort {
  protocol: string;
  /** `0.0.0.0` for every address. */
  hostIP: string;
  port: number;
}

/** The ports of the node that the pod's containers and sidecars take. */
export function hostPortsOf(pod: Pod): HostPort[] {
  return runningContainers(pod).flatMap(({ ports = [] }) =>
    ports.flatMap(({ protocol, hostIP, hostPort }) =>
      hostPort ? [{ protocol: protocol || 'TCP', hostIP: hostIP || '0.0.0.0', port: hostPort }] : [],
    ),
  );
}

/** Whether the two cannot be had on one node; 0.0.0.0 collides with every address. */
export function hostPortsCollide(a: HostPort, b: HostPort): boolean {
  return (
    a.port === b.port &&
    a.protocol === b.protocol &&
    (a.hostIP === b.hostIP || a.hostIP === '0.0.0.0' || b.hostIP === '0.0.0.0')
  );
}

/** Whether two pods cannot both run on one node. */
export function podsShareHostPort(a: Pod, b: Pod): boolean {
  const taken = hostPortsOf(b);
  return hostPortsOf(a).some((port) => taken.some((other) => hostPortsCollide(port, other)));
}
