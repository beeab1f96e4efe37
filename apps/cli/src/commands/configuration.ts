import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ClusterOptions } from '../cluster/options';
import { ProblemsError } from '../setup/problems.mjs';
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

/**
 * The options that a configuration file holds, by the flags' names.
 * @throws ProblemsError with everything that is wrong with it
 */
export function readConfiguration(file: string): Partial<ClusterOptions> {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ProblemsError([`${file} cannot be read: ${(error as Error).message}`]);
  }
  const { options, faults } = checkConfiguration(value ?? {});
  if (faults.length > 0) throw new ProblemsError(faults.map((fault) => `${file}: ${fault}`));
  return { ...options, ...(options.stateDir && { stateDir: resolve(options.stateDir) }) };
}

/** What a configuration file's value says, and what is wrong with it. */
export function checkConfiguration(value: unknown): { options: Partial<ClusterOptions>; faults: string[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { options: {}, faults: ['options are wanted, one in a line, such as nodes: 3'] };
  const byFlag = new Map(START_OPTION_ENTRIES.map(([name, option]) => [option.flag, { name, ...option }]));
  const options: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [flag, given] of Object.entries(value)) {
    const option = byFlag.get(flag);
    if (!option) faults.push(`there is no option ${flag}; npx kubets config shows all`);
    else if (isOf(option.type, given)) options[option.name] = given;
    else faults.push(`${flag}: ${JSON.stringify(given)}: ${WANTED[option.type]} is wanted`);
  }
  return { options, faults };
}

const WANTED = { string: 'a text', integer: 'a whole number', list: 'a list of texts' } as const;

function isOf(type: keyof typeof WANTED, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'list') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === 'string';
}
