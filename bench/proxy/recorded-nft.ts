import type { CommandRunner } from '../../apps/proxy/src/command';

/** A runner of commands that keeps the transactions that nft is given, to have nft alone do the same. */
export interface RecordedNft {
  run: CommandRunner;
  /** The transactions since it was called last. */
  taken(): string[];
}

export function recordNft(run: CommandRunner): RecordedNft {
  let transactions: string[] = [];
  return {
    async run(program, args, input = '') {
      if (program !== 'nft' || args[0] !== '-f') return run(program, args, input);
      const parts: string[] = [];
      // As nft takes them, so that the proxy is not made faster or slower by who looks on.
      function* kept(): Generator<string> {
        for (const part of typeof input === 'string' ? [input] : input) {
          parts.push(part);
          yield part;
        }
      }
      const output = await run(program, args, kept());
      transactions.push(parts.join(''));
      return output;
    },
    taken() {
      const all = transactions;
      transactions = [];
      return all;
    },
  };
}
