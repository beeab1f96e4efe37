import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { descriptors } from './descriptors';

test.each([
  ['kubets.core.v1.Pod', 'kubets/core/v1/pod.proto'],
  ['kubets.core.v1.Pods', 'kubets/core/v1/pods_rpc.proto'],
  ['kubets.core.v1.Pods.Watch', 'kubets/core/v1/pods_rpc.proto'],
  ['google.protobuf.Struct.FieldsEntry', 'google/protobuf/struct.proto'],
  ['kubets.options.v1.required', 'kubets/options/v1/field.proto'],
])('%s is declared in %s', (symbol, file) => {
  expect(descriptors.fileOfSymbol(symbol)).toBe(file);
  expect(fromBinary(FileDescriptorProtoSchema, descriptors.file(file)!).name).toBe(file);
});

test('a file comes with all it imports, itself first', () => {
  const names = descriptors
    .withDependencies('kubets/coordination/v1/lease.proto')
    .map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
  expect(names[0]).toBe('kubets/coordination/v1/lease.proto');
  expect(names.sort()).toEqual([
    'google/protobuf/descriptor.proto',
    'google/protobuf/struct.proto',
    'google/protobuf/timestamp.proto',
    'kubets/coordination/v1/lease.proto',
    'kubets/meta/v1/object_meta.proto',
    'kubets/options/v1/field.proto',
    'kubets/options/v1/message.proto',
  ]);
});

test('the field options are found by number', () => {
  expect(descriptors.extensionNumbers('google.protobuf.FieldOptions')).toContain(50001);
  expect(descriptors.fileOfExtension('google.protobuf.FieldOptions', 50001)).toBe('kubets/options/v1/field.proto');
});

test('services are those that an API server offers', () => {
  expect(descriptors.services()).toContain('kubets.apps.v1.Deployments');
  expect(descriptors.services().filter((name) => !name.startsWith('kubets.'))).toEqual([
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
  ]);
});

test('what is not there is undefined', () => {
  expect(descriptors.file('nothing.proto')).toBeUndefined();
  expect(descriptors.fileOfSymbol('kubets.core.v1.Nothing')).toBeUndefined();
  expect(descriptors.withDependencies('nothing.proto')).toEqual([]);
});
