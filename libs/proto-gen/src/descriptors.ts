// The protos' descriptors at run time, for gRPC server reflection. Generated from proto/.
import { fromBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { fileDescriptors } from './gen/descriptors';

interface Index {
  bytes: Map<string, Buffer>;
  dependencies: Map<string, string[]>;
  /** The file of each message, enum, enum value, field, service, method and extension. */
  files: Map<string, string>;
  /** By extended message, then by field number. */
  extensions: Map<string, Map<number, string>>;
  services: string[];
}

let index: Index | undefined;

export const descriptors = {
  /** The FileDescriptorProto of a file such as 'kubets/core/v1/pod.proto'; undefined when there is none. */
  file(name: string): Buffer | undefined {
    return load().bytes.get(name);
  },

  /** The name of the file that declares a symbol such as 'kubets.core.v1.Pods.Get'. */
  fileOfSymbol(symbol: string): string | undefined {
    return load().files.get(symbol);
  },

  /** The name of the file that declares extension `number` of a message. */
  fileOfExtension(message: string, number: number): string | undefined {
    return load().extensions.get(message)?.get(number);
  },

  /** The numbers of all extensions of a message. */
  extensionNumbers(message: string): number[] {
    return [...(load().extensions.get(message)?.keys() ?? [])];
  },

  /** The FileDescriptorProtos of a file and of all it imports, the file itself first. */
  withDependencies(name: string): Buffer[] {
    const { bytes, dependencies } = load();
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file) || !bytes.has(file)) return;
      seen.add(file);
      for (const imported of dependencies.get(file) ?? []) visit(imported);
    };
    visit(name);
    return [...seen].map((file) => bytes.get(file)!);
  },

  /** The full names of all services of all protos. */
  services(): string[] {
    return load().services;
  },
};

function load(): Index {
  return (index ??= build());
}

function build(): Index {
  const found: Index = {
    bytes: new Map(),
    dependencies: new Map(),
    files: new Map(),
    extensions: new Map(),
    services: [],
  };
  for (const [name, base64] of Object.entries(JSON.parse(fileDescriptors) as Record<string, string>)) {
    const bytes = Buffer.from(base64, 'base64');
    found.bytes.set(name, bytes);
    addFile(found, fromBinary(FileDescriptorProtoSchema, bytes));
  }
  found.services.sort();
  return found;
}

function addFile(found: Index, file: FileDescriptorProto): void {
  found.dependencies.set(file.name, file.dependency);
  for (const message of file.messageType) addMessage(found, file.name, `${file.package}.${message.name}`, message);
  for (const one of file.enumType) found.files.set(`${file.package}.${one.name}`, file.name);
  for (const extension of file.extension) addExtension(found, file.name, file.package, extension);
  for (const service of file.service) {
    const name = `${file.package}.${service.name}`;
    found.services.push(name);
    found.files.set(name, file.name);
    for (const method of service.method) found.files.set(`${name}.${method.name}`, file.name);
  }
}

function addMessage(found: Index, file: string, name: string, message: DescriptorProto): void {
  found.files.set(name, file);
  for (const field of message.field) found.files.set(`${name}.${field.name}`, file);
  for (const nested of message.nestedType) addMessage(found, file, `${name}.${nested.name}`, nested);
  for (const one of message.enumType) found.files.set(`${name}.${one.name}`, file);
}

function addExtension(found: Index, file: string, scope: string, extension: FieldDescriptorProto): void {
  found.files.set(`${scope}.${extension.name}`, file);
  const extended = extension.extendee.replace(/^\./, '');
  const numbers = found.extensions.get(extended) ?? new Map<number, string>();
  found.extensions.set(extended, numbers.set(extension.number, file));
}
