import { isExternalName } from '@kubets/api';
import type { Service, ServicePort } from '@kubets/proto-gen/core/v1';
import type { Backend, BackendProtocol } from './routing';

/** A port of a Service as Ingresses name it: by its number or by its name. */
export interface PortReference {
  namespace: string;
  service: string;
  port: { name?: string; number?: number };
}

/** `problem`: why nobody will answer, for whoever wrote the reference. */
export interface ResolvedBackend {
  backend: Backend;
  problem?: string;
}

/** The backend that a reference stands for. One whose Service or port is not there has no endpoints: its requests get 503. */
export function resolveBackend(reference: PortReference, service: Service | undefined): ResolvedBackend {
  const { namespace, service: name, port } = reference;
  const portText = port.name || String(port.number ?? 0);
  const missing = (problem: string): ResolvedBackend => ({
    backend: { name: backendName(reference, portText, 'http'), namespace, service: name, protocol: 'http' },
    problem,
  });
  if (!service) return missing(`Service "${namespace}/${name}" is not there`);
  if (isExternalName(service)) return missing(`Service "${namespace}/${name}" is an ExternalName, which has no pods`);
  const found = (service.spec?.ports ?? []).find((candidate) =>
    port.name ? candidate.name === port.name : candidate.port === port.number,
  );
  if (!found) return missing(`Service "${namespace}/${name}" has no port ${portText}`);
  if (found.protocol && found.protocol !== 'TCP')
    return missing(`port ${portText} of Service "${namespace}/${name}" is no TCP port`);
  const protocol = protocolOf(found);
  return {
    backend: {
      name: backendName(reference, String(found.port), protocol),
      namespace,
      service: name,
      portName: found.name ?? '',
      protocol,
    },
  };
}

/**
 * What `appProtocol` says of how pods are spoken to: Kubernetes' own names (KEP-3726), and those that gRPC and TLS are
 * widely given. Anything else is HTTP/1.1, in which an Upgrade, as of WebSocket, passes.
 */
function protocolOf({ appProtocol }: ServicePort): BackendProtocol {
  switch (appProtocol?.toLowerCase()) {
    case 'kubernetes.io/h2c':
    case 'h2c':
    case 'grpc':
    case 'http2':
      return 'h2c';
    case 'https':
    case 'kubernetes.io/wss':
    case 'grpcs':
      return 'https';
    default:
      return 'http';
  }
}

/** Labels of DNS and port names have none of the characters that are told apart here; anything else is written as its code. */
const backendName = ({ namespace, service }: PortReference, port: string, protocol: BackendProtocol): string =>
  [namespace, service, port, protocol]
    .map((part) => part.replace(/[^a-z0-9-]/gi, (character) => `_${character.codePointAt(0)!.toString(16)}_`))
    .join('.');
