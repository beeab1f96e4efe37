import { CommandError, type CommandRunner } from '../../command';
import { isEmpty } from './render-transaction';

/** The nft command. */
export interface Nft {
  /** Applies statements in one transaction: all or, when it rejects, nothing. */
  apply(statements: Iterable<string>): Promise<void>;
  /**
   * What a listing command tells; undefined when there is no such object. With elements nft 1.0.6 reads every set and map of the
   * family, whatever was asked for: a second for a hundred thousand elements, where four milliseconds do without.
   */
  list(args: readonly string[], o?: { elements?: boolean }): Promise<NftListing | undefined>;
  /** Whether a set or map has the element; false also where there is no such set. */
  has(table: string, set: string, key: string): Promise<boolean>;
}

/** Each entry has one property, named for the kind of object. */
export interface NftListing {
  nftables: Record<string, unknown>[];
}

export function createNft(run: CommandRunner): Nft {
  return {
    async apply(statements) {
      if (!isEmpty(statements)) await run('nft', ['-f', '-'], lines(statements));
    },
    async list(args, { elements = false } = {}) {
      try {
        return JSON.parse(
          await run('nft', ['--json', ...(elements ? [] : ['--terse']), 'list', ...args]),
        ) as NftListing;
      } catch (error) {
        if (error instanceof CommandError && error.output.includes('No such file or directory')) return undefined;
        throw error;
      }
    },
    async has(table, set, key) {
      try {
        await run('nft', ['get', 'element', ...table.split(' '), set, `{ ${key} }`]);
        return true;
      } catch (error) {
        if (error instanceof CommandError && error.output.includes('No such file or directory')) return false;
        throw error;
      }
    },
  };
}

function* lines(statements: Iterable<string>): Generator<string> {
  for (const statement of statements) yield `${statement}\n`;
}
