import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STAMP = 'node_modules/.installed-from';

/** Runs `npm ci` when node_modules is not what package-lock.json says. Returns whether it had to. */
export function ensureNodeDependencies() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return false;
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`npm ci failed:\n${result.stderr || result.stdout}`);
  writeFileSync(STAMP, lock);
  return true;
}
