// node bench/growth/run.mjs [--only NAME] [--characters 1000000] [--entries 100000] [--rounds 3]
// Tries every decoder, validator and parser with inputs that grow tenfold, prints nanoseconds per byte and the ratio of the
// two largest sizes, and fails when that grows: then somebody can stop a service with a long text.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const out = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
const options = {
  tsconfig: join(root, 'tsconfig.base.json'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
};

// The functions are found first, so that the bundle can hold their modules.
await build({
  ...options,
  entryPoints: [join(here, 'text-functions.ts')],
  format: 'esm',
  outfile: join(out, 'text-functions.mjs'),
});
const { textFunctions } = await import(join(out, 'text-functions.mjs'));
const found = textFunctions(root);
const files = [...new Set(found.map(({ file }) => file))];
writeFileSync(
  join(out, 'entry.ts'),
  `${files.map((file, index) => `import * as m${index} from ${JSON.stringify(join(root, file))};`).join('\n')}
import { main } from ${JSON.stringify(join(here, 'main.ts'))};
main(${JSON.stringify(found)}, { ${files.map((file, index) => `${JSON.stringify(file)}: m${index}`).join(', ')} });`,
);
await build({
  ...options,
  entryPoints: [join(out, 'entry.ts')],
  nodePaths: [join(root, 'node_modules')],
  format: 'cjs',
  outfile: join(out, 'main.cjs'),
});
const { status } = spawnSync(process.execPath, [join(out, 'main.cjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(out, { recursive: true });
process.exit(status ?? 1);
