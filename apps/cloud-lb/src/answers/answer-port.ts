import { loadBalancerSourceRanges } from '@kubets/api';
import type { Service } from '@kubets/proto-gen/core/v1';

/**
 * The TCP port by which to see whether the addresses of a Service answer. A node refuses ports that a Service does not have,
 * so any port will do for one without TCP, and it has to be a foreign one where only some sources are let in.
 */
export function answerPort(service: Service): number {
  const tcpPorts = (service.spec?.ports ?? []).flatMap(({ protocol, port }) =>
    port !== undefined && (protocol ?? 'TCP') === 'TCP' ? [port] : [],
  );
  const isOpen = loadBalancerSourceRanges(service).length === 0;
  if (isOpen && tcpPorts[0] !== undefined) return tcpPorts[0];
  return [1, ...tcpPorts.map((port) => port + 1)].find((port) => !tcpPorts.includes(port) && port <= 65_535) ?? 1;
}
