import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { buf } from './buf.mjs';
import { jsonModule } from './json-module.mjs';

/** Writes descriptors.ts: each file of `protos` as FileDescriptorProto without comments, in base64, as gRPC reflection hands it out. */
export function writeDescriptors(protos, folder) {
  const set = fromBinary(
    FileDescriptorSetSchema,
    buf('build', protos, '--as-file-descriptor-set', '--exclude-source-info', '--output', '-'),
  );
  const files = {};
  for (const file of set.file.filter((one) => isServed(one.package)))
    files[file.name] = Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64');
  writeFileSync(join(folder, 'descriptors.ts'), jsonModule('fileDescriptors', files));
}

// CRI and containerd's events are interfaces of others: we call them and serve none of them.
const isServed = (name) => /^(kubets|grpc)\./.test(name) || name === 'google.protobuf';
