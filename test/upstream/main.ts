import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRegistry, type Registry } from '../images/registry';
import { CLUSTER, removeCluster, startCluster } from './conformance-cluster';
import { publishSuiteImages } from './images';
import { conformanceOptions, USAGE, type ConformanceOptions } from './options';
import { failuresText, sigTable, type SpecResult } from './report';
import { missingRequirements, OF_CONFORMANCE, thisMachine } from './requirements';
import { runCommand } from './run-command';
import { runSuite } from './run-suite';
import { buildSuite } from './suite';

const DIST = join(__dirname, '../../dist');
const DIR = join(DIST, 'upstream');
const FAILURES = join(DIR, 'failures.txt');

/**
 * Runs what the command line asks for and resolves to the exit code: 0 only when specs were run and none failed.
 * `prepare` brings the checkout's bundles and the programs of a cluster up to date.
 */
export const main = (args: string[], prepare: () => Promise<void>): Promise<number> =>
  runCommand<ConformanceOptions>(
    {
      name: 'npm run conformance',
      usage: USAGE,
      optionsOf: conformanceOptions,
      async missing() {
        await mkdir(DIR, { recursive: true });
        return missingRequirements(await thisMachine(DIR), OF_CONFORMANCE);
      },
      whenInterrupted: 'taking the cluster away',
      async run(options, signal) {
        await prepare();
        const results = await measure(options, signal);
        await tell(results);
        return results.length > 0 && results.every(({ outcome }) => outcome !== 'failed') ? 0 : 1;
      },
    },
    args,
  );

/** Builds, brings a cluster up, runs the specs, and leaves nothing running whatever happens. */
async function measure(options: ConformanceOptions, signal: AbortSignal): Promise<SpecResult[]> {
  const suite = await buildSuite(DIR);
  signal.throwIfAborted();
  let registry: Registry | undefined;
  try {
    await removeCluster(); // one that a killed run has left
    registry = await startRegistry({ dir: join(DIR, 'registry'), address: '0.0.0.0', port: CLUSTER.registryPort });
    console.log('Making the test images');
    await publishSuiteImages(registry.url, join(DIST, 'test-images'), suite);
    signal.throwIfAborted();
    await startCluster();
    signal.throwIfAborted();
    return await runSuite(suite, options, DIR, signal);
  } finally {
    await removeCluster();
    await registry?.stop();
  }
}

async function tell(results: readonly SpecResult[]): Promise<void> {
  await writeFile(FAILURES, failuresText(results));
  console.log(results.length === 0 ? '\nNo spec matches.' : `\n${sigTable(results)}`);
  if (results.some(({ outcome }) => outcome === 'failed')) console.log(`\nWhat failed, and why: ${FAILURES}`);
}
