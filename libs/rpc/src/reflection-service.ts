import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  ServerReflectionClient,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '@kubets/proto-gen/grpc/reflection/v1';
import { ServerReflectionClient as AlphaClient } from '@kubets/proto-gen/grpc/reflection/v1alpha';
import type { RpcService } from './server';

/** Where reflection finds the protos; `descriptors` of '@kubets/proto-gen/descriptors' is one. */
export interface DescriptorSource {
  fileOfSymbol(symbol: string): string | undefined;
  fileOfExtension(message: string, number: number): string | undefined;
  extensionNumbers(message: string): number[];
  /** The file first, then all it imports. */
  withDependencies(name: string): Buffer[];
}

export interface ReflectionOptions {
  /** Asked once, when somebody asks for the first time. */
  descriptors(): Promise<DescriptorSource>;
  /** Full names of the services that are listed beside reflection itself. */
  services: readonly string[];
}

/** grpc.reflection v1 and v1alpha, which differ in name only: grpcurl still asks for v1alpha first in older versions. Add both to the server. */
export function reflectionService({ descriptors, services }: ReflectionOptions): RpcService[] {
  const versions = [ServerReflectionClient, AlphaClient];
  const names = [...services, ...versions.map(({ serviceName }) => serviceName)];
  let loaded: Promise<DescriptorSource> | undefined;
  return versions.map(({ serviceName, service }) => ({
    name: serviceName,
    definition: service,
    implementation: {
      serverReflectionInfo(call: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>) {
        // Questions wait in the stream until there are answers.
        (loaded ??= descriptors()).then(
          (source) => answerAll(call, { descriptors: source, services: names }),
          (error: Error) => call.emit('error', { code: status.UNAVAILABLE, details: error.message }),
        );
      },
    },
  }));
}

/** What questions are answered from. */
interface Answers {
  descriptors: DescriptorSource;
  services: readonly string[];
}

function answerAll(
  call: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>,
  answers: Answers,
): void {
  const sent = new Set<Buffer>();
  call.on('data', (request: ServerReflectionRequest) => {
    const takesMore = call.write({
      validHost: request.host,
      originalRequest: request,
      ...answerReflection(answers, request, sent),
    });
    if (takesMore) return;
    // Answers are far longer than questions, so a client that does not read them is not asked for more.
    call.pause();
    call.once('drain', () => call.resume());
  });
  call.on('end', () => call.end());
}

/** The answer to one request; files already sent on the stream are left out, except the one asked for. */
export function answerReflection(
  { descriptors, services }: Answers,
  request: ServerReflectionRequest,
  sent: Set<Buffer>,
): ServerReflectionResponse {
  const files = (name: string | undefined, what: string): ServerReflectionResponse => {
    const [file, ...imports] = name === undefined ? [] : descriptors.withDependencies(name);
    if (!file) return failure(status.NOT_FOUND, `${what} not found`);
    const fresh = [file, ...imports.filter((one) => !sent.has(one))];
    fresh.forEach((one) => sent.add(one));
    return { fileDescriptorResponse: { fileDescriptorProto: fresh } };
  };
  const {
    fileByFilename: name,
    fileContainingSymbol: symbol,
    fileContainingExtension: extension,
    allExtensionNumbersOfType: type,
  } = request;
  if (request.listServices !== undefined)
    return { listServicesResponse: { service: [...services].sort().map((service) => ({ name: service })) } };
  if (name !== undefined) return files(name, `file ${name}`);
  if (symbol !== undefined) return files(descriptors.fileOfSymbol(symbol), `symbol ${symbol}`);
  if (extension) {
    const { containingType = '', extensionNumber = 0 } = extension;
    return files(
      descriptors.fileOfExtension(containingType, extensionNumber),
      `extension ${extensionNumber} of ${containingType}`,
    );
  }
  if (type !== undefined) {
    if (descriptors.fileOfSymbol(type) === undefined) return failure(status.NOT_FOUND, `type ${type} not found`);
    return { allExtensionNumbersResponse: { baseTypeName: type, extensionNumber: descriptors.extensionNumbers(type) } };
  }
  return failure(status.INVALID_ARGUMENT, 'the request asks for nothing');
}

const failure = (errorCode: number, errorMessage: string): ServerReflectionResponse => ({
  errorResponse: { errorCode, errorMessage },
});
