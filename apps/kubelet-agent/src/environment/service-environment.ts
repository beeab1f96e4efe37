import { clusterIPsOf } from '@kubets/api';
import type { Pod, Service } from '@kubets/proto-gen/core/v1';
import { isIPv6 } from 'node:net';

const MASTER_SERVICE = 'kubernetes';
const MASTER_NAMESPACE = 'default';

/**
 * The variables by which a pod finds Services: those of its namespace that are no younger than itself, and the API's
 * own of namespace default. Headless Services have no address to tell.
 */
export function serviceEnvironment(pod: Pod, services: readonly Service[]): Map<string, string> {
  const links = pod.spec?.enableServiceLinks ?? true;
  const chosen = new Map<string, Service>();
  for (const service of services) {
    const { name = '', namespace } = service.metadata ?? {};
    if (clusterIPsOf(service).length === 0 || !existedBefore(service, pod)) continue;
    const master = name === MASTER_SERVICE && namespace === MASTER_NAMESPACE;
    if (master && !chosen.has(name)) chosen.set(name, service);
    else if (links && namespace === pod.metadata?.namespace) chosen.set(name, service);
  }
  const variables = new Map<string, string>();
  for (const [, service] of [...chosen].sort(([a], [b]) => (a < b ? -1 : 1))) addService(variables, service);
  return variables;
}

function existedBefore(service: Service, pod: Pod): boolean {
  const born = (object: Service | Pod) => Date.parse(object.metadata?.creationTimestamp ?? '') || 0;
  return born(pod) === 0 || born(service) <= born(pod);
}

function addService(variables: Map<string, string>, service: Service): void {
  const prefix = variableName(service.metadata?.name ?? '');
  const address = service.spec?.clusterIP ?? '';
  const ports = service.spec?.ports ?? [];
  variables.set(`${prefix}_SERVICE_HOST`, address);
  variables.set(`${prefix}_SERVICE_PORT`, String(ports[0]?.port ?? ''));
  for (const port of ports) {
    if (port.name) variables.set(`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port));
  }
  ports.forEach((port, index) => {
    const protocol = port.protocol ?? 'TCP';
    const url = `${protocol.toLowerCase()}://${isIPv6(address) ? `[${address}]` : address}:${port.port}`;
    const link = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
    if (index === 0) variables.set(`${prefix}_PORT`, url);
    variables.set(link, url);
    variables.set(`${link}_PROTO`, protocol.toLowerCase());
    variables.set(`${link}_PORT`, String(port.port));
    variables.set(`${link}_ADDR`, address);
  });
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
