// Bundles one app into dist/apps/<app>/main.js: a service starts from one file, without node_modules.
import { build } from 'esbuild';

const app = process.argv[2];
if (!app) {
  console.error('usage: bundle.mjs APP');
  process.exit(2);
}

await build({
  entryPoints: [`apps/${app}/src/main.ts`],
  outfile: `dist/apps/${app}/main.js`,
  tsconfig: 'tsconfig.base.json',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
