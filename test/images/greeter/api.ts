import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { MethodDefinition } from '@grpc/grpc-js';

const FIELD = 10; // message Text { string text = 1; }

/** A method of `service Greeter` in package example, whose messages are texts. */
const method = (name: string, responseStream: boolean): MethodDefinition<string, string> => ({
  path: `/example.Greeter/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
});

const encode = (text: string) => Buffer.from(new BinaryWriter().uint32(FIELD).string(text).finish());

function decode(bytes: Uint8Array): string {
  const reader = new BinaryReader(bytes);
  return reader.len > 0 && reader.uint32() === FIELD ? reader.string() : '';
}

export const GREETER_NAME = 'example.Greeter';
export const GREETER = { sayHello: method('SayHello', false), sayHelloThrice: method('SayHelloThrice', true) };
