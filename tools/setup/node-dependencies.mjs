import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runProgram } from './run-program.mjs';

const STAMP = 'node_modules/.installed-from';

/** Runs `npm ci` when node_modules is not what package-lock.json says. Returns whether it had to. */
export async function ensureNodeDependencies() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return false;
  const result = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.status !== 0) throw new Error(`npm ci failed:\n${result.stderr || result.stdout}`);
  writeFileSync(STAMP, lock);
  return true;
}
