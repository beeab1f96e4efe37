import type { OptionSpec, OptionSpecs } from './option';
import { environmentName } from './option-value';

/** What stands in the help of one flag: how it is written, and what it does. */
export type FlagHelp = readonly [term: string, text: string];

export const CONFIG_FLAG = 'config';

const COLUMNS = 140;
const INDENT = 2;
const PLACEHOLDERS: Record<OptionSpec['type'], string> = {
  string: '<string>',
  int: '<number>',
  bool: '[true|false]',
  duration: '<duration>',
  list: '<a,b,…>',
  port: '<port>',
};

/** The text of --help. */
export function helpText({ name, doc, options }: { name: string; doc: string; options: OptionSpecs }): string {
  const flags = [
    ['--version', 'Print the version and exit.'],
    [
      `--${CONFIG_FLAG} <file>`,
      'YAML file of flag names (without dashes in front) and values; flags and environment win over it. (env KUBETS_CONFIG)',
    ],
    ...Object.values(options).map((spec): FlagHelp => [termOf(spec), describe(spec)]),
    ['--help', 'Print this text and exit.'],
  ] as FlagHelp[];
  const width = Math.max(...flags.map(([term]) => term.length)) + INDENT;
  const rows = flags.map(([term, text]) => {
    const lines = wrap(text, COLUMNS - INDENT - width);
    return `${' '.repeat(INDENT)}${term.padEnd(width)}${lines.join(`\n${' '.repeat(INDENT + width)}`)}`;
  });
  return [`Usage: ${name} [flags]`, '', doc, '', 'Options:', ...rows].join('\n');
}

/** A flag as it is written with its value. */
export const termOf = ({ flag, type }: OptionSpec): string => `--${flag} ${PLACEHOLDERS[type]}`;

function describe(spec: OptionSpec): string {
  const fallback =
    spec.default === undefined ? (spec.required ? 'required' : undefined) : `default ${JSON.stringify(spec.default)}`;
  return `${spec.doc} (${[`env ${environmentName(spec.flag)}`, fallback].filter(Boolean).join(', ')})`;
}

/** Lines of whole words, none longer than the columns unless a word is. */
function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
