import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CLUSTER } from './conformance-cluster';
import type { ConformanceOptions } from './options';
import { resultsOf, type SpecResult } from './report';
import type { Suite } from './suite';

/** The whole of it takes an hour on two processors. */
const SUITE_TIMEOUT = '4h';
/** What is left of a spec after an interruption: it takes away what it has made, which goes with the cluster anyway. */
const INTERRUPTED_GRACE_MS = 30_000;

/**
 * Runs the specs the options name and returns how each ended; those of an interrupted run, too.
 * @throws Error when the suite ended without a report.
 */
export async function runSuite(
  suite: Suite,
  { focus, skip, processes }: ConformanceOptions,
  reportDir: string,
  signal: AbortSignal,
): Promise<SpecResult[]> {
  const reportFile = 'report.json';
  const report = join(reportDir, reportFile);
  await rm(report, { force: true });
  const runner = [
    '-no-color',
    '-succinct',
    `-procs=${processes}`,
    `-timeout=${SUITE_TIMEOUT}`,
    `-focus=${focus}`,
    ...(skip ? [`-skip=${skip}`] : []),
  ];
  const output = [`-json-report=${reportFile}`, `-output-dir=${reportDir}`];
  const specs = [
    `--kubeconfig=${CLUSTER.kubeconfig}`,
    '--provider=skeleton',
    `--num-nodes=${CLUSTER.nodes}`,
    '--disable-log-dump',
  ];
  // In a group of its own: it hears of Ctrl-C once, from here.
  const child = spawn(suite.ginkgo, [...runner, ...output, suite.e2e, '--', ...specs], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const endGroup = interruptGroup(child.pid!, signal);
  try {
    const [code, ending] = await ended;
    const json = await readFile(report, 'utf8').catch(() => {
      throw new Error(`the suite ended with ${code ?? ending} and left no report`);
    });
    return resultsOf(json);
  } finally {
    endGroup();
  }
}

/** Hands an interruption on to a group of processes, and ends what does not end by itself. Returns what stops listening and ends the group. */
function interruptGroup(pid: number, signal: AbortSignal): () => void {
  const kill = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // all have ended
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    kill('SIGINT');
    timer = setTimeout(() => kill('SIGKILL'), INTERRUPTED_GRACE_MS);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearTimeout(timer);
    kill('SIGKILL');
  };
}
