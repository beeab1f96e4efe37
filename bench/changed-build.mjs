import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** What bundling an app reads, but for node_modules. */
const SOURCES = ['apps', 'libs', 'tools/build', 'package.json', 'tsconfig.base.json'];

/**
 * Builds these apps of this working tree with a file changed, where `from` stands and nowhere else; the copy's path, which goes when
 * this process ends. Throws Error where the file does not have `from` exactly once.
 */
export function buildChanged({ file, from, to }, apps) {
  const scratch = mkdtempSync(join(tmpdir(), 'kubets-changed-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  for (const source of SOURCES) {
    mkdirSync(dirname(join(scratch, source)), { recursive: true });
    cpSync(join(root, source), join(scratch, source), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  const path = join(scratch, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what is to be changed: ${from}`);
  writeFileSync(path, parts.join(to));
  for (const app of apps) run(process.execPath, ['tools/build/bundle.mjs', app], scratch);
  return scratch;
}
