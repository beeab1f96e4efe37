import type { Protocol } from '@kubets/api';
import { parseIp } from '@kubets/net';
import { anyCidrContains } from '../../../model/address';
import type { TableContent } from '../render-transaction';
import type { Chain, Condition, Field, Hook, Rule } from '../rule';

/** The first packet of a connection, and the node it comes to. */
export interface TracedPacket {
  source: string;
  destination: string;
  protocol?: Protocol;
  port: number;
  /** Not the first packet of its connection. */
  established?: boolean;
  /** Sent by this node itself instead of arriving from the network. */
  fromNode?: boolean;
  nodeAddresses: readonly string[];
  /** What random choices come to; by default the first possibility. */
  draw?: (among: number) => number;
}

export interface Trace {
  /** delivered: to a process of this node. */
  outcome: 'forwarded' | 'delivered' | 'dropped' | 'reset' | 'unreachable';
  destination: string;
  port: number;
  masqueraded: boolean;
  /** Names of the chains passed, in order. */
  path: string[];
}

type Verdict = Trace['outcome'] | 'accept' | 'return';

/** Walks a packet through a table as the kernel would: hooks by place and priority, nat and filter alike. */
export function tracePacket(table: TableContent, packet: TracedPacket): Trace {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const sets = new Map(table.sets.map((set) => [set.name, { ...set, elements: new Map<string, string>() }]));
  for (const { set, key, value } of table.elements) setNamed(set).elements.set(key, value);
  const { draw = () => 0, protocol = 'TCP' } = packet;
  const trace: Trace = {
    outcome: 'forwarded',
    destination: packet.destination,
    port: packet.port,
    masqueraded: false,
    path: [],
  };
  let marked = false;
  let translated = false;

  function setNamed(name: string) {
    const set = sets.get(name);
    if (!set) throw new Error(`rule refers to set ${name}, which is not declared`);
    return set;
  }

  function field(name: Field): string {
    return {
      source: packet.source,
      destination: trace.destination,
      protocol: protocol.toLowerCase(),
      port: String(trace.port),
    }[name];
  }

  function lookUp(name: string, key: readonly Field[], extra?: number): string | undefined {
    const set = setNamed(name);
    const parts = [...key.map(field), ...(extra === undefined ? [] : [String(extra)])];
    if (!set.ranges) return set.elements.get(parts.join(' . '));
    for (const [element, value] of set.elements) {
      const ranges = element.split(' . ');
      if (parts.every((part, index) => isWithin(ranges[index] ?? '', part))) return value;
    }
    return undefined;
  }

  function holds(condition: Condition): boolean {
    switch (condition.test) {
      case 'new-connection':
        return !packet.established;
      case 'established':
        return packet.established ?? false;
      case 'source':
      case 'destination':
        return anyCidrContains(condition.within, field(condition.test)) !== (condition.not ?? false);
      case 'member':
        return (lookUp(condition.set, condition.key) !== undefined) !== (condition.not ?? false);
      case 'protocol':
        return condition.of.includes(protocol);
      case 'source-is-node':
        return packet.nodeAddresses.includes(packet.source);
      case 'to-masquerade':
        return marked;
      case 'translated':
        return translated;
      case 'from-network':
        return !packet.fromNode;
    }
  }

  function sendTo(address: string, port: string): 'accept' {
    Object.assign(trace, { destination: address, port: Number(port) });
    translated = true;
    return 'accept';
  }

  function verdictOf(text: string): Verdict | undefined {
    if (text === 'drop') return 'dropped';
    if (text.startsWith('jump ')) return jump(text.slice('jump '.length));
    return walk(text.replace(/^goto /, '')) ?? 'accept';
  }

  /** undefined: on to the next rule. */
  function execute({ then: action }: Rule): Verdict | undefined {
    switch (action.act) {
      case 'drop':
        return 'dropped';
      case 'reset':
        return 'reset';
      case 'unreachable':
        return 'unreachable';
      case 'accept':
        return 'accept';
      case 'return':
        return 'return';
      case 'jump':
        return jump(action.chain);
      case 'goto':
        return verdictOf(`goto ${action.chain}`);
      case 'look-up': {
        const verdict = lookUp(action.map, action.key);
        return verdict === undefined ? undefined : verdictOf(verdict);
      }
      case 'spread': {
        const target = lookUp(action.map, ['destination', 'protocol', 'port'], draw(action.among));
        if (target === undefined) throw new Error(`${action.map} has no target for ${trace.destination}:${trace.port}`);
        const [address = '', port = ''] = target.split(' . ');
        return sendTo(address, port);
      }
      case 'choose':
        return verdictOf(`goto ${action.chains[draw(action.chains.length)]}`);
      case 'send-to':
        return sendTo(action.address, String(action.port));
      case 'remember-source':
        setNamed(action.set).elements.set(packet.source, '');
        return undefined;
      case 'mark-to-masquerade':
        marked = true;
        return undefined;
      case 'masquerade':
        trace.masqueraded = true;
        return 'accept';
    }
  }

  function jump(name: string): Verdict | undefined {
    const verdict = walk(name);
    return verdict === 'return' ? undefined : verdict;
  }

  function walk(name: string): Verdict | undefined {
    const chain = chains.get(name);
    if (!chain) throw new Error(`rule refers to chain ${name}, which does not exist`);
    trace.path.push(name);
    for (const rule of chain.rules) {
      const verdict = rule.when.every(holds) ? execute(rule) : undefined;
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  }

  /** True when the packet goes on. */
  function pass(place: Hook['at']): boolean {
    for (const chain of hooked(table.chains, place)) {
      const verdict = jump(chain.name) ?? 'accept';
      if (verdict !== 'accept' && verdict !== 'return') {
        trace.outcome = verdict;
        return false;
      }
    }
    return true;
  }

  if (!pass(packet.fromNode ? 'output' : 'prerouting')) return trace;
  const isLocal = packet.nodeAddresses.includes(trace.destination);
  if (isLocal) {
    if (pass('input')) trace.outcome = 'delivered';
  } else if (packet.fromNode || pass('forward')) pass('postrouting');
  return trace;
}

/** A part of a key in a set of ranges: a CIDR, `from-to` of addresses or numbers, or the very text. */
function isWithin(range: string, part: string): boolean {
  if (range === part) return true;
  const [from = '', to] = range.split('-');
  if (to === undefined) return range.includes('/') && anyCidrContains([range], part);
  const [low, high, value] = [from, to, part].map((text) => parseIp(text)?.value ?? BigInt(text)) as [
    bigint,
    bigint,
    bigint,
  ];
  return low <= value && value <= high;
}

function hooked(chains: readonly Chain[], place: Hook['at']): Chain[] {
  return chains
    .filter((chain) => chain.hook?.at === place)
    .sort((a, b) => (a.hook?.priority ?? 0) - (b.hook?.priority ?? 0));
}
