import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { buf } from './buf.mjs';
import { messagesOf } from './image.mjs';

// Used only while generating: what they declare is in the schema.
const GENERATION_ONLY = ['kubets/options', 'google/protobuf/descriptor.ts'];
// Hand-written instead, in src/wire.
const HAND_WRITTEN = ['google/protobuf/timestamp.ts', 'google/protobuf/struct.ts'];

/** Generates the TypeScript of every proto in `protos` into `folder`, with an index per package under kubets/. */
export function writeTypeScript(image, protos, folder) {
  buf('generate', protos, '--template', 'tools/generate/buf.gen.yaml', '--output', folder);
  for (const path of [...GENERATION_ONLY, ...HAND_WRITTEN])
    rmSync(join(folder, path), { recursive: true, force: true });
  const microTimes = fieldsByFile(
    image,
    ({ options }) => options?.['[kubets.options.v1.format]'] === 'FORMAT_MICROTIME',
  );
  const int64s = fieldsByFile(image, ({ type }) => type === 'TYPE_INT64');
  const entries = mapEntriesByFile(image);
  for (const file of typeScriptFiles(folder)) {
    const source = useEntryDefaults(readFileSync(join(folder, file), 'utf8'), entries.get(file));
    const exact = file.startsWith('kubets/') ? useInt64(source, file, int64s.get(file) ?? new Map()) : source;
    const lenient = file.startsWith('kubets/') ? takeNull(exact) : exact;
    writeFileSync(
      join(folder, file),
      useOwnCodecs(useSetEntry(asPure(lenient), file), file, microTimes.get(file) ?? new Map()),
    );
  }
  writeIndexes(folder);
}

function typeScriptFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.split(sep).join('/'))
    .sort();
}

// File → message → names of the fields that are wanted.
function fieldsByFile(image, isWanted) {
  const byFile = new Map();
  for (const { message, file, tsName } of messagesOf(image)) {
    const fields = (message.field ?? []).filter(isWanted);
    if (fields.length === 0) continue;
    const path = file.name.replace(/\.proto$/, '.ts');
    if (!byFile.has(path)) byFile.set(path, new Map());
    byFile.get(path).set(tsName, new Set(fields.map((field) => field.jsonName)));
  }
  return byFile;
}

