import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** grpc.reflection's ServerReflectionRequest; raw is echoed in the answer. */
export interface ReflectionRequest {
  raw: Uint8Array;
  host: string;
  fileByFilename?: string;
  fileContainingSymbol?: string;
  fileContainingExtension?: { containingType: string; extensionNumber: number };
  allExtensionNumbersOfType?: string;
  listServices?: string;
}

export type ReflectionAnswer =
  | { files: readonly Uint8Array[] }
  | { services: readonly string[] }
  | { extensionNumbers: { type: string; numbers: readonly number[] } }
  | { error: { code: number; message: string } };

export function decodeReflectionRequest(raw: Uint8Array): ReflectionRequest {
  const reader = new BinaryReader(raw);
  const request: ReflectionRequest = { raw, host: '' };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        request.host = reader.string();
        break;
      case 3:
        request.fileByFilename = reader.string();
        break;
      case 4:
        request.fileContainingSymbol = reader.string();
        break;
      case 5:
        request.fileContainingExtension = decodeExtension(reader.bytes());
        break;
      case 6:
        request.allExtensionNumbersOfType = reader.string();
        break;
      case 7:
        request.listServices = reader.string();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return request;
}

function decodeExtension(bytes: Uint8Array): { containingType: string; extensionNumber: number } {
  const reader = new BinaryReader(bytes);
  const extension = { containingType: '', extensionNumber: 0 };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) extension.containingType = reader.string();
    else if (tag >>> 3 === 2) extension.extensionNumber = reader.int32();
    else reader.skip(tag & 7);
  }
  return extension;
}

/** ServerReflectionResponse {valid_host=1, original_request=2, and one of 4 to 7}. */
export function encodeReflectionResponse(request: ReflectionRequest, answer: ReflectionAnswer): Buffer {
  const writer = new BinaryWriter().uint32(10).string(request.host).uint32(18).bytes(request.raw);
  if ('files' in answer) {
    writer.uint32(34).fork();
    for (const file of answer.files) writer.uint32(10).bytes(file);
    writer.join();
  } else if ('extensionNumbers' in answer) {
    writer.uint32(42).fork().uint32(10).string(answer.extensionNumbers.type);
    for (const number of answer.extensionNumbers.numbers) writer.uint32(16).int32(number);
    writer.join();
  } else if ('services' in answer) {
    writer.uint32(50).fork();
    for (const service of answer.services) writer.uint32(10).fork().uint32(10).string(service).join();
    writer.join();
  } else {
    writer.uint32(58).fork().uint32(8).int32(answer.error.code).uint32(18).string(answer.error.message).join();
  }
  return Buffer.from(writer.finish());
}
