import { status, type ServerDuplexStream, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { decodeReflectionRequest, encodeReflectionResponse, type ReflectionAnswer, type ReflectionRequest } from './reflection-wire';

/** Where reflection finds the protos; `descriptors` of '@kubets/proto-gen/descriptors' is one. */
export interface DescriptorSource {
  file(name: string): Uint8Array | undefined;
  fileOfSymbol(symbol: string): string | undefined;
  fileOfExtension(message: string, number: number): string | undefined;
  extensionNumbers(message: string): number[];
  /** The file first, then all it imports. */
  withDependencies(name: string): Uint8Array[];
}

export interface ReflectionOptions {
  descriptors: DescriptorSource;
  /** Full names of the services that are listed. */
  services: readonly string[];
}

interface ReflectionService {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

/** grpc.reflection v1 and v1alpha, which differ in name only: grpcurl still asks for v1alpha first in older versions. Add both to the server. */
export function reflectionService(options: ReflectionOptions): ReflectionService[] {
  return ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'].map((name) => ({
    definition: {
      serverReflectionInfo: {
        path: `/${name}/ServerReflectionInfo`,
        requestStream: true,
        responseStream: true,
        requestSerialize: (request: ReflectionRequest) => Buffer.from(request.raw),
        requestDeserialize: decodeReflectionRequest,
        responseSerialize: (response: Buffer) => response,
        responseDeserialize: (bytes: Buffer) => bytes,
      },
    },
    implementation: {
      serverReflectionInfo(call: ServerDuplexStream<ReflectionRequest, Buffer>) {
        const sent = new Set<Uint8Array>();
        call.on('data', (request: ReflectionRequest) =>
          call.write(encodeReflectionResponse(request, answerReflection(options, request, sent))),
        );
        call.on('end', () => call.end());
      },
    },
  }));
}

/** The answer to one request; files already sent on the stream are left out, except the one asked for. */
export function answerReflection(
  { descriptors, services }: ReflectionOptions,
  request: ReflectionRequest,
  sent: Set<Uint8Array>,
): ReflectionAnswer {
  const files = (name: string | undefined, what: string): ReflectionAnswer => {
    const [file, ...imports] = name === undefined ? [] : descriptors.withDependencies(name);
    if (!file) return { error: { code: status.NOT_FOUND, message: `${what} not found` } };
    const fresh = [file, ...imports.filter((one) => !sent.has(one))];
    fresh.forEach((one) => sent.add(one));
    return { files: fresh };
  };
  if (request.listServices !== undefined) return { services: [...services].sort() };
  if (request.fileByFilename !== undefined) return files(request.fileByFilename, `file ${request.fileByFilename}`);
  if (request.fileContainingSymbol !== undefined)
    return files(descriptors.fileOfSymbol(request.fileContainingSymbol), `symbol ${request.fileContainingSymbol}`);
  if (request.fileContainingExtension) {
    const { containingType, extensionNumber } = request.fileContainingExtension;
    return files(descriptors.fileOfExtension(containingType, extensionNumber), `extension ${extensionNumber} of ${containingType}`);
  }
  if (request.allExtensionNumbersOfType !== undefined) {
    const type = request.allExtensionNumbersOfType;
    if (descriptors.fileOfSymbol(type) === undefined) return { error: { code: status.NOT_FOUND, message: `type ${type} not found` } };
    return { extensionNumbers: { type, numbers: descriptors.extensionNumbers(type) } };
  }
  return { error: { code: status.INVALID_ARGUMENT, message: 'the request asks for nothing' } };
}
