import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PACKETS, shootPacket } from '../../test/fuzz/aimed/dns';
import { createDnsSender } from '../../test/fuzz/send/dns';
import { untilReady } from '../../test/fuzz/target/until-ready';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import { startMeasuredKubernetes } from '../apiserver/measured-kubernetes';
import { createContender, type Contender } from './contender';
import { hostileInputs, type HostileInput } from './inputs/hostile-inputs';
import type { Result } from './judge';
import { startMeasuredDns } from './measured-dns';
import { memoryLine, resultLists, resultTable } from './report';

const { values } = parseArgs({
  options: {
    'kube-apiserver': { type: 'string', default: process.env.KUBE_APISERVER },
    only: { type: 'string' },
    bound: { type: 'string', default: '100' },
    turn: { type: 'string', default: '50' },
    rest: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const [boundMs, restMs, turnMs] = [Number(values.bound), Number(values.rest) * 1000, Number(values.turn)];

const HOW_TO_BUILD = `No kube-apiserver was given: ours alone. It is built with Go, from public modules:
  mkdir kube && cd kube && printf 'module peer\\n\\ngo 1.26.0\\n' > go.mod && go mod download k8s.io/kubernetes@v1.37.2
  then into go.mod what k8s.io/kubernetes requires (its own go.mod), and for each k8s.io/NAME that it replaces by ./staging
  'replace k8s.io/NAME => k8s.io/NAME v0.37.2'; its go.sum beside it; go build k8s.io/kubernetes/cmd/kube-apiserver
Then: npm run bench -- hostile --kube-apiserver FILE   (or KUBE_APISERVER=FILE)`;

async function main(): Promise<void> {
  if (!values['kube-apiserver']) console.log(HOW_TO_BUILD);
  const only = new RegExp(values.only ?? '');
  const inputs = hostileInputs.filter(({ kind, aimed }) => only.test(`${kind}: ${aimed.what}`));
  const servers: MeasuredApiserver[] = [];
  const started = async (server: Promise<MeasuredApiserver>) => {
    servers.push(await server);
    return servers.at(-1)!;
  };
  try {
    const nodeFlags = ['--require', join(__dirname, 'turn-probe.js')];
    const ours = await createContender('ours', await started(startMeasuredApiserver({ nodeFlags })), {
      isProbed: true,
    });
    const program = values['kube-apiserver'];
    const kubernetes = program
      ? await createContender('Kubernetes', await started(startMeasuredKubernetes(program)))
      : undefined;
    const contenders = [ours, ...(kubernetes ? [kubernetes] : [])];
    const before = contenders.map(({ residentBytes }) => residentBytes());
    const results = await sendAll(inputs, ours, kubernetes);
    console.log(resultTable(results));
    if (only.test('dns')) console.log(await sendPackets(servers[0]!, ours));
    await sleep(restMs);
    console.log(contenders.map((contender, index) => memoryLine(contender, before[index]!)).join('\n'));
    console.log(resultLists(results, { boundMs, turnMs }));
    for (const contender of contenders) contender.leave();
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** One input after the other, each to both, in turns first to one and first to the other. */
async function sendAll(
  inputs: readonly HostileInput[],
  ours: Contender,
  kubernetes: Contender | undefined,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, { kind, aimed, isOursAlone }] of inputs.entries()) {
    const peer = isOursAlone ? undefined : kubernetes;
    const first = index % 2 === 0 ? await peer?.measure(aimed, index) : undefined;
    const measured = await ours.measure(aimed, index);
    const result = { kind, aimed, ours: measured, kubernetes: first ?? (await peer?.measure(aimed, index)) };
    results.push(result);
    if (values.json) {
      const told = [result.ours, result.kubernetes].map(
        (one) => one && { ...one, outcome: { ...one.outcome, headers: undefined } },
      );
      console.log(JSON.stringify({ kind, what: aimed.what.slice(0, 200), ours: told[0], kubernetes: told[1] }));
    }
  }
  return results;
}

/** The packets, which only our dns gets: how many it answered as they are due. */
async function sendPackets({ connection }: MeasuredApiserver, { target }: Contender): Promise<string> {
  const dns = await startMeasuredDns(connection);
  const attacked = { ...target, dns: dns.address, knownName: 'kubernetes.default.svc.cluster.local' };
  const sender = await createDnsSender(attacked);
  try {
    await untilReady(attacked);
    const lost: string[] = [];
    for (const packet of PACKETS) if (await shootPacket(sender, packet)) lost.push(packet.what);
    const isAlive = dns.child.exitCode === null && dns.child.signalCode === null;
    return `dns: ${PACKETS.length - lost.length} of ${PACKETS.length} packets held${isAlive ? '' : ', the process has ended'}${lost.map((what) => `\n  ${what}`).join('')}`;
  } finally {
    sender.close();
    dns.stop();
  }
}

void main();
