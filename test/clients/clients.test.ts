// Published clients of several languages and ages against an apiserver, each used by a program in its own language that
// does the same steps. KUBETS_CLIENTS=all runs every version, a list (`go,java`) those of some languages; else it is the
// oldest and the newest of those that need no compiler.
import { spawn } from 'node:child_process';
import { startTestCluster, type RunningApiserver, type TestCluster } from '../integration/apiserver-harness';
import { EXPECTED } from './expected';
import { goClients } from './go-clients';
import { nodeClients } from './node-clients';
import { pythonClients } from './python-clients';
import type { Program, StockClient } from './stock-client';

jest.setTimeout(180_000);

const asked = process.env['KUBETS_CLIENTS']?.split(',');
const all: StockClient[] = [...pythonClients, ...nodeClients, ...goClients];
const selected = all.filter(({ language, inShortForm }) =>
  asked ? asked.includes('all') || asked.includes(language) : inShortForm,
);

/** Undefined for what cannot be had here, which is said. */
function prepared(client: StockClient): Program | undefined {
  try {
    return client.prepare();
  } catch (error) {
    console.warn(`!!! NOT RUN: ${client.name} ${client.version} (${client.language}). ${(error as Error).message} !!!`);
    return undefined;
  }
}

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

/** Name and result of each step that the program printed. */
async function run({ command, args, env }: Program, namespace: string): Promise<Record<string, unknown>> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env, KUBECONFIG: api.kubeconfig, NAMESPACE: namespace },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${stdout}${stderr.slice(-2000)}`);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => JSON.parse(line) as { step: string; got: unknown }).map(({ step, got }) => [step, got]),
  );
}

for (const client of selected) {
  const program = prepared(client);
  (program ? test : test.skip)(`${client.name} ${client.version} (${client.language})`, async () => {
    const namespace = `${client.name.replace(/\W+/g, '')}-${client.version.replaceAll('.', '-')}`;
    await api.call('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: namespace } } });
    const expected = client.steps.map((step) => [step, client.peculiar?.[step] ?? EXPECTED[step]]);
    expect(await run(program!, namespace)).toEqual(Object.fromEntries(expected));
  });
}
