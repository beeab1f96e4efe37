import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { writeFile } from 'node:fs/promises';
import { parseTrackedFlow, type TrackedFlow } from './parse-flow';

/** Of connections: the table of a busy node has more, and reading it costs. */
const MOST_FLOWS = 50_000;
const ACCOUNTING = '/proc/sys/net/netfilter/nf_conntrack_acct';
const TIMEOUT_MS = 10_000;

/**
 * The connections that the kernel tracks in this network namespace, and whether there are more. It counts their bytes from the first time on
 * that this is asked, where it may be told to.
 * @throws Error when the program conntrack is missing, or refuses
 */
export async function readFlows(program = 'conntrack'): Promise<{ flows: TrackedFlow[]; cut: boolean }> {
  // Without it connections are known all the same.
  await writeFile(ACCOUNTING, '1').catch(() => undefined);
  const child = spawn(program, ['-L', '-o', 'id'], { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, 1000)));
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  ended.catch(() => undefined); // Told below.
  const flows: TrackedFlow[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const flow = parseTrackedFlow(line);
    if (!flow) continue;
    if (flows.length === MOST_FLOWS) {
      child.kill();
      return { flows, cut: true };
    }
    flows.push(flow);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`${program} -L ended with ${code}: ${said.trim()}`);
  return { flows, cut: false };
}
