import { stringify } from 'yaml';
import type { ClusterOptions } from '../cluster/options';
import { helpOf, START_OPTION_ENTRIES } from '../setup/start-options.mjs';
import { existingCluster } from './existing-cluster';
import { printJson } from './narration';

/** Prints a file with every option of `start`: the defaults, or what a cluster was made with. */
export async function configuration({ stateDir, output }: { stateDir?: string; output?: string }): Promise<void> {
  const options = stateDir === undefined ? {} : (await existingCluster(stateDir)).options;
  if (output === 'json') printJson(byFlag(options));
  else process.stdout.write(configurationFile(options));
}

/** Every option by its flag; what is not given has its default. JSON is YAML, so `start -f` reads this too. */
export const byFlag = (options: Partial<ClusterOptions>) =>
  Object.fromEntries(START_OPTION_ENTRIES.map(([name, option]) => [option.flag, options[name] ?? option.default]));

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
