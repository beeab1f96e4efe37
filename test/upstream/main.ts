import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INTERRUPTED_EXIT_CODE, onInterruption } from '../../apps/cli/src/commands/interruption';
import { startRegistry, type Registry } from '../images/registry';
import { CLUSTER, removeCluster, startCluster } from './conformance-cluster';
import { publishSuiteImages } from './images';
import { conformanceOptions, USAGE, type ConformanceOptions } from './options';
import { failuresText, sigTable, type SpecResult } from './report';
import { missingRequirements, OF_CONFORMANCE, thisMachine } from './requirements';
import { runSuite } from './run-suite';
import { buildSuite } from './suite';

const DIST = join(__dirname, '../../dist');
const DIR = join(DIST, 'upstream');
const FAILURES = join(DIR, 'failures.txt');

const USAGE_EXIT_CODE = 2;

/**
 * Runs what the command line asks for and returns the exit code: 0 only when specs were run and none failed.
 * `prepare` brings the checkout's bundles and the programs of a cluster up to date.
 */
export async function main(args: string[], prepare: () => void): Promise<number> {
  let options: ConformanceOptions | undefined;
  try {
    options = conformanceOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return USAGE_EXIT_CODE;
  }
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  await mkdir(DIR, { recursive: true });
  const missing = missingRequirements(await thisMachine(DIR), OF_CONFORMANCE);
  if (missing.length > 0) {
    console.error(['npm run conformance needs what is not here:', ...missing.map((line) => `  - ${line}`)].join('\n'));
    return USAGE_EXIT_CODE;
  }
  const { signal, end } = onInterruption(() => console.log('\nInterrupted: taking the cluster away'));
  try {
    prepare();
    const results = await measure(options, signal);
    await tell(results);
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    return results.length > 0 && results.every(({ outcome }) => outcome !== 'failed') ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    console.error((error as Error).message);
    return 1;
  } finally {
    end();
  }
}

/** Builds, brings a cluster up, runs the specs, and leaves nothing running whatever happens. */
async function measure(options: ConformanceOptions, signal: AbortSignal): Promise<SpecResult[]> {
  const suite = await buildSuite(DIR);
  signal.throwIfAborted();
  let registry: Registry | undefined;
  try {
    await removeCluster(); // one that a killed run has left
    registry = await startRegistry({ dir: join(DIR, 'registry'), address: '0.0.0.0', port: CLUSTER.registryPort });
    console.log('Making the test images');
    await publishSuiteImages(registry.url, join(DIST, 'test-images'), suite.agnhost);
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
