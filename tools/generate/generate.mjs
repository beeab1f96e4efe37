// Writes all that is derived from proto/: the gRPC service of each resource beside its message, and libs/proto-gen/src/gen
// (TypeScript, catalogue, schema, docs, descriptors).
//   node tools/generate/generate.mjs           wipes and rewrites what is generated
//   node tools/generate/generate.mjs --check   fails, and says why, where it is not what it would write or the protos are not
//                                              formatted or break the rules of proto/buf.yaml
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, complaints } from './buf.mjs';
import { writeCatalogue } from './catalogue.mjs';
import { differences } from './compare.mjs';
import { writeDescriptors } from './descriptors.mjs';
import { writeDocs } from './docs.mjs';
import { resourcesOf } from './resources.mjs';
import { root } from './root.mjs';
import { writeRpcProtos } from './rpc.mjs';
import { writeSchema } from './schema.mjs';
import { writeTypeScript } from './typescript.mjs';

const protos = join(root, 'proto');
const target = join(root, 'libs/proto-gen/src/gen');
const flags = process.argv.slice(2);
const check = flags.includes('--check');
if (flags.some((flag) => flag !== '--check')) {
  console.error('usage: generate.mjs [--check]');
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'kubets-generate-'));
const fresh = join(scratch, 'gen');
const freshProtos = join(scratch, 'proto');
try {
  mkdirSync(fresh);
  cpSync(protos, freshProtos, { recursive: true });
  // What is there of the services may be stale: resources are read without them.
  writeRpcProtos([], freshProtos);
  const resources = resourcesOf(buildImage(freshProtos));
  writeRpcProtos(resources, freshProtos);
  const image = buildImage(freshProtos);
  writeTypeScript(image, freshProtos, fresh);
  writeCatalogue(resources, fresh);
  writeSchema(image, fresh);
  writeDocs(image, fresh);
  writeDescriptors(freshProtos, fresh);
  if (check) {
    const found = [...differences(protos, freshProtos), ...differences(target, fresh)];
    for (const line of found) console.error(line);
    if (found.length > 0) console.error(`${found.length} generated files differ: run node tools/generate/generate.mjs`);
    const complained = [complaints('lint', 'proto'), complaints('format', 'proto', '--diff', '--exit-code')].join('');
    if (complained) console.error(complained);
    if (found.length > 0 || complained) process.exitCode = 1;
  } else {
    writeRpcProtos(resources, protos);
    rmSync(target, { recursive: true, force: true });
    cpSync(fresh, target, { recursive: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
