import { parseArgs } from 'node:util';

export interface SoftwareOptions {
  /** Names of what is tested, in the order of the registry. */
  only: string[];
}

export const usageOf = (names: readonly string[]): string => `usage: npm run software -- [--only NAME[,NAME…]]

  --only NAME   not all: ${names.join(', ')}

More: docs/software.md`;

/**
 * Reads the command line; undefined where it asks for help.
 * @throws Error that names the argument and what would be right.
 */
export function softwareOptions(args: string[], names: readonly string[]): SoftwareOptions | undefined {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return undefined;
  if (!values.only) return { only: [...names] };
  const asked = values.only.flatMap((text) => text.split(','));
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${JSON.stringify(unknown)}: one of ${names.join(', ')} is wanted`);
  return { only: names.filter((name) => asked.includes(name)) };
}
