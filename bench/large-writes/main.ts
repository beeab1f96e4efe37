import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import type { Waits } from '../apiserver/small-reader';
import { everyField } from './every-field';
import { customInputs } from './custom-inputs';
import { largeInputs, type LargeInput } from './inputs';
import { sendInput } from './send-input';
import { writeSmall } from './small-writes';

/** What is under way besides the input itself: its last garbage, the watchers' events. */
const AFTER_MS = 200;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    bound: { type: 'string', default: '100' },
    profile: { type: 'string' },
    small: { type: 'string', default: '1000' },
    fields: { type: 'boolean', default: false },
  },
});
const boundMs = Number(values.bound);

async function told<T>(process: ChildProcess, question: string): Promise<T> {
  process.send(question);
  const [answer] = (await once(process, 'message')) as [T];
  return answer;
}

async function measure({ connection, child }: MeasuredApiserver): Promise<string[]> {
  const reader = fork(join(__dirname, 'small-reader.js'), [JSON.stringify(connection)]);
  await sleep(1000);
  const missed: string[] = [];
  // Pods need the first, the service account.
  const inputs = values.fields ? [largeInputs[0]!, ...everyField()] : [...largeInputs, ...customInputs];
  let code = 0;
  for (const input of inputs.filter(
    ({ what }, index) => index === 0 || !values.only || new RegExp(values.only).test(what),
  )) {
    if (input.ifLastDid && !isGood(input, code)) continue;
    await told<Waits>(reader, 'waits');
    await told<number>(child, 'longest turn');
    const begun = performance.now();
    code = await sendInput(connection, input);
    const tookMs = performance.now() - begun;
    await sleep(AFTER_MS);
    const turnMs = await told<number>(child, 'longest turn');
    const { worstMs } = await told<Waits>(reader, 'waits');
    if (turnMs > boundMs) missed.push(input.what);
    console.log(
      `${turnMs > boundMs ? '!' : ' '} ${input.what}: answered ${code} in ${tookMs.toFixed(0)} ms, longest turn ${turnMs.toFixed(0)} ms, longest wait of a small read ${worstMs.toFixed(0)} ms`,
    );
  }
  reader.disconnect();
  return missed;
}

/** HTTP's and gRPC's codes. */
const isGood = (input: LargeInput, code: number) => ('rpc' in input ? code === 0 : code < 300);

async function main(): Promise<void> {
  const profile = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`, '--cpu-prof-interval=200'] : [];
  const server = await startMeasuredApiserver({
    nodeFlags: ['--require', join(__dirname, 'turn-probe.js'), ...profile],
  });
  try {
    if (Number(values.small) > 0) console.log(await writeSmall(server.connection, Number(values.small)));
    const missed = await measure(server);
    if (missed.length > 0) console.log(`Turns longer than ${boundMs} ms:\n${missed.join('\n')}`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  } finally {
    if (values.profile) await endGently(server.child);
    await server.stop();
  }
}

/** A profile is written when the process ends by itself. */
async function endGently(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

void main();
