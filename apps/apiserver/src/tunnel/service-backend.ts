import type { Agent } from 'node:https';
import { LABELS } from '@kubets/api';
import { newNotFound, newServiceUnavailable } from '@kubets/apimachinery';
import type { HostPort } from '@kubets/net';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { ObjectReader } from '../registry/object-reader';
import { dialThrough, type Dial } from './kubelet-dialer';
import { kubeletOf } from './kubelet-location';

const SERVICES = { group: '', plural: 'services' };
const SLICES = { group: 'discovery.k8s.io', plural: 'endpointslices' };

export interface ServicePortName {
  namespace: string;
  name: string;
  /** A number or a port's name; empty for the only one. */
  port: string;
}

/** Where one of a Service's ready endpoints is, and how to get there: by way of its node if it is a pod's. */
export type ServiceBackend = HostPort & { dial?: Dial };

/** Any of them. @throws StatusError 404 without the Service, 503 without the port or an endpoint. */
export function serviceBackend(
  reader: ObjectReader,
  { namespace, name, port }: ServicePortName,
  agent: Agent,
): ServiceBackend {
  const service = reader.get(SERVICES, namespace, name) as Service | undefined;
  if (!service) throw newNotFound({ group: '', resource: 'services' }, name);
  const ports = service.spec?.ports ?? [];
  const servicePort =
    port === ''
      ? ports.length === 1
        ? ports[0]
        : undefined
      : ports.find((one) => one.name === port || String(one.port) === port);
  if (!servicePort)
    throw newServiceUnavailable(`no service port ${JSON.stringify(port)} found for service ${JSON.stringify(name)}`);
  const slices = reader.list(SLICES, namespace) as EndpointSlice[];
  const backends = slices
    .filter(({ metadata }) => metadata?.labels?.[LABELS.serviceName] === name)
    .flatMap(({ endpoints, ports: slicePorts }) => {
      const number = slicePorts?.find((one) => (one.name ?? '') === (servicePort.name ?? ''))?.port;
      const ready = (endpoints ?? []).filter(
        ({ conditions, addresses }) => conditions?.ready !== false && addresses?.[0],
      );
      return number === undefined
        ? []
        : ready.map(({ addresses, nodeName }) => ({ host: addresses![0]!, port: number, nodeName }));
    });
  const backend = backends[Math.floor(Math.random() * backends.length)];
  if (!backend) throw newServiceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  const { nodeName, ...address } = backend;
  return { ...address, ...(nodeName ? { dial: dialThrough(kubeletOf(reader, nodeName), agent) } : {}) };
}
