import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import * as apps from '@kubets/proto-gen/apps/v1';
import * as authentication from '@kubets/proto-gen/authentication/v1';
import * as authorization from '@kubets/proto-gen/authorization/v1';
import * as coordination from '@kubets/proto-gen/coordination/v1';
import * as core from '@kubets/proto-gen/core/v1';
import * as discovery from '@kubets/proto-gen/discovery/v1';
import * as networking from '@kubets/proto-gen/networking/v1';
import * as rbac from '@kubets/proto-gen/rbac/v1';
import { HealthService } from '../../../libs/proto-gen/src/gen/grpc/health/v1/health';
import { ServerReflectionService } from '../../../libs/proto-gen/src/gen/grpc/reflection/v1/reflection';
import { SERVED_KINDS, type ServedKind } from './served-kinds';

export interface GrpcService {
  kind?: ServedKind;
  methods: [name: string, method: MethodDefinition<unknown, unknown>][];
}

const MODULES: Record<string, Record<string, unknown>> = { core, apps, authentication, authorization, coordination, discovery, networking, rbac };

const methodsOf = (definition: object) => Object.entries(definition as ServiceDefinition) as GrpcService['methods'];

/** Every service the server offers: of each kind, found among the generated ones by its plural, and those about the server. */
export const grpcServices: readonly GrpcService[] = [
  ...SERVED_KINDS.flatMap((kind): GrpcService[] => {
    const definition = definitionOf(kind);
    return definition ? [{ kind, methods: methodsOf(definition) }] : [];
  }),
  { methods: methodsOf(HealthService) },
  { methods: methodsOf(ServerReflectionService) },
];

function definitionOf({ message, plural }: ServedKind): object | undefined {
  const [, group = '', version] = message.split('.');
  const wanted = [`${plural}service`, `${plural}apiservice`];
  return version === 'v1' ? (Object.entries(MODULES[group] ?? {}).find(([name]) => wanted.includes(name.toLowerCase()))?.[1] as object | undefined) : undefined;
}
