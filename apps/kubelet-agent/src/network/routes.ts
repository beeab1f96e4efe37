import type { Node } from '@kubets/proto-gen/core/v1';
import { isIPv6 } from 'node:net';
import { runCommand } from '../system/run-command';

/** Marks routes as ours, so that no others are ever touched. */
const protocol = '75';

/** Way to the pods of another node. */
export interface Route {
  cidr: string;
  via: string;
}

/** The routes this node needs: each other node's pods are behind that node's internal address of the same family. */
export function desiredRoutes(nodes: readonly Node[], self: string): Route[] {
  return nodes
    .filter(({ metadata }) => metadata?.name !== self)
    .flatMap(({ spec, status }) => {
      const internal = (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address = '' }) => address);
      const cidrs = spec?.podCIDRs?.length ? spec.podCIDRs : spec?.podCIDR ? [spec.podCIDR] : [];
      return cidrs.flatMap((cidr) => {
        const via = internal.find((address) => isIPv6(address) === isSix(cidr));
        return via ? [{ cidr, via }] : [];
      });
    })
    .sort((a, b) => (a.cidr < b.cidr ? -1 : 1));
}

/** What has to be done to get from the present routes to the desired ones. */
export function routeChanges(present: readonly Route[], desired: readonly Route[]): { replace: Route[]; remove: Route[] } {
  const key = ({ cidr, via }: Route) => `${cidr} ${via}`;
  const have = new Set(present.map(key));
  const wanted = new Set(desired.map(({ cidr }) => cidr));
  return { replace: desired.filter((route) => !have.has(key(route))), remove: present.filter(({ cidr }) => !wanted.has(cidr)) };
}

/** Brings the kernel's routes to the desired ones; true when they were others. Rejects if any could not be set, after trying all. */
export async function applyRoutes(desired: readonly Route[]): Promise<boolean> {
  const { replace, remove } = routeChanges(await presentRoutes(), desired);
  const problems: string[] = [];
  const attempt = (family: string, args: string[]) => runCommand('ip', [family, 'route', ...args, 'proto', protocol]).catch((error: Error) => void problems.push(error.message));
  for (const { cidr } of remove) await attempt(familyFlag(cidr), ['del', cidr]);
  for (const { cidr, via } of replace) await attempt(familyFlag(cidr), ['replace', cidr, 'via', via]);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return remove.length + replace.length > 0;
}

async function presentRoutes(): Promise<Route[]> {
  const lists = await Promise.all(
    ['-4', '-6'].map((family) => runCommand('ip', ['-json', family, 'route', 'show', 'proto', protocol]).catch(() => '[]')),
  );
  return lists
    .flatMap((text) => JSON.parse(text || '[]') as { dst?: string; gateway?: string }[])
    // A host route is shown without its prefix length.
    .map(({ dst = '', gateway = '' }) => ({ cidr: dst.includes('/') ? dst : `${dst}/${isIPv6(dst) ? 128 : 32}`, via: gateway }));
}

const isSix = (cidr: string) => isIPv6(cidr.split('/')[0]!);
const familyFlag = (cidr: string) => (isSix(cidr) ? '-6' : '-4');
