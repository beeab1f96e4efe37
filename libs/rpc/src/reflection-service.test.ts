import { create, createFileRegistry, fromBinary, type FileRegistry } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { descriptors } from '@kubets/proto-gen/descriptors';
import {
  ServerReflectionClient,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '@kubets/proto-gen/grpc/reflection/v1';
import { ServerReflectionClient as AlphaClient } from '@kubets/proto-gen/grpc/reflection/v1alpha';
import { answerReflection, reflectionService } from './reflection-service';

const options = { descriptors, services: ['kubets.core.v1.Services', 'kubets.core.v1.Pods'] };
const ask = (request: ServerReflectionRequest, sent = new Set<Buffer>()) => answerReflection(options, request, sent);
const filesOf = (answer: ServerReflectionResponse) => answer.fileDescriptorResponse?.fileDescriptorProto ?? [];
const namesOf = (answer: ServerReflectionResponse) => answer.listServicesResponse?.service?.map(({ name }) => name);

describe('answers', () => {
  test('services in order', () =>
    expect(namesOf(ask({ listServices: '' }))).toEqual(['kubets.core.v1.Pods', 'kubets.core.v1.Services']));

  test.each<[string, ServerReflectionRequest]>([
    ['a service', { fileContainingSymbol: 'kubets.core.v1.Pods' }],
    ['a method', { fileContainingSymbol: 'kubets.core.v1.Pods.Get' }],
    ['a message', { fileContainingSymbol: 'kubets.core.v1.Pod' }],
    ['the details of an error', { fileContainingSymbol: 'kubets.meta.v1.Status' }],
    ['a file', { fileByFilename: descriptors.fileOfSymbol('kubets.core.v1.Pod') }],
    [
      'an extension',
      { fileContainingExtension: { containingType: 'google.protobuf.FieldOptions', extensionNumber: 50001 } },
    ],
  ])('the file of %s with all it imports', (_, request) => {
    const { fileByFilename, fileContainingSymbol = 'kubets.options.v1.required' } = request;
    const [file, ...imports] = filesOf(ask(request));
    expect(file).toBe(descriptors.file(fileByFilename ?? descriptors.fileOfSymbol(fileContainingSymbol)!));
    expect(imports.length).toBeGreaterThan(0);
  });

  test.each(descriptors.services())('%s with every message of its methods', (service) => {
    const methods = registryOf(filesOf(ask({ fileContainingSymbol: service }))).getService(service)!.methods;
    expect(methods.length).toBeGreaterThan(0);
    const silent = methods
      .flatMap(({ input, output }) => [input.typeName, output.typeName])
      .filter((message) => filesOf(ask({ fileContainingSymbol: message })).length === 0);
    expect(silent).toEqual([]);
  });

  test('the extensions of a message', () => {
    const type = 'google.protobuf.FieldOptions';
    expect(ask({ allExtensionNumbersOfType: type })).toEqual({
      allExtensionNumbersResponse: { baseTypeName: type, extensionNumber: expect.arrayContaining([50001]) },
    });
  });

  test('files the client has are not sent again', () => {
    const sent = new Set<Buffer>();
    ask({ fileContainingSymbol: 'kubets.core.v1.Pod' }, sent);
    expect(filesOf(ask({ fileContainingSymbol: 'kubets.core.v1.Pod' }, sent))).toHaveLength(1);
  });

  test.each<[string, ServerReflectionRequest, number]>([
    ['symbol', { fileContainingSymbol: 'kubets.core.v1.Nothing' }, 5],
    ['file', { fileByFilename: 'nothing.proto' }, 5],
    ['extension', { fileContainingExtension: { containingType: 'kubets.core.v1.Pod', extensionNumber: 1 } }, 5],
    ['type', { allExtensionNumbersOfType: 'kubets.core.v1.Nothing' }, 5],
    ['question', {}, 3],
  ])('no such %s', (_, request, errorCode) => expect(ask(request)).toMatchObject({ errorResponse: { errorCode } }));
});

describe.each([
  ['v1', ServerReflectionClient],
  ['v1alpha', AlphaClient],
])('%s over the wire', (_, Client) => {
  const server = new Server();
  let port: number;
  beforeAll(async () => {
    for (const { definition, implementation } of reflectionService({
      ...options,
      descriptors: () => Promise.resolve(descriptors),
    }))
      server.addService(definition, implementation);
    port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  });
  afterAll(() => server.forceShutdown());

  test('all questions of a stream are answered in order, each with the question, and reflection lists itself', async () => {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const call = client.serverReflectionInfo();
    const questions = [
      { host: 'here', listServices: '' },
      { fileContainingSymbol: 'grpc.reflection.v1.ServerReflection' },
      { fileByFilename: 'nothing.proto' },
    ];
    for (const question of questions) call.write(question);
    call.end();
    const answers: ServerReflectionResponse[] = [];
    for await (const answer of call) answers.push(answer as ServerReflectionResponse);
    client.close();
    expect(answers.map(({ originalRequest }) => originalRequest)).toEqual(questions);
    expect(answers[0]!.validHost).toBe('here');
    expect(namesOf(answers[0]!)).toEqual([
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'kubets.core.v1.Pods',
      'kubets.core.v1.Services',
    ]);
    expect(registryOf(filesOf(answers[1]!)).getMessage('grpc.reflection.v1.ServerReflectionResponse')).toBeDefined();
    expect(answers[2]!.errorResponse).toEqual({ errorCode: 5, errorMessage: 'file nothing.proto not found' });
  });
});

/** Throws when a file or a message is missing that another one uses. */
function registryOf(files: readonly Uint8Array[]): FileRegistry {
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
