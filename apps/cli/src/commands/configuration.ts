import { stringify } from 'yaml';
import type { ClusterOptions } from '../cluster/options';
import { helpOf, START_OPTION_ENTRIES } from '../setup/start-options.mjs';
import { existingCluster } from './existing-cluster';

/** Prints a file with every option of `start`: the defaults, or what a cluster was made with. */
export async function configuration({ stateDir }: { stateDir?: string }): Promise<void> {
  const options = stateDir === undefined ? {} : (await existingCluster(stateDir)).options;
  process.stdout.write(configurationFile(options));
}

/** YAML with a line of help above each option; what is not given is its default, and commented out: a start may choose otherwise. */
export const configurationFile = (options: Partial<ClusterOptions>): string =>
  [
    '# For: npx kubets start -f FILE. A flag of the command line wins over its line here.\n',
    ...START_OPTION_ENTRIES.map(([name, option]) => {
      const given = options[name];
      const lines = stringify({ [option.flag]: given ?? option.default });
      return `# ${helpOf(option)}\n${given === undefined ? lines.replace(/^(?=.)/gm, '#') : lines}`;
    }),
  ].join('\n');
