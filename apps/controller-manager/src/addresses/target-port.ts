import { runningContainers } from '@kubets/api';
import type { Pod, ServicePort } from '@kubets/proto-gen/core/v1';

/** The number of the pod's port that a Service port leads to; undefined when the pod has no port of that name. */
export function resolveTargetPort(pod: Pod, port: ServicePort): number | undefined {
  const target: unknown = port.targetPort;
  if (typeof target === 'number' && target > 0) return target;
  if (typeof target !== 'string' || target === '') return port.port;
  if (/^\d+$/.test(target)) return Number(target);
  const protocol = port.protocol ?? 'TCP';
  for (const container of runningContainers(pod)) {
    const found = container.ports?.find(({ name, protocol: own = 'TCP' }) => name === target && own === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}
