import { isIPv6 } from 'node:net';
import { runCommand } from '../system/run-command';

const TABLE = 'kubets-unassigned';

/**
 * The ruleset by which a packet is refused that still has a Service's address for its destination after the proxy's rules
 * (priority -100) and filters (0) have seen it: no Service has that address, or no proxy has run here yet. Not a route,
 * because the kernel looks for the route of the node's own packets before those rules.
 */
export function unassignedServicesRuleset(serviceCidrs: readonly string[]): string {
  const six = (cidr: string) => isIPv6(cidr.split('/')[0]!);
  const rules = (
    [
      ['ip', serviceCidrs.filter((cidr) => !six(cidr))],
      ['ip6', serviceCidrs.filter(six)],
    ] as const
  )
    .filter(([, cidrs]) => cidrs.length > 0)
    .map(([family, cidrs]) => `    ${family} daddr { ${cidrs.join(', ')} } fib daddr type != local goto refuse`);
  const hooked = (name: string) => [
    `  chain ${name} {`,
    `    type filter hook ${name} priority 10; policy accept;`,
    ...rules,
    '  }',
  ];
  return [
    `add table inet ${TABLE}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    '  comment "nothing for an address that no Service has leaves this node"',
    '  chain refuse {',
    '    meta l4proto tcp reject with tcp reset',
    '    reject with icmpx type host-unreachable',
    '  }',
    ...hooked('forward'),
    ...hooked('output'),
    '}',
    '',
  ].join('\n');
}

export async function refuseUnassignedServices(serviceCidrs: readonly string[]): Promise<void> {
  await runCommand('nft', ['-f', '-'], { input: unassignedServicesRuleset(serviceCidrs) });
}
