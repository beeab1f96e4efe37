// npm run bench -- NAME [its flags]: runs bench/NAME.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here)
  .filter((name) => existsSync(join(here, name, 'run.mjs')))
  .sort();
const [name, ...flags] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [FLAGS]; NAME is one of ${names.join(', ')}`);
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(here, name, 'run.mjs'), ...flags], { stdio: 'inherit' });
process.exit(status ?? 1);
