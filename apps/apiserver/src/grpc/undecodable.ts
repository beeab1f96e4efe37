import type { ServiceDefinition } from '@grpc/grpc-js';
import { assertFewValuesInRequest, newBadRequest, StatusError } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';

/** Stands for a request whose bytes are no message: nested without end, cut off, a time that is none; or too large a one. */
class Undecodable {
  constructor(readonly refusal: StatusError) {}
}

/** Where the requests that write have their object, and the methods whose object is of the service's own kind. */
const OBJECT = 3;
const WRITES: readonly string[] = ['create', 'update', 'updateStatus', 'finalize'];

/** Fewer bytes cannot hold too many values. */
const SMALL_BYTES = 100_000;

/**
 * grpc-js answers INTERNAL, as if it were the server's fault, to what cannot be decoded; with this the handler answers.
 * `message` is the service's own kind, where its objects are messages.
 */
export function withUndecodable(definition: ServiceDefinition, message?: string): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      {
        ...method,
        requestDeserialize(bytes: Buffer): unknown {
          try {
            if (message && bytes.length > SMALL_BYTES && WRITES.includes(name))
              assertFewValuesInRequest(bytes, { number: OBJECT, message: schema.of(message) });
            return method.requestDeserialize(bytes);
          } catch (error) {
            if (error instanceof StatusError) return new Undecodable(error);
            return new Undecodable(
              newBadRequest(`error decoding protobuf: ${error instanceof Error ? error.message : String(error)}`),
            );
          }
        },
      },
    ]),
  );
}

/** @throws StatusError 400 for a request that could not be decoded, 413 for one with too many values. */
export function assertDecoded(request: unknown): void {
  if (request instanceof Undecodable) throw request.refusal;
}
