import type { ServiceDefinition } from '@grpc/grpc-js';
import { assertFewValuesInRequest, newBadRequest, ownMessageSteps, StatusError } from '@kubets/apimachinery';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { schema } from '@kubets/proto-gen/schema';
import { giveTurn, inTurns, nextTurn } from '../pipeline/turns';

/** Stands for a request whose bytes are no message: nested without end, cut off, a time that is none; or too large a one. */
class Undecodable {
  constructor(readonly refusal: StatusError) {}
}

/** Stands for a large request, whose bytes are still to be decoded. `message` is that of the object that it writes. */
class Undecoded {
  constructor(
    readonly bytes: Buffer,
    readonly decode: (bytes: Buffer) => unknown,
    readonly message: string | undefined,
  ) {}
}

/** Where the requests that write have their object, and the methods whose object is of the service's own kind. */
const OBJECT = 3;
const WRITES: readonly string[] = ['create', 'update', 'updateStatus', 'finalize', 'updateApproval'];

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
          if (bytes.length > SMALL_BYTES)
            return new Undecoded(bytes, method.requestDeserialize, WRITES.includes(name) ? message : undefined);
          try {
            return method.requestDeserialize(bytes);
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
    call.request = await decoded(request);
  } catch (error) {
    throw refusalOf(error);
  }
  await nextTurn();
}

/** The request; an object in it, which may hold many values, is decoded in steps, where its codec is one call. */
async function decoded({ bytes, decode, message }: Undecoded): Promise<unknown> {
  if (message === undefined) return decode(bytes);
  assertFewValuesInRequest(bytes, { number: OBJECT, message: schema.of(message) });
  await nextTurn();
  const { object, rest } = withoutObject(bytes);
  const request = decode(rest) as { object?: unknown };
  if (object) request.object = await inTurns(ownMessageSteps(object, schema.of(message)));
  return request;
}

/** The bytes of a request's object, the last where there are several, and those of all else. */
function withoutObject(bytes: Buffer): { object: Uint8Array | undefined; rest: Buffer } {
  const reader = new BinaryReader(bytes);
  const rest: Buffer[] = [];
  let object: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, type] = reader.tag();
    if (number === OBJECT && type === WireType.LengthDelimited) object = reader.bytes();
    else {
      reader.skip(type, number);
      rest.push(bytes.subarray(start, reader.pos));
    }
  }
  return { object, rest: Buffer.concat(rest) };
}
