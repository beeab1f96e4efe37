// Bundles one app into dist/apps/<app>/: a service starts from main.js, without node_modules. What main.js imports only when it
// is wanted is a file of its own beside it, and so is what runs in a thread (src/**/*-thread.ts); what several of them need
// they share. What a browser gets, src/page, is bundled for it into page. package.json says that modules have no side effects, so those of which a service uses nothing stay out.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import {
  BUNDLED,
  COMMONJS_IN_MODULES,
  requireOneByteSources,
  withoutIndexes,
  withoutReflection,
  withoutRootCertificates,
  withoutUnused,
  withShortNames,
} from './esbuild-parts.mjs';
import { buildPage } from './page.mjs';

const app = process.argv[2];
if (!app) {
  console.error('usage: bundle.mjs APP');
  process.exit(2);
}
const outdir = `dist/apps/${app}`;

const sources = `apps/${app}/src`;
const threads = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('-thread.ts'));

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
await build({
  ...BUNDLED,
  entryPoints: ['main.ts', ...threads].map((file) => ({ in: join(sources, file), out: basename(file, '.ts') })),
  outdir,
  format: 'esm',
  splitting: true,
  banner: { js: COMMONJS_IN_MODULES },
  sourcemap: true,
  sourcesContent: false,
  plugins: [withShortNames, withoutIndexes, withoutReflection, withoutRootCertificates, withoutUnused],
});
await requireOneByteSources(outdir);
if (existsSync(join(sources, 'page'))) await buildPage(join(sources, 'page'), join(outdir, 'page'));
