import type { ServiceDefinition } from '@grpc/grpc-js';
import * as apps from '@kubets/proto-gen/apps/v1';
import * as authentication from '@kubets/proto-gen/authentication/v1';
import * as authorization from '@kubets/proto-gen/authorization/v1';
import * as coordination from '@kubets/proto-gen/coordination/v1';
import * as core from '@kubets/proto-gen/core/v1';
import * as discovery from '@kubets/proto-gen/discovery/v1';
import * as networking from '@kubets/proto-gen/networking/v1';
import * as rbac from '@kubets/proto-gen/rbac/v1';

/** Generated code by proto package. */
const MODULES: Record<string, Record<string, unknown>> = {
  'kubets.core.v1': core,
  'kubets.apps.v1': apps,
  'kubets.discovery.v1': discovery,
  'kubets.networking.v1': networking,
  'kubets.coordination.v1': coordination,
  'kubets.rbac.v1': rbac,
  'kubets.authentication.v1': authentication,
  'kubets.authorization.v1': authorization,
};

export interface MessageCodec {
  encode(message: unknown): { finish(): Uint8Array };
}

export interface GrpcResource {
  definition: ServiceDefinition;
  /** Full name: `kubets.core.v1.Pods`. */
  name: string;
  codec: MessageCodec;
}

/**
 * The generated service of a kind, found by its name: the kind's plural (`IPAddresses`), or with `Api` behind it where
 * the plural is the kind itself (`EndpointsApi`). @throws Error when proto/ declares none.
 */
export function grpcResource(message: string, kind: string, singular: string, plural: string): GrpcResource {
  const proto = message.slice(0, message.lastIndexOf('.'));
  const module = MODULES[proto] ?? {};
  const pluralKind = kind + plural.slice(singular.length);
  const definition = (module[`${pluralKind}Service`] ?? module[`${pluralKind}ApiService`]) as ServiceDefinition | undefined;
  const codec = module[kind] as MessageCodec | undefined;
  const method = definition && Object.values(definition)[0];
  if (!definition || !codec || !method) throw new Error(`no gRPC service for ${message}`);
  return { definition, codec, name: method.path.split('/')[1]! };
}
