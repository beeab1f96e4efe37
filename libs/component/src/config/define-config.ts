import { ConfigError } from './config-error';
import { flagParser } from './flag-parser';
import { environmentName, parseOptionValue } from './option-value';
import type { ConfigOf, ConfigSchema, OptionSpecs, RawValue } from './option';

/** Declares a service's options; see ConfigSchema for what can be done with them. */
export function defineConfig<const O extends OptionSpecs>(definition: {
  name: string;
  doc: string;
  options: O;
}): ConfigSchema<O> {
  const flags = flagParser(definition);
  return {
    ...definition,
    help: flags.help,
    configFile(argv, env) {
      const path = flags.parse(argv)['config'] ?? env['KUBETS_CONFIG'];
      return path ? String(path) : undefined;
    },
    parse(argv, env, fromFile = {}) {
      return resolve(definition.options, flags.parse(argv), env, fromFile);
    },
    verify: (config) => verify(definition.options, config),
  };
}

/** The first source that has a value wins; every complaint is collected, so that a user sees all at once. */
function resolve<O extends OptionSpecs>(
  options: O,
  flags: Record<string, RawValue>,
  env: Readonly<Record<string, string | undefined>>,
  file: Record<string, RawValue>,
): ConfigOf<O> {
  const problems = unknownKeys(options, file);
  const config: Record<string, unknown> = {};
  for (const [property, spec] of Object.entries(options)) {
    const variable = environmentName(spec.flag);
    const [source, raw] =
      flags[spec.flag] !== undefined
        ? [`--${spec.flag}`, flags[spec.flag]]
        : env[variable]
          ? [`${variable} (--${spec.flag})`, env[variable]]
          : file[spec.flag] !== undefined && file[spec.flag] !== null
            ? [`${spec.flag} (--${spec.flag}) in the configuration file`, file[spec.flag]]
            : [`--${spec.flag}`, spec.default as RawValue | undefined];
    if (raw === undefined) {
      if (spec.required) problems.push(`--${spec.flag} is required: ${spec.doc}`);
      config[property] = undefined;
      continue;
    }
    const parsed = parseOptionValue(spec, raw);
    if ('value' in parsed) config[property] = parsed.value;
    else problems.push(`${source}: invalid value ${JSON.stringify(raw)}: must be ${parsed.expected}`);
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'), 2);
  return config as ConfigOf<O>;
}

async function verify(options: OptionSpecs, config: Readonly<Record<string, unknown>>): Promise<void> {
  const problems: string[] = [];
  for (const [property, { flag, validateLater }] of Object.entries(options)) {
    const value = config[property];
    const expected = value === undefined ? undefined : await validateLater?.(value as never);
    if (expected !== undefined)
      problems.push(`--${flag}: invalid value ${JSON.stringify(String(value))}: must be ${expected}`);
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'), 2);
}

function unknownKeys(options: OptionSpecs, file: Record<string, RawValue>): string[] {
  const known = new Set(Object.values(options).map((spec) => spec.flag));
  return Object.keys(file)
    .filter((key) => !known.has(key))
    .map((key) => `${key} in the configuration file: no such option; known are ${[...known].sort().join(', ')}`);
}
