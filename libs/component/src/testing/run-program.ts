import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a program in TypeScript and runs it in a process of its own, with Node.js' flags and its arguments as they are given each time.
 * What it prints is JSON.
 */
export async function withProgram<T>(
  source: string,
  use: (run: (nodeFlags: readonly string[], ...args: string[]) => Record<string, number>) => T,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-program-'));
  try {
    const outfile = join(directory, 'program.js');
    await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'cjs' });
    return use((nodeFlags, ...args) =>
      JSON.parse(execFileSync(process.execPath, [...nodeFlags, outfile, ...args], { encoding: 'utf8' })),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}
