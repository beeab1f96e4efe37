import type { ServiceDefinition } from '@grpc/grpc-js';
import { storedServices, virtualServices } from '@kubets/proto-gen/services';

export interface MessageCodec {
  encode(message: unknown): { finish(): Uint8Array };
}

export interface GrpcResource {
  definition: ServiceDefinition;
  /** Full name: `kubets.core.v1.Pods`. */
  name: string;
  codec: MessageCodec;
}

const byMessage = new Map(
  [...Object.values(storedServices), ...Object.values(virtualServices)].map(
    ({ names, methods, codec }): [string, GrpcResource] => [
      names.versions[0].message,
      { definition: methods, name: names.service, codec: codec as MessageCodec },
    ],
  ),
);

/** The gRPC service of a kind by its message in storage version. @throws Error when proto/ declares none. */
export function grpcResource(message: string): GrpcResource {
  const resource = byMessage.get(message);
  if (!resource) throw new Error(`no gRPC service for ${message}`);
  return resource;
}
