import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';

const STAMP = 'dist/.built';
const SOURCES = ['apps', 'libs', 'tools/build', 'package.json', 'package-lock.json', 'tsconfig.base.json'];

/** Whether nothing changed since the last build. */
export function bundlesAreCurrent() {
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
  return built > Math.max(...SOURCES.map(newestChange));
}

/** Builds every app's bundle unless nothing changed since the last build. Returns whether it had to. */
export async function ensureBundles() {
  if (bundlesAreCurrent()) return false;
  const started = new Date();
  const result = await runProgram('npx', ['nx', 'run-many', '--targets=build', '--outputStyle=static']);
  if (result.status !== 0) throw new Error(`the build failed:\n${result.stdout}\n${result.stderr}`);
  mkdirSync('dist', { recursive: true });
  writeFileSync(STAMP, started.toISOString());
  return true;
}

function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A directory's own time changes when a file comes or goes.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), stat.mtimeMs);
}
