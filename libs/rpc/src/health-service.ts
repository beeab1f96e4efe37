import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import {
  status,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { rpcErrorFromStatus } from './error-to-rpc';

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
const serving = 1;
const notServing = 2;
const serviceUnknown = 3;

interface CheckRequest {
  service: string;
}

interface CheckResponse {
  status: number;
}

const checkMethod = {
  requestStream: false as const,
  requestSerialize: ({ service }: CheckRequest) => Buffer.from(new BinaryWriter().uint32(10).string(service).finish()),
  requestDeserialize: (bytes: Buffer): CheckRequest => {
    const reader = new BinaryReader(bytes);
    let service = '';
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === 10) service = reader.string();
      else reader.skip(tag & 7);
    }
    return { service };
  },
  responseSerialize: (response: CheckResponse) => Buffer.from(new BinaryWriter().uint32(8).int32(response.status).finish()),
  responseDeserialize: (bytes: Buffer): CheckResponse => {
    const reader = new BinaryReader(bytes);
    let value = 0;
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === 8) value = reader.int32();
      else reader.skip(tag & 7);
    }
    return { status: value };
  },
};

/** The definition of grpc.health.v1.Health, for servers and for clients that probe. */
export const healthDefinition = {
  check: { path: '/grpc.health.v1.Health/Check', responseStream: false as const, originalName: 'check', ...checkMethod },
  watch: { path: '/grpc.health.v1.Health/Watch', responseStream: true as const, originalName: 'watch', ...checkMethod },
} satisfies ServiceDefinition;

export interface HealthServiceOptions {
  serving: () => boolean | Promise<boolean>;
  /** Full names of the services that may be asked for by name. */
  services: readonly string[];
  /** How often Watch looks for a change; default 1000. */
  watchIntervalMs?: number;
}

/** grpc.health.v1.Health. `serving` answers for the whole server (`''`) and each service; Watch sends every change. */
export function healthService({ serving: isServing, services, watchIntervalMs = 1000 }: HealthServiceOptions): {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
} {
  const known = new Set(['', ...services]);
  const statusOf = async (service: string) => (!known.has(service) ? serviceUnknown : (await isServing()) ? serving : notServing);

  return {
    definition: healthDefinition,
    implementation: {
      async check(call: ServerUnaryCall<CheckRequest, CheckResponse>, callback: sendUnaryData<CheckResponse>) {
        const found = await statusOf(call.request.service);
        if (found === serviceUnknown) callback({ code: status.NOT_FOUND, details: `unknown service ${call.request.service}` });
        else callback(null, { status: found });
      },
      async watch(call: ServerWritableStream<CheckRequest, CheckResponse>) {
        let last: number | undefined;
        const look = async () => {
          try {
            const now = await statusOf(call.request.service);
            if (now !== last && !call.cancelled) call.write({ status: now });
            last = now;
          } catch (error) {
            call.emit('error', rpcErrorFromStatus(error));
          }
        };
        await look();
        const timer = setInterval(() => void look(), watchIntervalMs);
        call.on('cancelled', () => clearInterval(timer));
        call.on('close', () => clearInterval(timer));
      },
    },
  };
}
