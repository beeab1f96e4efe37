import { spawn } from 'node:child_process';
import { goClients } from './go-clients';
import { javaClients } from './java-clients';
import { nodeClients } from './node-clients';
import { pythonClients } from './python-clients';
import type { Program, StockClient } from './stock-client';

const asked = process.env['KUBETS_CLIENTS']?.split(',');
const all: StockClient[] = [...pythonClients, ...nodeClients, ...goClients, ...javaClients];

/**
 * With KUBETS_CLIENTS=all every version, with a list (`go,java`) those of some languages; else the oldest and the newest of those
 * that need no compiler.
 */
export const selectedClients = all.filter(({ language, inShortForm }) =>
  asked ? asked.includes('all') || asked.includes(language) : inShortForm,
);

/** Undefined for what cannot be had here, which is said. */
export function prepared(client: StockClient): ReturnType<StockClient['prepare']> | undefined {
  try {
    return client.prepare();
  } catch (error) {
    console.warn(`!!! NOT RUN: ${client.name} ${client.version} (${client.language}). ${(error as Error).message} !!!`);
    return undefined;
  }
}

/** After that a program is ended, and what it has said until then is told. */
const PROGRAM_TIMEOUT_MS = 100_000;

/** Name and result of each step that the program printed. */
export async function runProgram(
  { command, args, env }: Program,
  given: { KUBECONFIG: string; NAMESPACE: string; POD?: string },
): Promise<Record<string, unknown>> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env, ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROGRAM_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${stdout}${stderr.slice(-2000)}`);
  // A library may print something of its own.
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return Object.fromEntries(
    lines.map((line) => JSON.parse(line) as { step: string; got: unknown }).map(({ step, got }) => [step, got]),
  );
}
