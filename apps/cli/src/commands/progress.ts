/** Tells the user what goes on: a line when a step begins, completed with its time when it has ended. */
export interface Progress {
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export function createProgress(out: NodeJS.WriteStream): Progress {
  return {
    async step(title, work) {
      const before = Date.now();
      out.write(`  ${title.padEnd(58, ' ')}`);
      try {
        const result = await work();
        out.write(`${seconds(Date.now() - before)}\n`);
        return result;
      } catch (error) {
        out.write('failed\n');
        throw error;
      }
    },
  };
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
