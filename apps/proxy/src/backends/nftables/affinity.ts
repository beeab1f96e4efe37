import type { Frontend, Target } from '../../model/frontend';
import { shortHash } from '../../model/short-hash';
import type { Chain, Rule, SetDeclaration } from './rule';

/** The chains of one Service port with sessionAffinity ClientIP: the only Services that have chains of their own. */
export interface AffinityObjects {
  /** Go here to be forwarded. */
  entry: Chain;
  chains: readonly Chain[];
  sets: readonly SetDeclaration[];
}

export type AffinityPort = Pick<Frontend, 'servicePort' | 'affinityTimeoutSeconds' | 'protocol'> & {
  affinityTimeoutSeconds: number;
};

/**
 * A client that is in the set of an endpoint goes there again; others get one at random, and each connection renews the entry.
 * Names tell the content: an endpoint's set keeps its name, and so its clients, when other endpoints come and go.
 */
export function affinityObjects(port: AffinityPort, targets: readonly Target[]): AffinityObjects {
  const service = shortHash(port.servicePort, String(port.affinityTimeoutSeconds));
  const endpoints = targets.map((target) => endpointObjects(service, port, target));
  const known: Rule[] = endpoints.map(({ set, chain }) => ({
    when: [{ test: 'member', key: ['source'], set: set.name }],
    then: { act: 'goto', chain: chain.name },
  }));
  const entry: Chain = {
    name: `affinity-${service}-${shortHash(...targets.map(({ address, port: number }) => `${address} ${number}`))}`,
    rules: [...known, { when: [], then: { act: 'choose', chains: endpoints.map(({ chain }) => chain.name) } }],
  };
  return { entry, chains: [...endpoints.map(({ chain }) => chain), entry], sets: endpoints.map(({ set }) => set) };
}

function endpointObjects(
  service: string,
  port: AffinityPort,
  { address, port: number }: Target,
): { set: SetDeclaration; chain: Chain } {
  const id = `${service}-${shortHash(address, String(number))}`;
  const set: SetDeclaration = {
    name: `clients-${id}`,
    key: ['source'],
    forgetsAfterSeconds: port.affinityTimeoutSeconds,
  };
  // Two rules, for a full set makes the first one fail and the connection has to be forwarded all the same.
  const rules: Rule[] = [
    { when: [], then: { act: 'remember-source', set: set.name } },
    { when: [{ test: 'protocol', of: [port.protocol] }], then: { act: 'send-to', address, port: number } },
  ];
  return { set, chain: { name: `endpoint-${id}`, rules } };
}
