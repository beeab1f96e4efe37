import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '../..');
const INSTALLED = join(ROOT, 'dist/clients');

const INSTALL_TIMEOUT_MS = 20 * 60_000;

/** The folder `name` of what has been installed, which `install` fills where it is not there yet. */
export function installed(name: string, install: (into: string) => void): string {
  const folder = join(INSTALLED, name);
  if (existsSync(folder)) return folder;
  const half = `${folder}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  install(half);
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(half, folder);
  return folder;
}

/** Runs a program to its end. @throws Error with the last it said. */
export function runInstaller(command: string, args: string[], options: { cwd?: string; env?: object } = {}): string {
  const { cwd = ROOT, env = {} } = options;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  });
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed: ${lastLine(stderr) || lastLine(stdout)}`);
  return stdout;
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
