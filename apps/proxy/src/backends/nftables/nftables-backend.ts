import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import { addressOfFamily, cidrsOfFamily } from '../../model/address';
import type { CommitReport, ProxyBackend } from '../backend';
import { createFamilyTable, type FamilyTable, type TableWork } from './family-table';
import { learnedClients } from './learned-clients';
import type { Nft } from './nft';
import { nftFamily } from './render-rule';
import { isEmpty, renderRemoval } from './render-transaction';
import type { Element } from './rule';
import { TABLE_NAME } from './skeleton';

export interface NftablesOptions {
  nft: Nft;
  /** CIDRs of the pods, of both families. */
  clusterCidrs: readonly string[];
  masqueradeAll: boolean;
}

/** What a commit does to one family's table. */
interface Part extends TableWork {
  family: IpFamily;
  everything: boolean;
  /** The table is there afterwards. */
  used: boolean;
}

/** Forwards with one nftables table per address family. IPv6's exists only while a Service uses it. */
export function createNftablesBackend({ nft, clusterCidrs, masqueradeAll }: NftablesOptions): ProxyBackend {
  const tables = IP_FAMILIES.map((family) =>
    createFamilyTable(family, { clusterCidrs: cidrsOfFamily(clusterCidrs, family), masqueradeAll }),
  );
  /** Families whose table in the kernel is what has been staged up to the last commit. */
  const present = new Set<IpFamily>();
  /** Nothing is known of what the kernel has: at the start, and after an error. */
  let unknown = true;
  /** What is wanted is being read. */
  let isCommitting = false;

  function workFor(table: FamilyTable, learned: readonly Element[] | undefined): Part {
    const { family } = table;
    const used = table.isUsed();
    if (unknown || used !== present.has(family))
      return { family, used, everything: true, ...table.takeEverything(learned) };
    return { family, used, everything: false, ...(used ? table.takeChanges() : { transactions: [], elements: 0 }) };
  }

  return {
    stage({ frontends, addresses }) {
      if (isCommitting) throw new Error('staged before the last commit has ended');
      for (const table of tables) {
        const { family } = table;
        for (const change of frontends)
          if ((change.after ?? change.before)?.family === family) table.stageFrontend(change);
        for (const { set, before, after } of addresses) {
          const ofFamily = (texts: readonly string[]): string[] =>
            set === 'service-cidrs'
              ? cidrsOfFamily(texts, family)
              : texts.filter((text) => addressOfFamily(text, family) !== undefined);
          table.stageAddresses(set, ofFamily(before), ofFamily(after));
        }
      }
    },

    async commit() {
      const parts: Part[] = [];
      for (const table of tables)
        parts.push(workFor(table, unknown ? await learnedClients(nft, table.family) : undefined));
      const transactions = parts.flatMap((part) => part.transactions).filter((transaction) => !isEmpty(transaction));
      isCommitting = true;
      try {
        for (const transaction of transactions) await nft.apply(transaction);
      } catch (error) {
        unknown = true;
        throw error;
      } finally {
        isCommitting = false;
      }
      unknown = false;
      for (const { family, used } of parts) {
        if (used) present.add(family);
        else present.delete(family);
      }
      return {
        mode: parts.some((part) => part.everything) ? 'everything' : transactions.length > 0 ? 'changes' : 'none',
        elements: parts.reduce((sum, part) => sum + part.elements, 0),
        leftovers: tables.some((table) => table.hasLeftovers()),
      } satisfies CommitReport;
    },

    async verify() {
      if (unknown) return false;
      for (const family of present) {
        // What `nft flush ruleset` leaves: nothing.
        const tables = await nft.list(['tables', nftFamily(family)]);
        if (!tables?.nftables.some((entry) => (entry['table'] as { name?: string } | undefined)?.name === TABLE_NAME))
          unknown = true;
      }
      return !unknown;
    },

    async holds({ address, protocol, port }) {
      const family = IP_FAMILIES.find((one) => addressOfFamily(address, one) !== undefined);
      if (!family) return false;
      const key = `${address} . ${protocol.toLowerCase()} . ${port}`;
      const table = `${nftFamily(family)} ${TABLE_NAME}`;
      return (await nft.has(table, 'service-ips', key)) || (await nft.has(table, 'no-endpoints', key));
    },

    async remove() {
      unknown = true;
      present.clear();
      await nft.apply(IP_FAMILIES.flatMap((family) => renderRemoval(family)));
    },
  };
}
