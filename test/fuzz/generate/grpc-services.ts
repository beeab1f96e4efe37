import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { storedServices, virtualServices } from '@kubets/proto-gen/services';
import { ObjectsService } from '@kubets/proto-gen/dynamic/v1';
import { HealthService } from '../../../libs/proto-gen/src/gen/grpc/health/v1/health';
import { ServerReflectionService } from '../../../libs/proto-gen/src/gen/grpc/reflection/v1/reflection';
import { SERVED_KINDS, type ServedKind } from './served-kinds';

export interface GrpcService {
  kind?: ServedKind;
  /** Its requests name their resource. */
  isDynamic?: boolean;
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
  // As often as a few kinds together: it is the way to all of them, and the only one to custom ones.
  ...Array.from({ length: 4 }, () => ({ methods: methodsOf(ObjectsService), isDynamic: true })),
  { methods: methodsOf(HealthService) },
  { methods: methodsOf(ServerReflectionService) },
];
