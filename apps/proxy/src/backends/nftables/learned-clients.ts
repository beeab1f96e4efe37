import type { IpFamily } from '@kubets/net';
import type { Nft } from './nft';
import { nftFamily } from './render-rule';
import type { Element } from './rule';
import { TABLE_NAME } from './skeleton';

interface ListedSet {
  table: string;
  name: string;
  timeout?: number;
  elem?: unknown[];
}

/**
 * The clients of sessionAffinity that packets have put into the table's sets, with the time they have left: so that replacing the
 * table does not send them to another endpoint. Undefined when there is no table.
 */
export async function learnedClients(nft: Nft, family: IpFamily): Promise<Element[] | undefined> {
  const known = await listSets(nft, family, false);
  // The table is never without its fixed sets.
  if (known.length === 0) return undefined;
  if (!known.some(hasClients)) return [];
  const filled = await listSets(nft, family, true);
  return filled.filter(hasClients).flatMap((set) => (set.elem ?? []).flatMap((element) => clientElement(set, element)));
}

async function listSets(nft: Nft, family: IpFamily, elements: boolean): Promise<ListedSet[]> {
  const listing = await nft.list(['sets', nftFamily(family)], { elements });
  return (listing?.nftables ?? [])
    .flatMap((entry) => (entry['set'] as ListedSet | undefined) ?? [])
    .filter((set) => set.table === TABLE_NAME);
}

const hasClients = (set: ListedSet): boolean => set.timeout !== undefined;

function clientElement({ name, timeout }: ListedSet, element: unknown): Element[] {
  const entry = (element as { elem?: { val?: unknown; expires?: unknown } }).elem;
  if (typeof entry?.val !== 'string' || typeof entry.expires !== 'number' || entry.expires < 1) return [];
  return [{ set: name, key: `${entry.val} timeout ${timeout}s expires ${Math.floor(entry.expires)}s`, value: '' }];
}
