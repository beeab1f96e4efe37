import { loadKubeconfig } from '@kubets/rpc';
import {
  createApiReader,
  diagnose,
  gatherFacts,
  HOPS,
  probeTcp,
  type Diagnosis,
  type From,
  type Question,
} from '@kubets/why';
import { createPlaces } from '../network/pod-places';
import { defaultKubeconfig } from './default-kubeconfig';

export interface WhyOptions {
  kubeconfig?: string;
  stateDir: string;
  namespace?: string;
  from: string;
  output?: string;
}

/** Prints the first thing that keeps a Service from being reached; exit code 1 when there is one. */
export async function why(
  service: string,
  { kubeconfig, stateDir, namespace, from, output }: WhyOptions,
): Promise<void> {
  const connection = await loadKubeconfig(kubeconfig ?? defaultKubeconfig(stateDir));
  const question = parseQuestion(service, namespace ?? connection.namespace ?? 'default', from);
  const api = await createApiReader(connection);
  try {
    const { facts, clientAddress } = await gatherFacts({
      question,
      api,
      reach: { places: createPlaces(), script: process.argv[1] ?? '' },
      clusterDomain: 'cluster.local',
    });
    const diagnosis = diagnose(facts, clientAddress);
    console.log(output === 'json' ? JSON.stringify(asJson(question, diagnosis), undefined, 2) : asText(diagnosis));
    if (diagnosis.finding) process.exitCode = 1;
  } finally {
    api.close();
  }
}

/** What `why` runs in other network namespaces. */
export async function probe(address: string, port: string): Promise<void> {
  console.log(JSON.stringify(await probeTcp(address, Number(port))));
}

/** `web`, `web:80`, `web:http`, and names as DNS has them: `web.shop`, `web.shop.svc.cluster.local:80`. @throws Error that says what is wanted. */
function parseQuestion(text: string, namespace: string, from: string): Question {
  const [host = '', port, ...rest] = text.split(':');
  const [name = '', ofName] = host.split('.');
  if (!name || rest.length > 0 || port === '') throw new Error(`${text}: SERVICE or SERVICE:PORT is wanted`);
  return { name, namespace: ofName || namespace, ...(port && { port }), from: parseFrom(from, namespace) };
}

function parseFrom(text: string, namespace: string): From {
  const [kind, ...names] = text.split('/');
  const [first, second] = names;
  if (text === 'host') return { kind: 'host' };
  if (kind === 'node' && first && names.length === 1) return { kind: 'node', name: first };
  if (kind === 'pod' && first && names.length === 1) return { kind: 'pod', namespace, name: first };
  if (kind === 'pod' && first && second && names.length === 2) return { kind: 'pod', namespace: first, name: second };
  throw new Error(`--from ${text}: pod/NAME, pod/NAMESPACE/NAME, node/NAME or host is wanted`);
}

const asJson = (question: Question, { passed, finding }: Diagnosis) => ({
  service: { namespace: question.namespace, name: question.name, ...(question.port && { port: question.port }) },
  from: question.from,
  passed,
  ...(finding && { finding }),
});

function asText({ passed, finding }: Diagnosis): string {
  const lines = HOPS.filter((hop) => passed.includes(hop)).map((hop) => `  ok  ${hop}`);
  if (!finding) return [...lines, 'Nothing is broken on the way.'].join('\n');
  const { hop, problem, object, field, fix } = finding;
  return [
    ...lines,
    `broken ${hop}: ${problem}`,
    `  where: ${object}${field ? `, ${field}` : ''}`,
    `  fix:   ${fix}`,
  ].join('\n');
}
