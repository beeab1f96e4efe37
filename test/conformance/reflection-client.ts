import { Client, type ChannelCredentials } from '@grpc/grpc-js';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

const METHOD = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

/**
 * Asks a server's reflection service for the files that declare a symbol, and packs them as a FileDescriptorSet.
 * Written on the wire format alone (grpc/reflection/v1/reflection.proto): no stub of ours is in between.
 */
export function fetchDescriptorSet(address: string, tls: ChannelCredentials, symbol: string): Promise<Buffer> {
  const client = new Client(address, tls);
  const identity = (bytes: Buffer) => bytes;
  const call = client.makeBidiStreamRequest(METHOD, identity, identity);
  return new Promise<Buffer>((resolve, reject) => {
    call.on('error', reject);
    call.on('data', (response: Buffer) => {
      resolve(descriptorSetOf(response));
      call.end();
    });
    // ServerReflectionRequest.file_containing_symbol = 4
    call.write(Buffer.from(new BinaryWriter().uint32((4 << 3) | 2).string(symbol).finish()));
  }).finally(() => client.close());
}

/** ServerReflectionResponse.file_descriptor_response = 4, whose file_descriptor_proto = 1; FileDescriptorSet.file = 1. */
function descriptorSetOf(response: Buffer): Buffer {
  const set = new BinaryWriter();
  for (const files of fieldsOf(response, 4)) for (const file of fieldsOf(files, 1)) set.uint32((1 << 3) | 2).bytes(file);
  return Buffer.from(set.finish());
}

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
