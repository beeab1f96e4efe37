import { version } from '../version';
import { ConfigError } from './config-error';
import { CONFIG_FLAG, helpText, termOf } from './flag-help';
import type { OptionSpec, OptionSpecs, RawValue } from './option';

/** The flags of a service; values are kept as text. */
export function flagParser(definition: { name: string; doc: string; options: OptionSpecs }) {
  const specs = new Map<string, OptionSpec>(Object.values(definition.options).map((spec) => [spec.flag, spec]));
  specs.set(CONFIG_FLAG, { flag: CONFIG_FLAG, type: 'string', doc: '' });
  const help = () => helpText(definition);

  /** Flag → raw value. Throws ConfigError, with exitCode 0 for --help and --version. */
  function parse(argv: readonly string[]): Record<string, RawValue> {
    if (argv.includes('--help')) throw new ConfigError(help(), 0);
    if (argv.includes('--version')) throw new ConfigError(`Kubernetes ${version.gitVersion}`, 0);
    const found: Record<string, RawValue> = {};
    for (let i = 0; i < argv.length; i++) {
      const [, flag = '', inline] = /^--([^=]+)(?:=([^]*))?$/.exec(argv[i]!) ?? [];
      const spec = specs.get(flag);
      if (!spec) throw refused(argv[i]!);
      const value = inline ?? (takesNext(spec, argv[i + 1]) ? argv[++i] : impliedValue(spec));
      if (value === undefined) throw wrong(`option '${termOf(spec)}' argument missing`);
      const before = found[flag];
      found[flag] = spec.type === 'list' && before !== undefined ? `${String(before)},${value}` : value;
    }
    return found;
  }

  const refused = (word: string) =>
    wrong(
      word.startsWith('-') && word !== '-'
        ? `unknown option '${word}'`
        : `too many arguments: ${JSON.stringify(word)} is no flag`,
    );
  const wrong = (message: string) => new ConfigError(`${message}; see ${definition.name} --help`, 2);

  return { parse, help };
}

/** Whether the next word is this flag's value. That of a boolean may be missing, so that what looks like a flag is one. */
const takesNext = ({ type }: OptionSpec, next: string | undefined): boolean =>
  next !== undefined && (type !== 'bool' || !next.startsWith('-'));

const impliedValue = ({ type }: OptionSpec): string | undefined => (type === 'bool' ? 'true' : undefined);
