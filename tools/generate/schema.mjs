import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isApiPackage, messagesOf } from './image.mjs';
import { jsonModule } from './json-module.mjs';

const SCALARS = {
  TYPE_STRING: 'string',
  TYPE_BYTES: 'bytes',
  TYPE_INT32: 'int32',
  TYPE_INT64: 'int64',
  TYPE_BOOL: 'bool',
  TYPE_DOUBLE: 'double',
};
const WELL_KNOWN = {
  '.google.protobuf.Timestamp': 'time',
  '.google.protobuf.Struct': 'struct',
  '.google.protobuf.Value': 'any',
};
const FORMATS = {
  FORMAT_QUANTITY: 'quantity',
  FORMAT_MICROTIME: 'microtime',
  FORMAT_BYTES: 'bytes',
  FORMAT_INT_OR_STRING: 'int-or-string',
  FORMAT_STRING_LISTS: 'struct',
};
const NATIVE_FORMS = {
  NATIVE_FORM_SCHEMA_OR_ARRAY: 'schema-or-array',
  NATIVE_FORM_SCHEMA_OR_BOOL: 'schema-or-bool',
  NATIVE_FORM_SCHEMA_OR_STRINGS: 'schema-or-strings',
};

/** Writes schema.ts: for each API message its fields, as src/schema.ts describes them. */
export function writeSchema(image, folder) {
  const all = new Map([...messagesOf(image)].map((entry) => [`.${entry.name}`, entry.message]));
  const schemas = {};
  for (const { message, file, name } of messagesOf(image)) {
    if (!isApiPackage(file.package) || message.options?.mapEntry) continue;
    schemas[name] = Object.fromEntries(
      (message.field ?? []).map((field) => [field.jsonName, fieldSchema(field, all, name, embeddedIn(message))]),
    );
  }
  const atomic = [...all].filter(([, message]) => isAtomic(message)).map(([name]) => name.slice(1));
  const orders = [...all].flatMap(([name, { options }]) => {
    const { field } = options?.['[kubets.options.v1.checked]'] ?? {};
    return field ? [[name.slice(1), field]] : [];
  });
  assertKnown(orders, schemas);
  writeFileSync(
    join(folder, 'schema.ts'),
    jsonModule('messageFields', schemas) +
      `export const atomicMessages = ${JSON.stringify(atomic)};\n` +
      jsonModule('checkOrders', Object.fromEntries(orders)),
  );
}

/** An order of fields that are there. */
function assertKnown(orders, schemas) {
  for (const [name, fields] of orders)
    for (const field of fields)
      if (!(field in schemas[name])) throw new Error(`${name} has no field ${field}, which is to be checked in order`);
}

// 64-bit numbers are strings in the image.
const rulesOf = (rules) =>
  JSON.parse(JSON.stringify(rules), (key, value) => (NUMBERS.has(key) ? Number(value) : value));
const NUMBERS = new Set(['minimum', 'maximum', 'above', 'low', 'high']);

const embeddedIn = (message) => message.options?.['[kubets.options.v1.embedded]'] ?? [];
const isAtomic = (message) => message.options?.['[kubets.options.v1.atomic]'] === true;

function fieldSchema(field, all, owner, embedded) {
  const option = (name) => field.options?.[`[kubets.options.v1.${name}]`];
  const entry = all.get(field.typeName)?.options?.mapEntry ? all.get(field.typeName) : undefined;
  const value = entry ? entry.field.find((one) => one.number === 2) : field;
  const type =
    FORMATS[option('format')] ??
    SCALARS[value.type] ??
    WELL_KNOWN[value.typeName] ??
    (value.type === 'TYPE_MESSAGE' ? 'message' : undefined);
  if (type === undefined) throw new Error(`${owner}.${field.name}: the API has no fields of type ${value.type}`);
  return {
    number: field.number,
    type,
    message: type === 'message' ? value.typeName.slice(1) : undefined,
    repeated: field.label === 'LABEL_REPEATED' && !entry ? true : undefined,
    map: entry ? true : undefined,
    required: option('required'),
    enum: option('enum'),
    patchStrategy: option('patchStrategy'),
    mergeKey: option('mergeKey'),
    listType: option('listType'),
    listKeys: option('listKeys'),
    mapType: option('mapType'),
    structType:
      option('structType') ??
      (type === 'message' && !entry && field.label !== 'LABEL_REPEATED' && isAtomic(all.get(value.typeName))
        ? 'atomic'
        : undefined),
    default: option('default') === undefined ? undefined : JSON.parse(option('default')),
    serverDefault: option('serverDefault') === undefined ? undefined : JSON.parse(option('serverDefault')),
    immutable: option('immutable'),
    rules: option('rules') && rulesOf(option('rules')),
    nativePath: option('nativePath'),
    goType: option('goType'),
    emptyIsTold: option('emptyIsTold'),
    goPath: goPathOf(option('nativePath'), embedded),
    zeroIsSet: option('zeroIsSet'),
    byValue: option('byValue'),
    alwaysWritten: option('alwaysWritten'),
    disabledFeature: option('disabledFeature'),
    nativeForm: NATIVE_FORMS[option('nativeForm')],
    stringLists: option('format') === 'FORMAT_STRING_LISTS' ? true : undefined,
    deprecated: field.options?.deprecated,
  };
}

/** The names of the embedded messages that hold a field of that native path. */
function goPathOf(nativePath = '', embedded) {
  const names = embedded.filter((one) => nativePath.startsWith(`${one.nativePath}.`)).map((one) => one.name);
  return names.length > 0 ? names.join('.') : undefined;
}
