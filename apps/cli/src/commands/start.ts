import type { ChildProcess } from 'node:child_process';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { DEFAULT_OPTIONS, loadOptions, type AskedOptions, type ClusterOptions } from '../cluster/options';
import { readMachine } from '../setup/machine.mjs';
import { seconds } from '../setup/moving-line.mjs';
import { oneAtATime } from '../setup/one-at-a-time.mjs';
import { differences, planStart } from '../setup/plan-start.mjs';
import { ProblemsError } from '../setup/problems.mjs';
import { tryMirrors } from '../setup/registry-mirrors.mjs';
import { lockHolder } from '../supervisor/lock';
import { outdatedProcesses } from '../supervisor/outdated-processes';
import { runningProcesses } from '../supervisor/process-directory';
import { bringUp, undo } from './bring-up';
import { INTERRUPTED_EXIT_CODE, onInterruption } from './interruption';
import { createNarration, printJson, type Narration } from './narration';
import { requireReadableState } from './state-versions';
import { waitForNodes } from './wait-for-nodes';

/**
 * Brings a cluster up and returns while it runs on. One that is interrupted undoes what it began, and a second one waits for the first:
 * it would undo its work.
 */
export async function start(asked: AskedOptions, output?: string): Promise<void> {
  const narration = createNarration(output);
  const name = (await loadOptions(asked.stateDir))?.name ?? asked.name ?? DEFAULT_OPTIONS.name;
  await oneAtATime(
    `start ${name}`,
    () => startAlone(asked, narration, output),
    (pid) => narration.say(`  Another start of it is under way (pid ${pid}): waiting for it`),
  );
}

async function startAlone(asked: AskedOptions, narration: Narration, output?: string): Promise<void> {
  const before = Date.now();
  const stored = await loadOptions(asked.stateDir);
  if (stored && (await lockHolder(layoutOf(stored)))) return alreadyRuns(stored, asked, output);
  const { options, notes, problems } = planStart({ asked, stored, machine: readMachine(asked.stateDir) });
  if (problems.length > 0) throw new ProblemsError(problems);
  for (const note of notes) narration.say(`  ${note}`);
  await requireMirrors(options, asked);
  await requireReadableState(options.stateDir);
  const layout = layoutOf(options);
  // A supervisor that was killed left them: the next one takes them over.
  const running = new Set(runningProcesses(layout).map(({ name }) => name));
  if (running.size > 0) narration.say(`  Taking over ${running.size} processes of a supervisor that is gone`);
  const interruption = onInterruption(() =>
    narration.say(running.size > 0 ? '\n  Interrupted' : '\n  Interrupted: undoing the start'),
  );
  let supervisor: ChildProcess | undefined;
  try {
    await bringUp({
      layout,
      isNew: !stored,
      signal: interruption.signal,
      narration,
      onSupervisor: (child) => (supervisor = child),
    });
    const bootMs = Date.now() - before;
    if (output === 'json') printJson({ ...whereIs(layout), started: true, bootSeconds: bootMs / 1000 });
    else narration.say(`\nThe cluster is up (boot ${seconds(bootMs)}).\n\n${howToUse(layout)}`);
  } catch (error) {
    // Nothing is left half made; what ran before runs on.
    if (!interruption.signal.aborted) {
      if (running.size === 0) await undo(layout, supervisor, { narration, why: 'failed and was' });
      throw error;
    }
    process.exitCode = INTERRUPTED_EXIT_CODE;
    if (running.size > 0)
      narration.say('\nThe cluster was running before and runs on. npm start goes on from here, npm stop ends it.');
    else await undo(layout, supervisor, { narration, why: 'was interrupted and' });
  } finally {
    interruption.end();
  }
}

async function alreadyRuns(running: ClusterOptions, asked: AskedOptions, output?: string): Promise<void> {
  const layout = layoutOf(running);
  if (process.getuid?.() !== 0)
    throw new Error(
      'the cluster runs already, and kubets start needs root. Type: npx kubets status, or sudo npm start',
    );
  await waitForNodes(layout);
  const different = differences(asked, running);
  const outdated = await outdatedProcesses(layout);
  if (output === 'json') return printJson({ ...whereIs(layout), started: false, differences: different, outdated });
  console.log(`A cluster is running already, with its state in ${running.stateDir}. Nothing was changed.`);
  if (different.length > 0)
    console.log(
      [
        '',
        'What it was started with is otherwise:',
        ...different,
        'To have it so: npx kubets stop, then start again with them; for nodes: npx kubets node add, or remove.',
      ].join('\n  '),
    );
  if (outdated.length > 0)
    console.log(
      `\nWhat is built here is newer than what runs of ${outdated.join(', ')}. To take it up, one after the other: npx kubets upgrade`,
    );
  console.log(`\n${howToUse(layout)}`);
}

/** A mirror that was asked for has to be one; one that the cluster had may be away for a while. */
async function requireMirrors(options: ClusterOptions, { registryMirrors }: AskedOptions): Promise<void> {
  const faults = await tryMirrors(options);
  if (faults.length > 0 && registryMirrors) throw new ProblemsError(faults);
  for (const fault of faults) console.warn(`  ${fault}`);
}

const whereIs = ({ options, kubeconfig, nodes }: ClusterLayout) => ({
  name: options.name,
  api: `https://127.0.0.1:${options.securePort}`,
  grpc: `127.0.0.1:${options.grpcPort}`,
  kubeconfig,
  stateDir: options.stateDir,
  nodes: nodes.map(({ name, address, netns }) => ({ name, address, netns })),
});

function howToUse({ options, kubeconfig, nodes }: ClusterLayout): string {
  const registry =
    options.registryPort === 0
      ? ''
      : `  docker push localhost:${options.registryPort}/NAME    # and image: localhost:${options.registryPort}/NAME in a pod\n`;
  const which = options.name === DEFAULT_OPTIONS.name ? '' : ` --name ${options.name}`;
  return `To use it:

  export KUBECONFIG=${kubeconfig}
  kubectl get nodes
${registry}
More: npx kubets status${which} (health of every service), npx kubets stop${which} (stops it, keeps its objects),
      ip netns exec ${nodes[0]?.netns ?? ''} curl … (a command on a node).`;
}
