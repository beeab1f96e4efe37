import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, questionsOf } from './ask';
import type { Usage } from './measured-server';
import { printProcesses } from './print-processes';

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '10000' },
    queries: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    coredns: { type: 'string', default: process.env.COREDNS },
    'only-processes': { type: 'boolean', default: false },
  },
});
const services = Number(values.services);
const queries = Number(values.queries);
if (!(services > 0 && queries > 0))
  throw new Error(
    'usage: run.mjs [--services 10000] [--queries 200000] [--rounds 3] [--coredns FILE] [--only-processes]',
  );

const names: Record<string, (index: number) => string> = {
  'ClusterIP, A': (index) => `svc-${(2 * index) % services}.default.svc.cluster.local`,
  'headless with 10 endpoints, A': (index) => `svc-${(2 * index + 1) % services}.default.svc.cluster.local`,
  'no such name': (index) => `nosuch-${index}.default.svc.cluster.local`,
};

async function start(file: string, workers = 1): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, file), [String(services), String(workers)]);
  const [message] = (await once(child, 'message')) as [{ port: number }];
  return { child, port: message.port };
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  child.send('usage');
  const [usage] = (await once(child, 'message')) as [Usage];
  return usage;
}

async function measure(
  { child, port }: { child: ChildProcess; port: number },
  packets: readonly Buffer[],
): Promise<{ perCpuSecond: number; perSecond: number }> {
  const before = await usageOf(child);
  const seconds = await ask(port, packets);
  const after = await usageOf(child);
  return {
    perCpuSecond: (packets.length / (after.cpuMicros - before.cpuMicros)) * 1e6,
    perSecond: packets.length / seconds,
  };
}

const thousands = (value: number) => `${(value / 1000).toFixed(1)}k`;

async function main(): Promise<void> {
  printProcesses({ services, queries, rounds: Number(values.rounds), coredns: values.coredns });
  if (values['only-processes']) return;
  const dns = await start('dns-server.js');
  const echo = await start('echo-server.js');
  const two = await start('workers-server.js', 2);
  const { residentBytes } = await usageOf(dns.child);
  console.log(
    `${services} Services; resident memory of the server ${(residentBytes / 2 ** 20).toFixed(0)} MiB (with the in-memory apiserver that feeds it)`,
  );
  for (const [label, nameOf] of Object.entries(names)) {
    const packets = questionsOf(queries, nameOf);
    const rounds: { dns: number; echo: number; rate: number; two: number; twoRate: number }[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const bare = await measure(echo, packets);
      const real = await measure(dns, packets);
      const shared = await measure(two, packets);
      rounds.push({
        dns: real.perCpuSecond,
        echo: bare.perCpuSecond,
        rate: real.perSecond,
        two: shared.perCpuSecond,
        twoRate: shared.perSecond,
      });
    }
    const best = rounds.reduce((a, b) => (b.dns / b.echo > a.dns / a.echo ? b : a));
    console.log(
      `${label}: ${thousands(best.dns)} queries/cpu-s (${thousands(best.rate)}/s here), bare echo ${thousands(best.echo)}, ratio ${(best.dns / best.echo).toFixed(2)}`,
    );
    // With cores of their own two workers do twice what one does per second of CPU; how much here depends on who else has the cores.
    console.log(
      `  two workers: ${thousands(best.two)} queries/cpu-s, so ${((2 * best.two) / best.dns).toFixed(2)} × with two cores of their own (${thousands(best.twoRate)}/s here)`,
    );
  }
  dns.child.disconnect();
  echo.child.disconnect();
  two.child.disconnect();
}

void main();
