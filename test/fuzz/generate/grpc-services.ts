import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { storedServices, virtualServices } from '@kubets/proto-gen/services';
import { HealthService } from '../../../libs/proto-gen/src/gen/grpc/health/v1/health';
import { ServerReflectionService } from '../../../libs/proto-gen/src/gen/grpc/reflection/v1/reflection';
import { SERVED_KINDS, type ServedKind } from './served-kinds';

export interface GrpcService {
  kind?: ServedKind;
  methods: [name: string, method: MethodDefinition<unknown, unknown>][];
}

const methodsOf = (definition: object) => Object.entries(definition as ServiceDefinition) as GrpcService['methods'];

const generated = [...Object.values(storedServices), ...Object.values(virtualServices)];

/** Every service the server offers: of each kind, and those about the server. */
export const grpcServices: readonly GrpcService[] = [
  ...generated.map(({ names, methods }): GrpcService => ({
    kind: SERVED_KINDS.find(({ message }) => message === names.versions[0].message)!,
    methods: methodsOf(methods),
  })),
  { methods: methodsOf(HealthService) },
  { methods: methodsOf(ServerReflectionService) },
];
