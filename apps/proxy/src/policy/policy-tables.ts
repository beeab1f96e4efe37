import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import type { Nft } from '../backends/nftables/nft';
import { nftFamily } from '../backends/nftables/render-rule';
import {
  isEmpty,
  renderDelta,
  renderRemoval,
  renderReplacement,
  type TableContent,
  type TableNames,
  type Transaction,
} from '../backends/nftables/render-transaction';
import type { RulesetState } from '../backends/nftables/ruleset-state';

/** Tables of their own, so that neither forwarding nor policies replace the other's rules. */
const POLICY_TABLES: TableNames = { own: 'kubets-policy', deputy: 'kubets-policy-deputy' };

/** The kernel's tables of policies. */
export interface PolicyTables {
  /** Makes the kernel as the tables want it; removes them when there is no policy. Resolves to whether anything had to be changed. */
  commit(wanted: boolean): Promise<boolean>;
  /** Whether the tables are still there; if not, the next commit puts them back. */
  verify(): Promise<boolean>;
}

export function createPolicyTables(nft: Nft, tables: Readonly<Record<IpFamily, RulesetState>>): PolicyTables {
  /** What the kernel has: nobody knows at the start and after an error. */
  let kernel: 'unknown' | 'nothing' | 'tables' = 'unknown';

  function transactionsFor(wanted: boolean): Transaction[] {
    if (!wanted) {
      for (const family of IP_FAMILIES) tables[family].settle();
      return kernel === 'nothing' ? [] : removal();
    }
    if (kernel === 'tables')
      return IP_FAMILIES.flatMap((family) => renderDelta(family, tables[family].takeDelta(), POLICY_TABLES));
    return IP_FAMILIES.flatMap((family) => {
      tables[family].settle();
      return renderReplacement(family, contentOf(tables[family]), [], POLICY_TABLES);
    });
  }

  return {
    async commit(wanted) {
      const transactions = transactionsFor(wanted).filter((transaction) => !isEmpty(transaction));
      try {
        for (const transaction of transactions) await nft.apply(transaction);
      } catch (error) {
        kernel = 'unknown';
        throw error;
      }
      kernel = wanted ? 'tables' : 'nothing';
      return transactions.length > 0;
    },
    async verify() {
      if (kernel !== 'tables') return true;
      for (const family of IP_FAMILIES) {
        const listing = await nft.list(['tables', nftFamily(family)]);
        const names = (listing?.nftables ?? []).map((entry) => (entry['table'] as { name?: string } | undefined)?.name);
        if (!names.includes(POLICY_TABLES.own)) kernel = 'unknown';
      }
      return (kernel as string) === 'tables';
    },
  };
}

export const contentOf = (table: RulesetState): TableContent => ({
  sets: table.sets(),
  chains: table.chains(),
  // Pods and policies change while the kernel is told.
  elements: [...table.elements()],
});

const removal = (): Transaction[] => IP_FAMILIES.map((family) => renderRemoval(family, POLICY_TABLES));

/** Takes out of the kernel what was put there for policies. */
export async function removePolicyTables(nft: Nft): Promise<void> {
  for (const transaction of removal()) await nft.apply(transaction);
}
