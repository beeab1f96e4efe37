import { isIPv6 } from 'node:net';
import { runCommand } from '../system/run-command';

const TABLE = 'kubets-node';

/**
 * The ruleset by which pods reach the world with the node's address, and each other with their own. It replaces what
 * the table held, in one transaction.
 */
export function masqueradeRuleset(podCidrs: readonly string[], clusterCidrs: readonly string[]): string {
  const rules = [
    ruleOf(
      'ip',
      podCidrs.filter((cidr) => !isSix(cidr)),
      [...clusterCidrs.filter((cidr) => !isSix(cidr)), '224.0.0.0/4'],
    ),
    ruleOf('ip6', podCidrs.filter(isSix), [...clusterCidrs.filter(isSix), 'ff00::/8']),
  ].filter((rule) => rule !== undefined);
  return [
    `add table inet ${TABLE}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    '  comment "pods reach the world with the address of their node"',
    '  chain postrouting {',
    '    type nat hook postrouting priority 100; policy accept;',
    ...rules.map((rule) => `    ${rule}`),
    '  }',
    '}',
    '',
  ].join('\n');
}

export async function applyMasquerade(podCidrs: readonly string[], clusterCidrs: readonly string[]): Promise<void> {
  await runCommand('nft', ['-f', '-'], { input: masqueradeRuleset(podCidrs, clusterCidrs) });
}

function ruleOf(family: 'ip' | 'ip6', from: readonly string[], within: readonly string[]): string | undefined {
  if (from.length === 0) return undefined;
  return `${family} saddr { ${from.join(', ')} } ${family} daddr != { ${within.join(', ')} } masquerade`;
}

const isSix = (cidr: string) => isIPv6(cidr.split('/')[0]!);
