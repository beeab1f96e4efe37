// Makes what is published of a package below packages/, ready for `npm pack`: dist/packages/<name>, unless told where. Its code with everything
// that it needs in one file of CommonJS (src/kit.ts), the programs that load it, types, and what lies in its folder `published`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { copyDeclarations } from './declarations.mjs';
import { BUNDLED, COMMONJS_IN_MODULES, withoutIndexes, withoutUnused } from './esbuild-parts.mjs';

const [name, folder = `dist/packages/${name}`] = process.argv.slice(2);
if (!name) {
  console.error('usage: package.mjs PACKAGE [FOLDER]');
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = `packages/${name}/src`;
const out = resolve(root, folder);
/** What the programs load lies beside them. */
const kitBeside = {
  name: 'kit-beside',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\.\/kit$/ }, () => ({ path: './kit.js', external: true }));
  },
};
const MOST_BYTES = 16 * 1024 * 1024;
const THREADS = ['apps/apiserver/src/yaml/yaml-thread.ts'];
process.chdir(root);
const files = await readdir(`${sources}/programs`);
const programs = files.filter((file) => /runMain\(/.test(readFileSync(`${sources}/programs/${file}`, 'utf8')));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp(`packages/${name}/published`, out, { recursive: true });
const common = { ...BUNDLED, plugins: [withoutIndexes, withoutUnused] };
const lib = `${out}/lib`;
await Promise.all([
  // One file: what is asked of it first is in a twentieth of it, but many files take longer to find than this one to read.
  build({ ...common, entryPoints: [`${sources}/kit.ts`], outfile: `${lib}/kit.cjs`, format: 'cjs' }),
  build({
    ...common,
    plugins: [kitBeside, ...common.plugins],
    entryPoints: [...programs.map((file) => `${sources}/programs/${file}`), ...THREADS],
    entryNames: '[name]',
    outdir: lib,
    format: 'esm',
    splitting: true,
    banner: { js: COMMONJS_IN_MODULES },
  }),
]);
await writeFile(`${lib}/first-objects.json`, await printedBy(`${sources}/packaging/first-objects.ts`));
const digest = await inAscii(`${lib}/kit.cjs`);
await build({
  ...common,
  entryPoints: [`${sources}/loading/loaded-kit.ts`],
  outfile: `${lib}/loaded-kit.cjs`,
  format: 'cjs',
  define: { KIT_DIGEST: JSON.stringify(digest) },
});
await writeTypes();

/** What a program of the sources writes to its output. */
async function printedBy(file) {
  const outfile = `${out}/printed.cjs`;
  await build({ ...common, entryPoints: [file], outfile, format: 'cjs' });
  const { status, stdout } = spawnSync(process.execPath, [outfile], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: MOST_BYTES,
  });
  await rm(outfile);
  if (status !== 0) throw new Error(`${file} ended with ${status}`);
  return stdout;
}

/** Writes what esbuild leaves as it is, characters in regular expressions, as escapes: V8 keeps the text in one byte for each. @returns what the file is known by */
async function inAscii(file) {
  const text = (await readFile(file, 'utf8')).replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  await writeFile(file, text);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

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
