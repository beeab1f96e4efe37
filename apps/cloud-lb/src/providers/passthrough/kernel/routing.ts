import { ipFamily, type IpFamily } from '@kubets/net';
import { markOf, NODE_RULE_PRIORITY, numberOf, OWNED_RULE_PRIORITY, OWNED_TABLE } from './marks';
import type { RunProgram } from './run-program';

/** What is in the kernel of rules and routes that are this program's, of one family. */
export interface Routing {
  /** By address of the node: its number, and the interface that leads to it. */
  nodes: Map<string, { number: number; device: string }>;
  /** Numbers of nodes that have a rule. */
  ruled: Set<number>;
  /** Addresses this machine answers for. */
  owned: Set<string>;
  /** Interfaces on which it does. */
  devices: Set<string>;
}

/** As `ip -json -N` prints them. */
interface Rule {
  priority?: number;
  table?: string;
  iif?: string;
}
interface Route {
  type?: string;
  dst?: string;
  gateway?: string;
  dev?: string;
  table?: string;
}

const option = (family: IpFamily): string => (family === 'IPv4' ? '-4' : '-6');

export async function readRouting(run: RunProgram, family: IpFamily): Promise<Routing> {
  const show = async (...what: string[]): Promise<unknown> =>
    JSON.parse((await run('ip', ['-json', '-N', option(family), ...what])) || '[]');
  const rules = (await show('rule', 'show')) as Rule[];
  const routes = (await show('route', 'show', 'table', 'all')) as Route[];
  const routing: Routing = { nodes: new Map(), ruled: new Set(), owned: new Set(), devices: new Set() };
  for (const { priority, table, iif } of rules) {
    const number = numberOf(Number(table));
    if (priority === NODE_RULE_PRIORITY && number !== undefined) routing.ruled.add(number);
    if (priority === OWNED_RULE_PRIORITY && Number(table) === OWNED_TABLE && iif !== undefined)
      routing.devices.add(iif);
  }
  for (const { dst, gateway, dev, table } of routes) {
    const number = numberOf(Number(table));
    if (number !== undefined && gateway !== undefined && dev !== undefined)
      routing.nodes.set(gateway, { number, device: dev });
    if (Number(table) === OWNED_TABLE && dst !== undefined) routing.owned.add(dst);
  }
  return routing;
}

/** What `ip -batch` has to do before packets carry marks, and after none carries those that go. */
export interface RoutingChange {
  before: string[];
  after: string[];
  /** Addresses this machine answers for from now on. */
  added: string[];
}

/** The way from what there is to these nodes, addresses and interfaces. */
export function changeRouting(family: IpFamily, present: Routing, wanted: Omit<Routing, 'ruled'>): RoutingChange {
  const change: RoutingChange = { before: [], after: [], added: [] };
  const numbers = new Set([...wanted.nodes.values()].map(({ number }) => number));
  for (const [address, { number, device }] of wanted.nodes) {
    const known = present.nodes.get(address);
    if (known?.number !== number || known.device !== device)
      change.before.push(`route replace default via ${address} dev ${device} table ${markOf(number)}`);
    if (!present.ruled.has(number))
      change.before.push(`rule add pref ${NODE_RULE_PRIORITY} fwmark ${markOf(number)} lookup ${markOf(number)}`);
  }
  for (const number of present.ruled)
    if (!numbers.has(number))
      change.after.push(`rule del pref ${NODE_RULE_PRIORITY} fwmark ${markOf(number)} lookup ${markOf(number)}`);
  for (const { number } of present.nodes.values())
    if (!numbers.has(number)) change.after.push(`route flush table ${markOf(number)}`);

  for (const device of wanted.devices)
    if (!present.devices.has(device))
      change.before.push(`rule add pref ${OWNED_RULE_PRIORITY} iif ${device} lookup ${OWNED_TABLE}`);
  for (const device of present.devices)
    if (!wanted.devices.has(device))
      change.after.push(`rule del pref ${OWNED_RULE_PRIORITY} iif ${device} lookup ${OWNED_TABLE}`);
  const [device] = wanted.devices;
  for (const address of wanted.owned) {
    if (device === undefined) break;
    if (!present.owned.has(address)) {
      change.before.push(`route replace local ${address} dev ${device} table ${OWNED_TABLE}`);
      change.added.push(address);
    }
    // IPv6 answers for a neighbour that is not there only where it is told to; IPv4 does for what is local.
    if (family === 'IPv6')
      for (const one of wanted.devices) change.before.push(`neigh replace proxy ${address} dev ${one}`);
  }
  for (const address of present.owned) {
    if (wanted.owned.has(address)) continue;
    change.after.push(`route del local ${address} table ${OWNED_TABLE}`);
    if (family === 'IPv6')
      for (const one of present.devices) change.after.push(`neigh del proxy ${address} dev ${one}`);
  }
  return change;
}

export async function applyRouting(run: RunProgram, family: IpFamily, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await run('ip', [option(family), '-batch', '-'], `${lines.join('\n')}\n`);
}

/** The interface that leads to an address of this machine's own network. Rejects where there is a router between. */
export async function deviceTo(run: RunProgram, address: string): Promise<string> {
  const [route] = JSON.parse(
    await run('ip', ['-json', '-N', option(ipFamily(address)!), 'route', 'get', address]),
  ) as Route[];
  if (route?.dev === undefined || route.gateway !== undefined || route.dev === 'lo')
    throw new Error(
      `node ${address} is no neighbour of this machine (${route?.gateway ? `it is behind ${route.gateway}` : 'it is this machine'})`,
    );
  return route.dev;
}
