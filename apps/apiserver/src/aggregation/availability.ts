import { LABELS } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { APIService, APIServiceSpec } from '@kubets/proto-gen/apiregistration/v1';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { ObjectReader } from '../registry/object-reader';

/** What the condition Available says. */
export interface Availability {
  status: 'True' | 'False';
  reason: string;
  message: string;
}

export const SERVICES = { group: '', plural: 'services' };
export const SLICES = { group: 'discovery.k8s.io', plural: 'endpointslices' };
export const DEFAULT_PORT = 443;

export const PASSED: Availability = { status: 'True', reason: 'Passed', message: 'all checks passed' };

const no = (reason: string, message: string): Availability => ({ status: 'False', reason, message });

/** When it was asked for the group's version and did not answer as it should. */
export const failedDiscovery = (message: string): Availability => no('FailedDiscoveryCheck', message);

/** What keeps the Service of an APIService from being asked at all; nothing when it can be. */
export function serviceProblem({ service = {} }: APIServiceSpec, reader: ObjectReader): Availability | undefined {
  const { namespace = '', name = '', port = DEFAULT_PORT } = service;
  const called = `service/${name} in ${JSON.stringify(namespace)}`;
  const found = reader.get(SERVICES, namespace, name) as Service | undefined;
  if (!found) return no('ServiceNotFound', `${called} is not present`);
  if ((found.spec?.type ?? 'ClusterIP') !== 'ClusterIP') return undefined;
  const servicePort = found.spec?.ports?.find((one) => one.port === port);
  if (!servicePort) return no('ServicePortError', `${called} is not listening on port ${port}`);
  const slices = (reader.list(SLICES, namespace) as EndpointSlice[]).filter(
    ({ metadata }) => metadata?.labels?.[LABELS.serviceName] === name,
  );
  if (slices.length === 0) return no('EndpointsNotFound', `cannot find endpointslices for ${called}`);
  const portName = servicePort.name ?? '';
  if (!slices.some((slice) => hasReadyEndpoint(slice, portName)))
    return no(
      'MissingEndpoints',
      `endpointslices for ${called} have no addresses with port name ${JSON.stringify(portName)}`,
    );
  return undefined;
}

const hasReadyEndpoint = ({ endpoints, ports }: EndpointSlice, portName: string): boolean =>
  (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false) &&
  (ports ?? []).some(({ name, port }) => (name ?? '') === portName && port !== undefined);

/** The conditions of an APIService with what is known now; undefined when they say so already. */
export function withAvailability(
  { status }: APIService,
  { status: is, reason, message }: Availability,
  now: Date,
): APIService['status'] | undefined {
  const conditions = status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === 'Available');
  if (before?.status === is && before.reason === reason && before.message === message) return undefined;
  const lastTransitionTime = before?.status === is ? before.lastTransitionTime : rfc3339(now);
  const changed = { type: 'Available', status: is, lastTransitionTime, reason, message };
  return {
    ...status,
    conditions: before ? conditions.map((one) => (one === before ? changed : one)) : [...conditions, changed],
  };
}
