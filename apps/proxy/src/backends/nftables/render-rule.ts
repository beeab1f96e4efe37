import type { IpFamily } from '@kubets/net';
import type { Action, Chain, Condition, Field, Rule, SetDeclaration } from './rule';

/** The bit of the packet mark that Kubernetes' proxies use for "replace the source address". */
const MASQUERADE_MARK = '0x00004000';
const OTHER_MARKS = '0xffffbfff';

export const nftFamily = (family: IpFamily): 'ip' | 'ip6' => (family === 'IPv4' ? 'ip' : 'ip6');

export function renderRule(family: IpFamily, rule: Rule): string {
  return [...rule.when.map((condition) => renderCondition(family, condition)), renderAction(family, rule.then)].join(
    ' ',
  );
}

/** The declaration of a chain without its rules. */
export function renderChain(chain: Chain): string {
  const { hook } = chain;
  return hook
    ? `${chain.name} { type ${hook.type} hook ${hook.at} priority ${hook.priority}; policy accept; }`
    : chain.name;
}

export const kindOfSet = (set: SetDeclaration): 'map' | 'set' => (set.holds ? 'map' : 'set');

/** The declaration of a set or map, `NAME { … }`, without elements. */
export function renderSet(family: IpFamily, set: SetDeclaration): string {
  const key = [
    ...set.key.map((field) => renderField(family, field)),
    ...(set.drawsAmong ? [draw(set.drawsAmong)] : []),
  ].join(' . ');
  const value =
    set.holds === 'verdict'
      ? ' : verdict'
      : set.holds === 'target'
        ? ` : ${renderField(family, 'destination')} . th dport`
        : '';
  const flags = set.ranges
    ? ' flags interval;'
    : set.forgetsAfterSeconds
      ? ` size 65535; flags dynamic,timeout; timeout ${set.forgetsAfterSeconds}s;`
      : '';
  return `${set.name} { typeof ${key}${value};${flags} }`;
}

function renderField(family: IpFamily, field: Field): string {
  const ip = nftFamily(family);
  switch (field) {
    case 'source':
      return `${ip} saddr`;
    case 'destination':
      return `${ip} daddr`;
    case 'protocol':
      return 'meta l4proto';
    case 'port':
      return 'th dport';
  }
}

function renderKey(family: IpFamily, key: readonly Field[]): string {
  return key.map((field) => renderField(family, field)).join(' . ');
}

function draw(among: number): string {
  return `numgen random mod ${among}`;
}

function renderCondition(family: IpFamily, condition: Condition): string {
  switch (condition.test) {
    case 'new-connection':
      return 'ct state new';
    case 'established':
      return 'ct state established,related';
    case 'source':
    case 'destination':
      return `${renderField(family, condition.test)} ${condition.not ? '!= ' : ''}{ ${condition.within.join(', ')} }`;
    case 'member':
      return `${renderKey(family, condition.key)} ${condition.not ? '!= ' : ''}@${condition.set}`;
    case 'protocol':
      return `meta l4proto { ${condition.of.map((protocol) => protocol.toLowerCase()).join(', ')} }`;
    case 'source-is-node':
      return 'fib saddr type local';
    case 'to-masquerade':
      return `meta mark & ${MASQUERADE_MARK} == ${MASQUERADE_MARK}`;
    case 'translated':
      return 'ct status dnat';
    case 'from-network':
      return 'iifname != "lo"';
  }
}

function renderAction(family: IpFamily, action: Action): string {
  const ip = nftFamily(family);
  switch (action.act) {
    case 'drop':
    case 'accept':
    case 'return':
      return action.act;
    case 'reset':
      return 'reject with tcp reset';
    case 'unreachable':
      return `reject with ${family === 'IPv4' ? 'icmp' : 'icmpv6'} type port-unreachable`;
    case 'jump':
    case 'goto':
      return `${action.act} ${action.chain}`;
    case 'look-up':
      return `${renderKey(family, action.key)} vmap @${action.map}`;
    case 'spread':
      return `dnat ${ip} to ${renderKey(family, ['destination', 'protocol', 'port'])} . ${draw(action.among)} map @${action.map}`;
    case 'choose':
      return `${draw(action.chains.length)} vmap { ${action.chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')} }`;
    case 'send-to':
      return `dnat ${ip} to ${family === 'IPv4' ? action.address : `[${action.address}]`}:${action.port}`;
    case 'remember-source':
      return `update @${action.set} { ${ip} saddr }`;
    case 'mark-to-masquerade':
      return `meta mark set meta mark or ${MASQUERADE_MARK}`;
    case 'masquerade':
      return `meta mark set meta mark and ${OTHER_MARKS} masquerade fully-random`;
  }
}
