import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { layoutOf } from '../../../apps/cli/src/cluster/layout';
import { DEFAULT_OPTIONS } from '../../../apps/cli/src/cluster/options';
import { supervisorStatus, type ProcessStatus } from '../../../apps/cli/src/supervisor/control';
import { endProcesses } from '../../../apps/cli/src/supervisor/process-identity';
import { runningProcesses } from '../../../apps/cli/src/supervisor/process-directory';
import { eventually } from '../../e2e/cluster/eventually';

/** A supervisor with services of its own, in a directory of its own. */
export async function createSupervisorUnderTest() {
  const dir = mkdtempSync(join(tmpdir(), 'kubets-supervisor-'));
  const layout = {
    ...layoutOf({ ...DEFAULT_OPTIONS, name: 'kubets-fixture', stateDir: dir, nodes: 1 }),
    runDir: dir,
    logDir: join(dir, 'logs'),
    controlSocket: join(dir, 'sock'),
  };
  mkdirSync(layout.logDir);
  await build({
    entryPoints: ['main', 'service'].map((name) => join(__dirname, `${name}.ts`)),
    outdir: dir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    keepNames: true,
    logLevel: 'error',
    tsconfig: join(__dirname, '../../../tsconfig.base.json'),
  });
  const file = join(dir, 'specs.json');
  const children: ChildProcess[] = [];

  const statusOf = async (): Promise<Record<string, ProcessStatus>> =>
    Object.fromEntries((await supervisorStatus(layout))?.processes.map((process) => [process.name, process]) ?? []);

  return {
    dir,
    layout,
    statusOf,
    logOf: (name: string) => readFileSync(join(layout.logDir, `${name}.log`), 'utf8'),
    /** Chooses what the next supervisor looks after: a service per name, with its argument. */
    choose(services: Record<string, string[]>) {
      const flags = ['--inspect-publish-uid=stderr', '--inspect-port=0'];
      const specs = Object.entries(services).map(([name, args]) => ({
        name,
        command: process.execPath,
        args: [...flags, join(dir, 'service.js'), ...args],
        health: { kind: 'unix', path: '/nowhere' },
        ours: true,
      }));
      writeFileSync(file, JSON.stringify({ layout, specs }));
    },
    spawn() {
      const log = openSync(join(layout.logDir, 'supervisor.log'), 'a');
      const child = spawn(process.execPath, [join(dir, 'main.js'), 'supervise', file], {
        stdio: ['ignore', log, log],
        detached: true,
      });
      children.push(child);
      return child;
    },
    /** Starts a supervisor and returns when all it looks after runs. */
    async start() {
      const child = this.spawn();
      const status = await eventually(async () => {
        const now = await statusOf();
        expect(Object.values(now).length).toBeGreaterThan(0);
        expect(Object.values(now).filter(({ running }) => !running)).toEqual([]);
        return now;
      }, 10_000);
      return { child, status };
    },
    async end() {
      for (const child of children) child.kill('SIGKILL');
      await endProcesses(
        runningProcesses(layout).map(({ identity }) => identity),
        100,
      );
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
