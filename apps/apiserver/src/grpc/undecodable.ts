import type { ServiceDefinition } from '@grpc/grpc-js';
import { newBadRequest } from '@kubets/apimachinery';

/** Stands for a request whose bytes are no message: nested without end, cut off, a time that is none. */
class Undecodable {
  constructor(readonly problem: string) {}
}

/** grpc-js answers INTERNAL, as if it were the server's fault, to what cannot be decoded; with this the handler answers. */
export function withUndecodable(definition: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      {
        ...method,
        requestDeserialize(bytes: Buffer): unknown {
          try {
            return method.requestDeserialize(bytes);
          } catch (error) {
            return new Undecodable(error instanceof Error ? error.message : String(error));
          }
        },
      },
    ]),
  );
}

/** @throws StatusError 400 for a request that could not be decoded. */
export function assertDecoded(request: unknown): void {
  if (request instanceof Undecodable) throw newBadRequest(`error decoding protobuf: ${request.problem}`);
}
