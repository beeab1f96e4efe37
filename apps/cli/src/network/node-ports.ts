import { readFileSync } from 'node:fs';
import { createInformer, openKubeClient } from '@kubets/client';
import { createWakeLoop, type Logger } from '@kubets/component';
import type { Service } from '@kubets/proto-gen/core/v1';
import { services } from '@kubets/proto-gen/services';
import type { ClusterLayout } from '../cluster/layout';
import { componentKubeconfig } from '../pki/kubeconfig';
import { readListeningSockets } from '../setup/machine.mjs';
import { NODE_PORTS_MAP } from './host-ports';
import { runWithInput } from './run';

/** A node port as the kernel's packet filter writes it. */
type NodePort = `${'tcp' | 'udp' | 'sctp'} . ${number}`;

const TYPES = ['NodePort', 'LoadBalancer'];

/**
 * Keeps node ports reached on this machine's loopback, by way of the first node, as Services come and go, until the signal aborts.
 * What a program of this machine listens on already is left to it, and so are the ports of Services whose nodes serve only their
 * own pods (`externalTrafficPolicy: Local`).
 */
export async function keepNodePorts({
  layout,
  logger,
  signal,
}: {
  layout: ClusterLayout;
  logger: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const [node] = layout.nodes;
  if (!node) return;
  const client = await openKubeClient(componentKubeconfig(layout, `proxy-${node.name}`), { services });
  const informers = TYPES.map((type) =>
    createInformer(client.services, { name: 'services', fieldSelector: `spec.type=${type}`, logger }),
  );
  let present = '';

  async function turn(): Promise<void> {
    const services = informers.flatMap(({ lister }) => lister.list());
    const wanted = nodePortsOf(services, listeningPorts());
    if (wanted.join() === present) return;
    await runWithInput(nodePortElements(layout.natTable, wanted, node!.address), 'nft', '-f', '-');
    present = wanted.join();
    logger.info({ nodePorts: wanted }, 'Node ports on loopback set');
  }
  const loop = createWakeLoop({
    turn,
    retry: { initialMs: 200, maxMs: 10_000 },
    onError: (err) => logger.warn({ err }, 'Node ports on loopback cannot be set'),
  });
  const follow = () => loop.wake();

  for (const informer of informers) {
    informer.addEventHandler({ onAdd: follow, onUpdate: follow, onDelete: follow });
    informer.start(signal);
  }
  void loop.run(signal);
  signal.addEventListener('abort', () => client.close(), { once: true });
}

/** The ports by which every node serves these Services, in order, without those that are taken. */
export function nodePortsOf(services: readonly Service[], taken: ReadonlySet<number>): NodePort[] {
  const ports = services
    .filter(({ spec }) => TYPES.includes(spec?.type ?? '') && spec?.externalTrafficPolicy !== 'Local')
    .flatMap(({ spec }) => spec?.ports ?? [])
    .filter(({ nodePort = 0, protocol }) => nodePort > 0 && !(protocol === 'TCP' && taken.has(nodePort)))
    .map(({ nodePort, protocol = 'TCP' }): NodePort => `${protocol.toLowerCase() as 'tcp'} . ${nodePort ?? 0}`);
  return [...new Set(ports)].sort();
}

/** What the packet filter is told, in one step. */
export const nodePortElements = (table: string, ports: readonly NodePort[], address: string): string =>
  [
    `flush map ip ${table} ${NODE_PORTS_MAP}`,
    ...(ports.length > 0
      ? [`add element ip ${table} ${NODE_PORTS_MAP} { ${ports.map((port) => `${port} : ${address}`).join(', ')} }`]
      : []),
    '',
  ].join('\n');

/** Those of TCP that a program of this machine has. */
const listeningPorts = (): Set<number> =>
  new Set(readListeningSockets(readFileSync('/proc/net/tcp', 'utf8')).map(({ port }) => port));
