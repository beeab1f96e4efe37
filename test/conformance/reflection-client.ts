import { create, createFileRegistry, fromBinary, type FileRegistry } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Client, type ChannelCredentials } from '@grpc/grpc-js';

export interface ReflectionClient {
  services(): Promise<string[]>;
  /** The FileDescriptorProtos of the file that declares a symbol and of all that it imports. Rejects when there is none. */
  filesOf(symbol: string): Promise<Uint8Array[]>;
  close(): void;
}

/** ServerReflectionRequest's and ServerReflectionResponse's numbers. */
const REQUEST = { fileContainingSymbol: 4, listServices: 7 };
const RESPONSE = { files: 4, services: 6, error: 7 };

/**
 * Asks a server's reflection service, in one of its two versions. Written on the wire format alone
 * (grpc/reflection/v1/reflection.proto): no stub of ours is in between.
 */
export function createReflectionClient(
  address: string,
  tls: ChannelCredentials,
  version: 'v1' | 'v1alpha' = 'v1',
): ReflectionClient {
  // An address cannot be announced: Node.js 26 refuses to.
  const client = new Client(address, tls, { 'grpc.ssl_target_name_override': 'localhost' });
  const identity = (bytes: Buffer) => bytes;

  async function ask(field: number, value: string): Promise<Uint8Array> {
    const call = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      identity,
      identity,
    );
    call.end(Buffer.from(new BinaryWriter().tag(field, WireType.LengthDelimited).string(value).finish()));
    const answers: Buffer[] = [];
    for await (const answer of call) answers.push(answer as Buffer);
    const [error] = fieldsOf(answers[0]!, RESPONSE.error);
    if (error) throw new Error(`reflection: ${textOf(fieldsOf(error, 2)[0]!)}`);
    return answers[0]!;
  }

  return {
    async services() {
      const lists = fieldsOf(await ask(REQUEST.listServices, ''), RESPONSE.services);
      return lists.flatMap((list) => fieldsOf(list, 1)).map((service) => textOf(fieldsOf(service, 1)[0]!));
    },
    async filesOf(symbol) {
      return fieldsOf(await ask(REQUEST.fileContainingSymbol, symbol), RESPONSE.files).flatMap((files) =>
        fieldsOf(files, 1),
      );
    },
    close: () => client.close(),
  };
}

/** The files as a FileDescriptorSet: FileDescriptorSet.file = 1. */
export function descriptorSetOf(files: readonly Uint8Array[]): Buffer {
  const set = new BinaryWriter();
  for (const file of files) set.tag(1, WireType.LengthDelimited).bytes(file);
  return Buffer.from(set.finish());
}

/** The types that the files declare. Throws when a file or a type is missing that another one uses. */
export function registryOf(files: readonly Uint8Array[]): FileRegistry {
  const protos = new Map(
    files.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes)).map((proto) => [proto.name, proto]),
  );
  const importsFirst = new Set<FileDescriptorProto>();
  const add = (proto: FileDescriptorProto | undefined): void => {
    if (!proto || importsFirst.has(proto)) return;
    for (const name of proto.dependency) add(protos.get(name));
    importsFirst.add(proto);
  };
  for (const proto of protos.values()) add(proto);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...importsFirst] }));
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

function fieldsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === wanted) found.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return found;
}
