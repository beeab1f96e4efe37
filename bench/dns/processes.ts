// Whole DNS servers, each a process fed by an API server that holds so many Services: queries per second of their processors, memory, and how
// long a new Service's name is not answered. In a network namespace of its own. ARGV: Services, queries, rounds, CoreDNS's program or nothing.
// Prints JSON.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpuSeconds, peakMiB, residentMiB } from '@kubets/component/testing';
import * as dnsPacket from 'dns-packet';
import { createSocket } from 'node:dgram';
import { createApiClient } from '../api/api-client';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import { nameOfService, namespaceOfService, serviceOf, storedServices } from '../apiserver/stored-services';
import { ask, questionsOf } from './ask';
import { coreDns, kubets, type Contender } from './contenders';

const [services = 10_000, queries = 200_000, rounds = 3] = process.argv.slice(2, 5).map(Number);
const [peer] = process.argv.slice(5);
/** 50,000 pods behind 10,000 Services. */
const ENDPOINTS = 5;
const CREATED = 10;
const ASKED_FOR_MS = 60_000;

export interface ProcessFigures {
  name: string;
  startSeconds: number;
  /** By what is asked for. */
  perCpuSecond: Record<string, number>;
  peakMiB: number;
  residentMiB: number;
  /** From the answer to the call that creates a Service until its name, for which somebody asks all the while, is answered. */
  createdMs: { median: number; most: number };
}

const nameAt = (index: number) => `${nameOfService(index)}.${namespaceOfService(index)}.svc.cluster.local`;
const isHeadless = (index: number) => index % 2 === 1;

const NAMES: Record<string, (index: number) => string> = {
  'a ClusterIP': (index) => nameAt((2 * index) % services),
  'headless, 5 pods': (index) => nameAt((2 * index + 1) % services),
  'no such name': (index) => `nosuch-${index}.team-0.svc.cluster.local`,
};

/** Asks again and again, a millisecond after each answer, until there is an address. */
async function untilAnswered(port: number, name: string): Promise<void> {
  const socket = createSocket('udp4');
  const question = dnsPacket.encode({ id: 1, type: 'query', questions: [{ name, type: 'A' }] });
  const begun = performance.now();
  try {
    for (;;) {
      socket.send(question, port, '127.0.0.1');
      const answered = once(socket, 'message', { signal: AbortSignal.timeout(100) });
      const answer = (await answered.catch(() => [undefined])) as [Buffer | undefined];
      if (answer[0] && (dnsPacket.decode(answer[0]).answers?.length ?? 0) > 0) return;
      if (performance.now() - begun > ASKED_FOR_MS) throw new Error(`${name} is not answered`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    socket.close();
  }
}

/** All at once, as who keeps in mind for half a minute that there is no such name would take long one by one. `from`: the first index that no Service has. */
async function createServices(server: MeasuredApiserver, port: number, from: number): Promise<number[]> {
  const client = await createApiClient(server.connection);
  const create = async (index: number) => {
    const path = `/api/v1/namespaces/${namespaceOfService(index)}/services`;
    const headers = { 'content-type': 'application/json' };
    const answered = untilAnswered(port, nameAt(index)).then(() => performance.now());
    await client.send({ method: 'POST', path, headers, body: JSON.stringify(serviceOf(index)) });
    const begun = performance.now();
    return Math.max(0, (await answered) - begun);
  };
  const taken = await Promise.all(Array.from({ length: CREATED }, (_, at) => create(from + at)));
  client.close();
  return taken.sort((a, b) => a - b);
}

interface Running extends Contender {
  pid: number;
  startSeconds: number;
  stop(): void;
}

async function run(contender: Contender): Promise<Running> {
  const begun = performance.now();
  const child = await contender.start();
  await untilAnswered(contender.port, nameAt(services - 2));
  return {
    ...contender,
    pid: child.pid!,
    startSeconds: (performance.now() - begun) / 1000,
    stop: () => void child.kill('SIGKILL'),
  };
}

async function measure(all: readonly Running[], server: MeasuredApiserver): Promise<ProcessFigures[]> {
  const asked = new Map(all.map(({ name }) => [name, {} as Record<string, number>]));
  for (const [label, nameOf] of Object.entries(NAMES)) {
    const packets = questionsOf(queries, nameOf);
    const used = new Map(all.map(({ name }) => [name, 0]));
    for (let round = 0; round < rounds; round++)
      for (const { name, port, pid } of all) {
        const before = cpuSeconds(pid);
        await ask(port, packets);
        used.set(name, used.get(name)! + cpuSeconds(pid) - before);
      }
    for (const [name, seconds] of used) asked.get(name)![label] = (queries * rounds) / seconds;
  }
  const figures: ProcessFigures[] = [];
  for (const [at, { name, port, pid, startSeconds }] of all.entries()) {
    const memory = { peakMiB: peakMiB(pid), residentMiB: residentMiB(pid) };
    const created = await createServices(server, port, services + at * CREATED);
    const createdMs = { median: created[Math.floor(created.length / 2)]!, most: created.at(-1)! };
    figures.push({ name, startSeconds, perCpuSecond: asked.get(name)!, ...memory, createdMs });
  }
  return figures;
}

async function main(): Promise<void> {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  const server = await startMeasuredApiserver({ stored: storedServices(services, ENDPOINTS, { isHeadless }) });
  const running: Running[] = [];
  try {
    for (const contender of [kubets(server, 5301), ...(peer ? [coreDns(server, 5302, peer)] : [])])
      running.push(await run(contender));
    console.log(JSON.stringify(await measure(running, server)));
  } finally {
    running.forEach(({ stop }) => stop());
    await server.stop();
  }
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
