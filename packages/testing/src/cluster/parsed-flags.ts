/** The configuration that a service makes of flags, given by their names without the dashes; nothing of the environment counts. */
export const parsedFlags = <C>(
  schema: { parse(argv: readonly string[], env: Record<string, string>): C },
  flags: Readonly<Record<string, string>>,
): C =>
  schema.parse(
    Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    {},
  );
