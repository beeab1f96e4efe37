import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { allowLoopbackOnBridge, hostPortRules } from './host-ports';
import { run, runIfPossible, runWithInput } from './run';

const IP_FORWARD = '/proc/sys/net/ipv4/ip_forward';

/**
 * Lets the nodes reach the outside through the host, and each other even where a firewall's FORWARD policy is DROP
 * (Docker sets it; bridged frames pass that chain where net.bridge.bridge-nf-call-iptables is 1). Ports of the host lead into the cluster.
 */
export async function ensureHostForwarding(layout: ClusterLayout): Promise<void> {
  await rememberIpForward(layout);
  await writeFile(IP_FORWARD, '1');
  await allowLoopbackOnBridge(layout);
  const { natTable, bridge, options } = layout;
  await runWithInput(
    `table ip ${natTable}
delete table ip ${natTable}
table ip ${natTable} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${options.nodeCidr} oifname != "${bridge}" masquerade
  }${hostPortRules(layout)}
}
`,
    'nft',
    '-f',
    '-',
  );
  for (const direction of ['-i', '-o']) {
    const rule = acceptRule(layout, direction);
    if ((await forwardPolicyIsDrop()) && (await runIfPossible('iptables', '--check', ...rule)) === undefined) {
      await run('iptables', '--wait', '--insert', ...rule);
    }
  }
}

export async function removeHostForwarding(layout: ClusterLayout): Promise<void> {
  await runIfPossible('nft', 'delete', 'table', 'ip', layout.natTable);
  for (const direction of ['-i', '-o']) {
    const rule = acceptRule(layout, direction);
    while ((await runIfPossible('iptables', '--check', ...rule)) !== undefined)
      await run('iptables', '--wait', '--delete', ...rule);
  }
  const before = await readFile(rememberedFile(layout), 'utf8').catch(() => undefined);
  if (before !== undefined) await writeFile(IP_FORWARD, before.trim());
}

const acceptRule = (layout: ClusterLayout, direction: string) => [
  'FORWARD',
  direction,
  layout.bridge,
  '-m',
  'comment',
  '--comment',
  layout.natTable,
  '-j',
  'ACCEPT',
];

async function forwardPolicyIsDrop(): Promise<boolean> {
  const chain = await runIfPossible('iptables', '--wait', '--list-rules', 'FORWARD');
  return (
    chain !== undefined && /^-P FORWARD (DROP|REJECT)|^-A FORWARD .*-j (DROP|REJECT|DOCKER|[A-Z-]*FORWARD)/m.test(chain)
  );
}

const rememberedFile = (layout: ClusterLayout) => join(layout.runDir, 'ip_forward.before');

async function rememberIpForward(layout: ClusterLayout): Promise<void> {
  await writeFile(rememberedFile(layout), await readFile(IP_FORWARD, 'utf8'), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // an earlier start remembered it already
    },
  );
}
