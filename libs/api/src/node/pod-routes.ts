import type { Node } from '@kubets/proto-gen/core/v1';
import { isIPv6 } from 'node:net';
import { nodeAddresses, podCIDRsOf } from './state';

/** Marks routes as ours, so that no others are ever touched. */
export const ROUTE_PROTOCOL = '75';
/** Any other route to the same destination goes before a refusal. */
const REFUSAL_METRIC = '1000000';

/** Way to the pods of another node; without `via` a refusal: whoever sends there is told at once that nobody is. */
export interface Route {
  cidr: string;
  via?: string;
}

/** The routes that are needed to pods of all nodes but `self`: each one's are behind that node's internal address of the same family. */
export function desiredRoutes(nodes: readonly Node[], self?: string): Route[] {
  return nodes
    .filter(({ metadata }) => metadata?.name !== self)
    .flatMap((node) => {
      const internal = nodeAddresses(node, 'InternalIP');
      return podCIDRsOf(node).flatMap((cidr) => {
        const via = internal.find((address) => isIPv6(address) === isSix(cidr));
        return via ? [{ cidr, via }] : [];
      });
    })
    .sort((a, b) => (a.cidr < b.cidr ? -1 : 1));
}

/** What has to be done to get from the present routes to the desired ones. `complete`: what is not desired is not wanted, rather than not known yet. */
export function routeChanges(
  present: readonly Route[],
  desired: readonly Route[],
  complete: boolean,
): { replace: Route[]; remove: Route[] } {
  const place = ({ cidr, via }: Route) => `${cidr} ${via ? 'way' : 'refusal'}`;
  const key = (route: Route) => `${place(route)} ${route.via}`;
  const have = new Set(present.map(key));
  const wanted = new Set(desired.map(place));
  return {
    replace: desired.filter((route) => !have.has(key(route))),
    remove: complete ? present.filter((route) => !wanted.has(place(route))) : [],
  };
}

/** Runs a program and returns what it printed; rejects with its own words. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/**
 * Brings the kernel's routes to the desired ones; true when they were others. A route that is there already is not touched,
 * one that leads elsewhere is replaced in one step. Rejects if any could not be set, after trying all. With a device it is about the
 * routes over that one alone.
 */
export async function applyRoutes(
  desired: readonly Route[],
  complete: boolean,
  run: RunProgram,
  device?: string,
): Promise<boolean> {
  const over = device === undefined ? [] : ['dev', device];
  const { replace, remove } = routeChanges(await presentRoutes(run, over), desired, complete);
  const problems: string[] = [];
  const attempt = (verb: string, route: Route) =>
    run('ip', [
      isSix(route.cidr) ? '-6' : '-4',
      'route',
      verb,
      ...destination(route),
      ...over,
      'proto',
      ROUTE_PROTOCOL,
    ]).catch((error: Error) => void problems.push(error.message));
  for (const route of replace) await attempt('replace', route);
  for (const route of remove) await attempt('del', route);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return remove.length + replace.length > 0;
}

const destination = ({ cidr, via }: Route): string[] =>
  via ? [cidr, 'via', via] : ['unreachable', cidr, 'metric', REFUSAL_METRIC];

async function presentRoutes(run: RunProgram, over: readonly string[]): Promise<Route[]> {
  const lists = await Promise.all(
    ['-4', '-6'].map((family) =>
      run('ip', ['-json', family, 'route', 'show', ...over, 'proto', ROUTE_PROTOCOL]).catch(() => '[]'),
    ),
  );
  return (
    lists
      .flatMap((text) => JSON.parse(text || '[]') as { type?: string; dst?: string; gateway?: string }[])
      // A host route is shown without its prefix length.
      .map(({ type, dst = '', gateway = '' }) => ({
        cidr: dst.includes('/') ? dst : `${dst}/${isIPv6(dst) ? 128 : 32}`,
        via: type === 'unreachable' ? undefined : gateway,
      }))
  );
}

const isSix = (cidr: string) => isIPv6(cidr.split('/')[0]!);
