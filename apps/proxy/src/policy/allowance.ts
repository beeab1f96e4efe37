import type { NamedPort, PodPeer, PolicyPort, PolicyRule } from '@kubets/api';
import type { Protocol } from '@kubets/api';
import { type IpFamily, parseIp } from '@kubets/net';
import {
  addressesOfBlock,
  type Box,
  disjointBoxes,
  everyAddress,
  type Interval,
  intervalText,
  type PortRange,
  unionOf,
} from './intervals';
import type { PolicyPod } from './policy-pod';

/** What a pod may exchange with whom in one direction, in nft's notation: without an entry in any of the lists, nothing. */
export interface Allowance {
  /** Addresses of pods with which everything is allowed. */
  hosts: ReadonlySet<string>;
  /** `address . protocol . port` */
  ports: ReadonlySet<string>;
  /** Ranges of addresses with which everything is allowed. */
  nets: readonly string[];
  /** Ranges of addresses, a protocol, and ranges of ports. */
  ranges: readonly string[];
  /** False when it is more than the kernel is asked to hold: the rest is not allowed. */
  complete: boolean;
}

export interface AllowanceContext {
  family: IpFamily;
  /** Pods that a peer selects. */
  members(peer: PodPeer): Iterable<PolicyPod>;
  everyPod(): Iterable<PolicyPod>;
  /** Ports by name of the pod that traffic goes to; of the peers' own for traffic that leaves. */
  namedPorts: readonly NamedPort[] | 'of-peers';
}

/** Of one pod, direction and family. */
const MOST_ENTRIES = 50_000;

/** All that the rules let through; 'everything' when they leave nothing out. */
export function allowanceOf(rules: readonly PolicyRule[], context: AllowanceContext): Allowance | 'everything' {
  if (rules.some(({ peers, ports }) => peers === 'anyone' && ports === 'all')) return 'everything';
  const collected = createCollector(context.family);
  for (const rule of rules) addRule(collected, rule, context);
  return collected.result();
}

function createCollector(family: IpFamily) {
  const hosts = new Set<string>();
  const ports = new Set<string>();
  const nets: Interval[] = [];
  const boxes = new Map<Protocol, Box[]>();
  let left = MOST_ENTRIES;
  const hasRoom = (): boolean => left-- > 0;

  return {
    host: (address: string) => void (hasRoom() && hosts.add(address)),
    port: (address: string, protocol: Protocol, port: number) =>
      void (hasRoom() && ports.add(`${address} . ${protocol.toLowerCase()} . ${port}`)),
    net: (addresses: Interval) => void (hasRoom() && nets.push(addresses)),
    range(addresses: Interval, protocol: Protocol, portRange: PortRange) {
      const ofProtocol = boxes.get(protocol) ?? [];
      boxes.set(protocol, ofProtocol);
      if (hasRoom()) ofProtocol.push({ addresses, ports: portRange });
    },
    full: () => left < 0,
    result(): Allowance {
      let complete = left >= 0;
      const textOf = rememberedTexts(family);
      const ranges: string[] = [];
      for (const [protocol, ofProtocol] of boxes) {
        const disjoint = disjointBoxes(ofProtocol, MOST_ENTRIES - ranges.length);
        complete &&= disjoint.complete;
        for (const box of disjoint.boxes)
          ranges.push(`${textOf(box.addresses)} . ${protocol.toLowerCase()} . ${portsText(box.ports)}`);
      }
      return { hosts, ports, nets: unionOf(nets).map((net) => intervalText(family, net)), ranges, complete };
    },
  };
}

/** One interval stands in many ranges. */
function rememberedTexts(family: IpFamily): (addresses: Interval) => string {
  const texts = new Map<string, string>();
  return (addresses) => {
    const key = `${addresses.from} ${addresses.to}`;
    let text = texts.get(key);
    if (text === undefined) texts.set(key, (text = intervalText(family, addresses)));
    return text;
  };
}

type Collector = ReturnType<typeof createCollector>;

const portsText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`);

function addRule(collected: Collector, { peers, ports }: PolicyRule, context: AllowanceContext): void {
  const { family } = context;
  const portsFor = ports === 'all' ? undefined : ports;
  if (peers === 'anyone') {
    addBlock(collected, [everyAddress(family)], portsFor, context);
    if (context.namedPorts === 'of-peers')
      for (const pod of context.everyPod()) addPod(collected, pod, (portsFor ?? []).filter(isNamed), context);
    return;
  }
  for (const peer of peers) {
    if (collected.full()) return;
    if (peer.kind === 'pods') for (const pod of context.members(peer)) addPod(collected, pod, portsFor, context);
    else addBlock(collected, addressesOfBlock(peer, family), portsFor, context);
  }
}

function addBlock(
  collected: Collector,
  addresses: readonly Interval[],
  ports: readonly PolicyPort[] | undefined,
  { namedPorts }: AllowanceContext,
): void {
  for (const interval of addresses) {
    if (!ports) collected.net(interval);
    for (const port of ports ?? []) {
      if (collected.full()) return;
      if (!isNamed(port)) collected.range(interval, port.protocol, port);
      else if (namedPorts !== 'of-peers')
        for (const number of numbersOf(port, namedPorts))
          collected.range(interval, port.protocol, { from: number, to: number });
    }
  }
}

function addPod(
  collected: Collector,
  pod: PolicyPod,
  ports: readonly PolicyPort[] | undefined,
  { family, namedPorts }: AllowanceContext,
): void {
  const address = pod.addresses[family];
  if (address === undefined) return;
  if (!ports) collected.host(address);
  for (const port of ports ?? []) {
    if (collected.full()) return;
    if (isNamed(port))
      for (const number of numbersOf(port, namedPorts === 'of-peers' ? pod.namedPorts : namedPorts))
        collected.port(address, port.protocol, number);
    else if (port.from === port.to) collected.port(address, port.protocol, port.from);
    else collected.range(pointOf(address), port.protocol, port);
  }
}

function pointOf(address: string): Interval {
  const { value } = parseIp(address)!;
  return { from: value, to: value };
}

type NamedPolicyPort = Extract<PolicyPort, { name: string }>;

const isNamed = (port: PolicyPort): port is NamedPolicyPort => 'name' in port;

const numbersOf = ({ name, protocol }: NamedPolicyPort, ports: readonly NamedPort[]): number[] =>
  ports.flatMap((port) => (port.name === name && port.protocol === protocol ? [port.port] : []));
