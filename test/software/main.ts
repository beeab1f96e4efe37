import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { E2E, stopCluster } from '../e2e/cluster/e2e-cluster';
import { missingRequirements, OF_SOFTWARE, thisMachine } from '../upstream/requirements';
import { runCommand } from '../upstream/run-command';
import { softwareOptions, usageOf, type SoftwareOptions } from './options';
import { SOFTWARE } from './registry';
import { programOf } from './software';

const ROOT = join(__dirname, '../..');
const DIR = join(ROOT, 'dist/upstream');
const NAMES = SOFTWARE.map(({ name }) => name);

/**
 * Builds what the command line asks for and tests it, in a cluster of its own, and resolves to the exit code: jest's.
 * `prepare` brings the checkout's bundles and the programs of a cluster up to date.
 */
export const main = (args: string[], prepare: () => Promise<void>): Promise<number> =>
  runCommand<SoftwareOptions>(
    {
      name: 'npm run software',
      usage: usageOf(NAMES),
      optionsOf: (words) => softwareOptions(words, NAMES),
      async missing() {
        await mkdir(DIR, { recursive: true });
        return missingRequirements(await thisMachine(DIR), OF_SOFTWARE);
      },
      whenInterrupted: 'taking the cluster away',
      async run({ only }, signal) {
        await prepare();
        await buildAll(only, signal);
        try {
          return await runTests(only, signal);
        } finally {
          if (signal.aborted && existsSync(E2E.stateDir)) await stopCluster('--delete-state');
        }
      },
    },
    args,
  );

async function buildAll(only: readonly string[], signal: AbortSignal): Promise<void> {
  for (const { name, modules, build } of SOFTWARE) {
    if (!only.includes(name)) continue;
    for (const module of modules) {
      for (const program of Object.keys(module.programs)) {
        signal.throwIfAborted();
        await programOf(module, program);
      }
    }
    build?.();
  }
}

async function runTests(only: readonly string[], signal: AbortSignal): Promise<number> {
  const files = only.map((name) => join(__dirname, name, `${name}.test.ts`));
  const words = ['node_modules/jest/bin/jest.js', '--selectProjects=software', '--runInBand', '--runTestsByPath'];
  const child = spawn(process.execPath, [...words, ...files], { stdio: 'inherit', cwd: ROOT });
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
