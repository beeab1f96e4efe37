import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageOf } from './resources.mjs';

const MARK = '// Generated from the options `resource` in proto/. Do not edit.\n';

/**
 * Writes kubets/catalogue.ts, the names of every resource, and kubets/services.ts, the same with codec and gRPC service.
 * Each resource is an export of its own, so that a bundle has those that it asks for.
 */
export function writeCatalogue(resources, folder) {
  writeFileSync(join(folder, 'kubets/catalogue.ts'), catalogueModule(resources));
  writeFileSync(join(folder, 'kubets/services.ts'), servicesModule(resources));
}

function catalogueModule(resources) {
  const stored = resources.filter(({ virtual }) => !virtual);
  return [
    MARK,
    ...stored.map(
      ({ kind, kindAs, declaredIn }) =>
        `import type { ${renamed(kind, kindAs)} } from './${modulePath(declaredIn)}';\n`,
    ),
    "import type { ResourceNames } from '../../resource-names';\n\n",
    "export type { ResourceNames, VersionNames } from '../../resource-names';\n\n",
    ...resources.map(
      (resource) =>
        `export const ${resource.id} = ${JSON.stringify(namesOf(resource))} as const satisfies ResourceNames;\n`,
    ),
    '\n/** What is stored: all verbs. */\n',
    `export const storedResources = {\n${listOf(stored)}};\n`,
    '\n/** What is answered and not stored: create alone. */\n',
    `export const virtualResources = {\n${listOf(resources.filter(({ virtual }) => virtual))}};\n`,
    '\n/** The objects of what is stored. */\n',
    `export interface StoredObjects {\n${stored.map(({ id, kindAs }) => `  ${id}: ${kindAs};\n`).join('')}}\n`,
  ].join('');
}

function servicesModule(resources) {
  return [
    MARK,
    "import * as catalogue from './catalogue';\n",
    ...resources.flatMap(({ kind, kindAs, service, serviceAs, file, declaredIn }) => [
      `import { ${renamed(kind, kindAs)} } from './${modulePath(declaredIn)}';\n`,
      `import { ${renamed(`${service}Service`, serviceAs)} } from './${dirname(modulePath(declaredIn))}/${file}_rpc';\n`,
    ]),
    '\n',
    ...resources.map(
      ({ id, kindAs, serviceAs }) =>
        `export const ${id} = { names: catalogue.${id}, codec: ${kindAs}, methods: ${serviceAs} };\n`,
    ),
    '\n/** What is stored, for those who deal with every kind. */\n',
    `export const storedServices = {\n${listOf(resources.filter(({ virtual }) => !virtual))}};\n`,
    '\n/** What is answered and not stored. */\n',
    `export const virtualServices = {\n${listOf(resources.filter(({ virtual }) => virtual))}};\n`,
  ].join('');
}

const renamed = (name, as) => (name === as ? name : `${name} as ${as}`);

const listOf = (resources) => resources.map(({ id }) => `  ${id},\n`).join('');

function namesOf({
  group,
  kind,
  plural,
  singular,
  shortNames,
  categories,
  namespaced,
  subresources,
  versions,
  service,
}) {
  return {
    group,
    kind,
    plural,
    singular,
    shortNames,
    categories,
    namespaced,
    subresources,
    versions,
    service: `${packageOf(versions[0].message)}.${service}`,
  };
}

const modulePath = (proto) => proto.replace(/^kubets\//, '').replace(/\.proto$/, '');
