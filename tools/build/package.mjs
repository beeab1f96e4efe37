// Makes what is published of a package below packages/, ready for `npm pack`: dist/packages/<name>, unless told where. Code as ECMAScript modules
// (lib) and as CommonJS (cjs) with everything that it needs in it, types, and what lies in its folder `published`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { copyDeclarations } from './declarations.mjs';
import { BUNDLED, COMMONJS_IN_MODULES, withoutUnused } from './esbuild-parts.mjs';

const [name, folder = `dist/packages/${name}`] = process.argv.slice(2);
if (!name) {
  console.error('usage: package.mjs PACKAGE [FOLDER]');
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = `packages/${name}/src`;
const out = resolve(root, folder);
const THREADS = ['apps/apiserver/src/yaml/yaml-thread.ts'];
process.chdir(root);
const files = await readdir(`${sources}/programs`);
const programs = files.filter((file) => /runMain\(/.test(readFileSync(`${sources}/programs/${file}`, 'utf8')));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp(`packages/${name}/published`, out, { recursive: true });
const common = { ...BUNDLED, plugins: [withoutUnused] };
await Promise.all([
  build({
    ...common,
    entryPoints: [`${sources}/index.ts`, ...programs.map((file) => `${sources}/programs/${file}`), ...THREADS],
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    outdir: `${out}/lib`,
    format: 'esm',
    splitting: true,
    banner: { js: COMMONJS_IN_MODULES },
  }),
  build({
    ...common,
    entryPoints: [`${sources}/index.ts`, ...THREADS],
    entryNames: '[name]',
    outdir: `${out}/cjs`,
    format: 'cjs',
  }),
]);
await writeFile(`${out}/cjs/package.json`, '{ "type": "commonjs" }\n');
await writeTypes();

/** Declarations of what the index offers, and of everything that these name: each file once, importing the file that declares a name. */
async function writeTypes() {
  const { compilerOptions } = JSON.parse(await readFile('tsconfig.base.json', 'utf8'));
  const emitted = join(out, 'emitted');
  const config = join(out, 'tsconfig.types.json');
  await writeFile(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        noCheck: true,
        outDir: emitted,
        rootDir: root,
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        paths: Object.fromEntries(
          Object.entries(compilerOptions.paths).map(([alias, [path]]) => [alias, [join(root, path)]]),
        ),
      },
      files: [join(root, sources, 'index.ts')],
    }),
  );
  // What it says of constants whose types cannot be written down is of no interest: none of them is offered.
  spawnSync(process.execPath, ['node_modules/typescript-native/bin/tsc', '-p', config], { cwd: root });
  await copyDeclarations(emitted, compilerOptions.paths, `${sources}/index`, join(out, 'types'));
  await Promise.all([rm(config), rm(emitted, { recursive: true })]);
}
