import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { descriptors } from '@kubets/proto-gen/descriptors';
import { answerReflection } from './reflection-service';
import { decodeReflectionRequest, encodeReflectionResponse, type ReflectionRequest } from './reflection-wire';

const options = { descriptors, services: ['kubets.core.v1.Services', 'kubets.core.v1.Pods'] };
const ask = (request: Partial<ReflectionRequest>, sent = new Set<Uint8Array>()) => answerReflection(options, { raw: new Uint8Array(), host: '', ...request }, sent);

describe('answers', () => {
  test('services in order', () => expect(ask({ listServices: '' })).toEqual({ services: ['kubets.core.v1.Pods', 'kubets.core.v1.Services'] }));

  test.each<[string, Partial<ReflectionRequest>]>([
    ['a service', { fileContainingSymbol: 'kubets.core.v1.Pods' }],
    ['a method', { fileContainingSymbol: 'kubets.core.v1.Pods.Get' }],
    ['a message', { fileContainingSymbol: 'kubets.core.v1.Pod' }],
    ['a file', { fileByFilename: descriptors.fileOfSymbol('kubets.core.v1.Pod') }],
  ])('the file of %s with all it imports', (_, request) => {
    const answer = ask(request) as { files: Uint8Array[] };
    expect(answer.files.length).toBeGreaterThan(1);
    expect(answer.files[0]).toBe(descriptors.file(request.fileByFilename ?? descriptors.fileOfSymbol(request.fileContainingSymbol!)!));
  });

  test('files the client has are not sent again', () => {
    const sent = new Set<Uint8Array>();
    ask({ fileContainingSymbol: 'kubets.core.v1.Pod' }, sent);
    expect((ask({ fileContainingSymbol: 'kubets.core.v1.Pod' }, sent) as { files: Uint8Array[] }).files).toHaveLength(1);
  });

  test.each<[string, Partial<ReflectionRequest>, number]>([
    ['symbol', { fileContainingSymbol: 'kubets.core.v1.Nothing' }, 5],
    ['file', { fileByFilename: 'nothing.proto' }, 5],
    ['extension', { fileContainingExtension: { containingType: 'kubets.core.v1.Pod', extensionNumber: 1 } }, 5],
    ['type', { allExtensionNumbersOfType: 'kubets.core.v1.Nothing' }, 5],
    ['question', {}, 3],
  ])('no such %s', (_, request, code) => expect(ask(request)).toMatchObject({ error: { code } }));
});

test('a request is decoded and echoed in the response', () => {
  const raw = new BinaryWriter().uint32(10).string('host').uint32(34).string('kubets.core.v1.Pods').finish();
  const request = decodeReflectionRequest(raw);
  expect(request).toMatchObject({ host: 'host', fileContainingSymbol: 'kubets.core.v1.Pods' });

  const reader = new BinaryReader(encodeReflectionResponse(request, { services: ['a.B', 'c.D'] }));
  expect([reader.uint32() >>> 3, reader.string()]).toEqual([1, 'host']);
  expect([reader.uint32() >>> 3, Buffer.from(reader.bytes())]).toEqual([2, Buffer.from(raw)]);
  expect(reader.uint32() >>> 3).toBe(6);
  expect(Buffer.from(reader.bytes()).toString()).toMatch(/a\.B[^]*c\.D/);
});
