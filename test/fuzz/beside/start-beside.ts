import { spawnSync, fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FUZZ_DIR, type FuzzTarget, type RunningProcess } from '../target/fuzz-target';
import { sampleProcesses } from '../target/processes';
import type { BesideReport, Step, WatcherReport } from './reports';

const ROOT = join(__dirname, '../../..');
const CATCH_UP_MS = 3000;

export interface Beside {
  /** Steps that took long or went wrong, as they come. */
  readonly slow: readonly Step[];
  /** What watchers complained of, as it comes. */
  readonly faults: readonly string[];
  /** Resolves when the client has finished a step that it began after now. */
  oneStepMore(): Promise<void>;
  /** Ends both; the same report each time. */
  stop(): Promise<{ client: BesideReport; watchers: WatcherReport[] }>;
}

/** Starts the client and the watchers, each in a process of its own, and waits until all watches are open. */
export async function startBeside(target: FuzzTarget): Promise<Beside> {
  const slow: Step[] = [];
  const faults: string[] = [];
  bundle('beside-client', 'watchers');
  const processes = await sampleProcesses(target);
  const watchers = start('watchers', target, processes);
  watchers.on('message', (message: { fault?: string }) => message.fault && faults.push(message.fault));
  await until<string>(watchers, (message) => message === 'ready');
  const client = start('beside-client', target, processes);
  client.on('message', (message: { slow?: Step }) => message.slow && slow.push(message.slow));
  let stopped: ReturnType<Beside['stop']> | undefined;
  return {
    slow,
    faults,
    async oneStepMore() {
      const done = until<string>(client, (message) => message === 'step');
      client.send('step');
      await done;
    },
    stop: () => (stopped ??= stopBoth()),
  };

  async function stopBoth() {
    const clientReport = await stop<BesideReport>(client);
    await sleep(CATCH_UP_MS); // what was acknowledged last is on its way
    return { client: clientReport, watchers: await stop<WatcherReport[]>(watchers) };
  }
}

function bundle(...names: string[]): void {
  const entries = names.map((name) => join(__dirname, `${name}.ts`));
  const { status, stderr } = spawnSync(
    join(ROOT, 'node_modules/.bin/esbuild'),
    [
      ...entries,
      '--bundle',
      '--platform=node',
      '--target=node20',
      '--format=cjs',
      `--outdir=${FUZZ_DIR}`,
      `--tsconfig=${join(ROOT, 'tsconfig.base.json')}`,
      '--log-level=warning',
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`esbuild: ${stderr}`);
}

const start = (name: string, target: FuzzTarget, processes: RunningProcess[]): ChildProcess =>
  fork(join(FUZZ_DIR, `${name}.js`), {
    env: {
      ...process.env,
      KUBETS_FUZZ_BESIDE: JSON.stringify(target),
      KUBETS_FUZZ_PROCESSES: JSON.stringify(processes),
    },
    execArgv: [],
  });

function until<T>(child: ChildProcess, wanted: (message: T) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the process beside ended with ${code}`));
    child.once('exit', ended);
    const look = (message: T) => {
      if (!wanted(message)) return;
      child.off('exit', ended);
      child.off('message', look);
      resolve(message);
    };
    child.on('message', look);
  });
}

async function stop<T>(child: ChildProcess): Promise<T> {
  const answered = until<{ report?: T }>(child, ({ report }) => report !== undefined);
  child.send('stop');
  return (await answered).report!;
}
