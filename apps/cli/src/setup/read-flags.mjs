// @ts-check
// The flags of `start` read by Node.js' own parser, for set-up to know what is asked before there is a CLI.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { START_OPTION_ENTRIES, stateDirOf } from './start-options.mjs';

/**
 * What the command line asks for, by the options' names, with `stateDir` always.
 * @param {readonly string[]} argv behind `start`
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {import('../cluster/options').AskedOptions}
 * @throws Error that says what to type instead
 */
export function readStartFlags(argv, env) {
  const swallowed = flagsThatNpmTook(env);
  if (swallowed.length > 0)
    throw new Error(
      `npm took ${swallowed.join(', ')} for a flag of its own; what is behind -- goes to kubets. Type: ${rightCommand(argv, env)}`,
    );
  const options = Object.fromEntries(
    START_OPTION_ENTRIES.map(([, { flag, type }]) => [
      flag,
      { type: /** @type {const} */ ('string'), multiple: type === 'list' },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      options: { ...options, file: { type: 'string', short: 'f' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${/** @type {Error} */ (error).message.split('. ')[0]}. All flags: kubets start --help`);
  }
  const [extra] = parsed.positionals;
  if (extra !== undefined)
    throw new Error(`start takes flags only, not ${JSON.stringify(extra)}. All flags: kubets start --help`);
  return asked(Object.entries(parsed.values).flatMap(([flag, value]) => (flag === 'file' ? [] : [[flag, value]])));
}

/** @param {unknown[][]} given flags and their texts */
function asked(given) {
  const values = new Map(/** @type {[string, string | string[]][]} */ (given));
  const found = START_OPTION_ENTRIES.flatMap(([name, { flag, type }]) => {
    const value = values.get(flag);
    if (value === undefined) return [];
    return [[name, type === 'integer' ? integer(flag, String(value)) : value]];
  });
  /** @type {Partial<import('../cluster/options').ClusterOptions>} */
  const options = Object.fromEntries(found);
  return { ...options, stateDir: resolve(options.stateDir ?? stateDirOf(options.name ?? 'kubets')) };
}

/** @param {string} flag @param {string} text */
function integer(flag, text) {
  if (!/^\d+$/.test(text)) throw new Error(`--${flag} ${JSON.stringify(text)}: a whole number is wanted`);
  return Number(text);
}

/**
 * `npm start --nodes 3` leaves nothing but a 3 to the program, and the flag in the environment.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
function flagsThatNpmTook(env) {
  if (env['npm_lifecycle_event'] !== 'start') return [];
  return START_OPTION_ENTRIES.flatMap(([, { flag }]) => (npmValue(env, flag) === undefined ? [] : [`--${flag}`]));
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {string} flag */
const npmValue = (env, flag) => env[`npm_config_${flag.replaceAll('-', '_')}`];

/** @param {readonly string[]} argv @param {Readonly<Record<string, string | undefined>>} env */
function rightCommand(argv, env) {
  const loose = [...argv];
  const words = START_OPTION_ENTRIES.flatMap(([, { flag }]) => {
    const value = npmValue(env, flag);
    // Without = npm takes the flag for a switch, and leaves its value.
    if (value === 'true') return [`--${flag}`, loose.shift() ?? ''];
    return value === undefined ? [] : [`--${flag}`, value];
  });
  return ['npm start --', ...words, ...loose].join(' ').trim();
}
