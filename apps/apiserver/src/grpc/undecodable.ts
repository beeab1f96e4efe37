import type { ServiceDefinition } from '@grpc/grpc-js';
import { assertFewValuesInRequest, newBadRequest, StatusError } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { giveTurn, nextTurn } from '../pipeline/turns';

/** Stands for a request whose bytes are no message: nested without end, cut off, a time that is none; or too large a one. */
class Undecodable {
  constructor(readonly refusal: StatusError) {}
}

/** Stands for a large request, whose bytes are still to be decoded. */
class Undecoded {
  constructor(
    readonly decode: () => unknown,
    readonly assertFewValues: () => void,
  ) {}
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
          const decode = () => method.requestDeserialize(bytes);
          if (bytes.length > SMALL_BYTES) {
            const mayHoldMany = message && WRITES.includes(name) ? message : undefined;
            return new Undecoded(decode, () => {
              if (mayHoldMany) assertFewValuesInRequest(bytes, { number: OBJECT, message: schema.of(mayHoldMany) });
            });
          }
          try {
            return decode();
          } catch (error) {
            return new Undecodable(refusalOf(error));
          }
        },
      },
    ]),
  );
}

const refusalOf = (error: unknown): StatusError =>
  error instanceof StatusError
    ? error
    : newBadRequest(`error decoding protobuf: ${error instanceof Error ? error.message : String(error)}`);

/**
 * Sees to it that the request of a call is decoded; a large one only now, in turns of its own.
 * @throws StatusError 400 for one that cannot be decoded, 413 for one with too many values.
 */
export async function assertDecoded(call: { request: unknown }): Promise<void> {
  const { request } = call;
  if (request instanceof Undecodable) throw request.refusal;
  if (!(request instanceof Undecoded)) return;
  try {
    await giveTurn();
    request.assertFewValues();
    await nextTurn();
    call.request = request.decode();
  } catch (error) {
    throw refusalOf(error);
  }
  await nextTurn();
}
