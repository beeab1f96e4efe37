// node bench/growth/run.mjs [--only NAME] [--characters 1000000] [--entries 100000] [--rounds 3]
// Tries every decoder, validator and parser with inputs that grow tenfold, prints nanoseconds per byte and the ratio of the
// two largest sizes, and fails when that grows: then somebody can stop a service with a long text.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms, runBundled } from '../../tools/build/run-bundled.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

// The functions are found first, so that the bundle can hold their modules.
const finder = await bundlePrograms('growth-functions', ['bench/growth/text-functions.ts']);
const { textFunctions } = createRequire(import.meta.url)(join(finder, 'text-functions.js'));
const found = textFunctions(root);
const files = [...new Set(found.map(({ file }) => file))];
const folder = join(root, `dist/bundled/growth-entry-${process.pid}`);
mkdirSync(folder, { recursive: true });
process.once('exit', () => [finder, folder].forEach((one) => rmSync(one, { recursive: true })));
writeFileSync(
  join(folder, 'entry.ts'),
  `${files.map((file, index) => `import * as m${index} from ${JSON.stringify(join(root, file))};`).join('\n')}
import { main } from ${JSON.stringify(join(here, 'main.ts'))};
main(${JSON.stringify(found)}, { ${files.map((file, index) => `${JSON.stringify(file)}: m${index}`).join(', ')} });`,
);
await runBundled('growth', { programs: [relative(root, join(folder, 'entry.ts'))] });
