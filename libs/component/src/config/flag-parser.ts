import { Command, CommanderError, Option } from 'commander';
import { version } from '../version';
import { ConfigError } from './config-error';
import type { OptionSpec, OptionSpecs, RawValue } from './option';
import { environmentName } from './option-value';

const placeholders: Record<OptionSpec['type'], string> = {
  string: '<string>',
  int: '<number>',
  bool: '[true|false]',
  duration: '<duration>',
  list: '<a,b,…>',
  port: '<port>',
};

/** The flags of a service as commander sees them; values are kept as text. */
export function flagParser(definition: { name: string; doc: string; options: OptionSpecs }) {
  /** Flag → raw value. Throws ConfigError, with exitCode 0 for --help and --version. */
  function parse(argv: readonly string[]): Record<string, RawValue> {
    const found: Record<string, RawValue> = {};
    const command = build(found);
    let printed = '';
    command.configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
    try {
      command.parse(argv as string[], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) throw new ConfigError(printed.trimEnd(), 0);
      throw new ConfigError(`${error.message.replace(/^error: /, '')}; see ${definition.name} --help`, 2);
    }
    return found;
  }

  function build(found: Record<string, RawValue>): Command {
    const command = new Command(definition.name)
      .description(definition.doc)
      .usage('[flags]')
      .version(`Kubernetes ${version.gitVersion}`, '--version', 'Print the version and exit.')
      .helpOption('--help', 'Print this text and exit.')
      .configureHelp({ helpWidth: 140 })
      .allowExcessArguments(false)
      .exitOverride();
    command.addOption(
      new Option(
        '--config <file>',
        'YAML file of flag names (without dashes in front) and values; flags and environment win over it.',
      )
        .env('KUBETS_CONFIG')
        .argParser(keep(found, 'config', 'string')),
    );
    for (const spec of Object.values(definition.options)) {
      command.addOption(
        new Option(`--${spec.flag} ${placeholders[spec.type]}`, describe(spec))
          .argParser(keep(found, spec.flag, spec.type))
          .preset('true'),
      );
    }
    return command;
  }

  return { parse, help: () => build({}).helpInformation().trimEnd() };
}

function keep(found: Record<string, RawValue>, flag: string, type: OptionSpec['type']) {
  return (value: string) => {
    const before = found[flag];
    found[flag] = type === 'list' && before !== undefined ? `${String(before)},${value}` : value;
    return value;
  };
}

function describe(spec: OptionSpec): string {
  const fallback =
    spec.default === undefined ? (spec.required ? 'required' : undefined) : `default ${JSON.stringify(spec.default)}`;
  return `${spec.doc} (${[`env ${environmentName(spec.flag)}`, fallback].filter(Boolean).join(', ')})`;
}