// Kubernetes' JSON says null of what Go has a pointer to and nobody set: on the wire that is not there. Only where any value may
// stand is null one.
function takeNull(source) {
  return source
    .replace(/(\bmessage\.\w+) !== undefined( &&)/g, '$1 != null$2')
    .replace(
      /(if \(message\.\w+) !== undefined(\) \{\n +(?!Value\.encode\()\S*(?:\.encode\(|writer\.))/g,
      '$1 != null$2',
    );
}

// Without the mark a bundle keeps the client of every service, and with it all codecs.
const asPure = (source) =>
  source.replaceAll('= makeGenericClientConstructor(', '= /* @__PURE__ */ makeGenericClientConstructor(');

// An int64 of the API is kept exactly, as src/wire/int64.ts has it: ts-proto's own way refuses what a number cannot hold.
function useInt64(source, file, fields) {
  if (fields.size === 0) return source;
  let current;
  let field;
  const lines = source
    .replace(/^function longToNumber\([\s\S]+?^\}\n\n?/gm, '')
    .replaceAll('longToNumber(', 'fromInt64(')
    .split('\n')
    .map((line) => {
      current = /^export interface (\w+) \{/.exec(line)?.[1] ?? current;
      field = /^  (\w+)\??:/.exec(line)?.[1] ?? field;
      return fields.get(current)?.has(field) && /^ {2,4}(?:\w+\??:|\|) .*number/.test(line)
        ? line.replace(/\bnumber\b/, 'Int64')
        : line;
    });
  return withImport(lines.join('\n'), file, '{ fromInt64, type Int64 }', 'int64');
}

// File → message of a map's entry → what stands for a value that is not on the wire.
function mapEntriesByFile(image) {
  const byFile = new Map();
  for (const { message, file, tsName } of messagesOf(image)) {
    if (!message.options?.mapEntry) continue;
    const path = file.name.replace(/\.proto$/, '.ts');
    if (!byFile.has(path)) byFile.set(path, new Map());
    byFile.get(path).set(tsName, emptyValue(message.field.find(({ name }) => name === 'value')));
  }
  return byFile;
}

function emptyValue({ type, typeName }) {
  if (type === 'TYPE_STRING' || type === 'TYPE_BYTES') return '""';
  if (typeName === '.google.protobuf.Timestamp') return '"1970-01-01T00:00:00Z"';
  if (typeName === '.google.protobuf.Value') return 'null';
  if (type === 'TYPE_MESSAGE') return '{}';
  throw new Error(`a map of ${typeName ?? type} is not provided for`);
}

// An entry of a map may leave out a key or a value that is empty; ts-proto drops such entries.
function useEntryDefaults(source, entries) {
  if (!entries) return source;
  return source.replace(/^(function createBase(\w+)\(\): \2 \{\n  return )\{\};/gm, (whole, head, name) =>
    entries.has(name) ? `${head}{ key: "", value: ${entries.get(name)} };` : whole,
  );
}

// Maps of the API have keys of any name, "__proto__" too.
function useSetEntry(source, file) {
  const assignment = /(message\.\w+!)\[(entry\d+)\.key\] = \2\.value;/g;
  if (!file.startsWith('kubets/') || !assignment.test(source)) return source;
  return withImport(source.replace(assignment, 'setEntry($1, $2.key, $2.value);'), file, '{ setEntry }', 'map');
}

function withImport(source, file, names, module) {
  const lines = source.split('\n');
  const last = lines.findLastIndex((line) => /^(?:import .*|\} )from ".*";$/.test(line));
  lines.splice(last + 1, 0, `import ${names} from "${'../'.repeat(file.split('/').length)}wire/${module}";`);
  return lines.join('\n');
}

// Timestamps and free-form JSON go through src/wire; ts-proto repeats its own versions in every file that needs them.
function useOwnCodecs(source, file, microTimes) {
  const up = '../'.repeat(file.split('/').length);
  const lines = [];
  const used = new Set();
  let current;
  for (const line of withoutTimestampFunctions(source).split('\n')) {
    current = /^export const (\w+): MessageFns</.exec(line)?.[1] ?? current;
    const field = /message\.(\w+) = fromTimestamp\(/.exec(line)?.[1];
    const micro = field !== undefined && microTimes.get(current)?.has(field);
    const out = micro ? line.replace('fromTimestamp(', 'fromMicroTimestamp(') : line;
    for (const [name] of out.matchAll(/\b(toTimestamp|fromTimestamp|fromMicroTimestamp)(?=\()/g)) used.add(name);
    lines.push(out);
  }
  return lines
    .join('\n')
    .replace(/import \{([^}]*)\} from "[./]*google\/protobuf\/(timestamp|struct)";/g, (_, names, codec) => {
      const helpers =
        codec === 'timestamp'
          ? [...used]
              .sort()
              .map((name) => `, ${name}`)
              .join('')
          : '';
      return `import { ${names.trim()}${helpers} } from "${up}wire/${codec}";`;
    });
}

function withoutTimestampFunctions(source) {
  return source.replace(/^function (?:to|from)Timestamp\([\s\S]+?^\}\n\n?/gm, '');
}

// '@kubets/proto-gen/core/v1' is kubets/core/v1/index.ts; a package outside kubets/ gets its index there too.
function writeIndexes(folder) {
  const packages = new Map();
  for (const file of typeScriptFiles(folder)) {
    if (file.startsWith('google/')) continue;
    const home = dirname(file);
    packages.set(home, [...(packages.get(home) ?? []), basename(file, '.ts')]);
  }
  for (const [home, files] of packages) {
    const indexFolder = home.startsWith('kubets/') ? home : `kubets/${home}`;
    const from = relative(indexFolder, home).split(sep).join('/');
    const prefix = from === '' ? './' : `${from}/`;
    if (!existsSync(join(folder, indexFolder))) mkdirSync(join(folder, indexFolder), { recursive: true });
    writeFileSync(
      join(folder, indexFolder, 'index.ts'),
      files.map((name) => `export * from '${prefix}${name}';\n`).join(''),
    );
  }
}
