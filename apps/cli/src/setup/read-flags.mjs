// @ts-check
// The flags of `start` read by Node.js' own parser, for set-up to know what is asked before there is a CLI.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stateDirOfCluster } from './known-clusters.mjs';
import { START_OPTION_ENTRIES } from './start-options.mjs';

/** @typedef {Partial<import('../cluster/options').ClusterOptions>} Options */

/**
 * What the command line asks for, by the options' names, the configuration file that it names, and the format of what is printed.
 * @param {readonly string[]} argv behind `start`
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ file: string | undefined, output: string | undefined, flags: Options }}
 * @throws Error that says what to type instead
 */
export function readStartFlags(argv, env) {
  const swallowed = flagsThatNpmTook(argv, env);
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
      options: { ...options, file: { type: 'string', short: 'f' }, output: { type: 'string', short: 'o' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${/** @type {Error} */ (error).message.split('. ')[0]}. All flags: kubets start --help`);
  }
  const [extra] = parsed.positionals;
  if (extra !== undefined)
    throw new Error(`start takes flags only, not ${JSON.stringify(extra)}. All flags: kubets start --help`);
  const { file, output, ...given } = /** @type {Record<string, string | string[]>} */ (parsed.values);
  const text = (/** @type {string | string[] | undefined} */ value) =>
    value === undefined ? undefined : String(value);
  if (output !== undefined && output !== 'json') throw new Error(`-o ${text(output)}: json is the only format`);
  return { file: text(file), output: text(output), flags: flagsOf(given) };
}

/** @param {Readonly<Record<string, string | string[]>>} given by the flags @returns {Options} */
function flagsOf(given) {
  const found = START_OPTION_ENTRIES.flatMap(([name, { flag, type }]) => {
    const value = given[flag];
    if (value === undefined) return [];
    return [[name, type === 'integer' ? integer(flag, String(value)) : value]];
  });
  return Object.fromEntries(found);
}

/**
 * What is asked for by a configuration file and by flags, which win, with `stateDir` always: a cluster of the name that runs has it.
 * @param {Options} fromFile @param {Options} flags
 * @returns {import('../cluster/options').AskedOptions}
 * @throws Error for a state directory without a name, as of a variable that is not set: it would be the one somebody is in
 */
export function askedOptions(fromFile, flags) {
  const asked = { ...fromFile, ...flags };
  if (asked.stateDir === '') throw new Error('--state-dir "": a directory is wanted');
  return { ...asked, stateDir: resolve(asked.stateDir ?? stateDirOfCluster(asked.name ?? 'kubets')) };
}

/** @param {string} flag @param {string} text */
function integer(flag, text) {
  if (!/^\d+$/.test(text)) throw new Error(`--${flag} ${JSON.stringify(text)}: a whole number is wanted`);
  return Number(text);
}

/** The flags of start, each with the name that npm knows it by: `-f` is its own `--force`. @type {[string, string][]} */
const NPM_NAMES = [
  ...START_OPTION_ENTRIES.map(([, { flag }]) => /** @type {[string, string]} */ ([`--${flag}`, flag])),
  ['--file', 'file'],
  ['-f', 'force'],
];

/**
 * `npm start --nodes 3` leaves nothing but a 3 to the program, and the flag in the environment.
 * @param {readonly string[]} argv @param {Readonly<Record<string, string | undefined>>} env
 */
function flagsThatNpmTook(argv, env) {
  if (env['npm_lifecycle_event'] !== 'start') return [];
  // Whose npm is always forced asks for no file by it.
  const isLoose = argv[0] !== undefined && !argv[0].startsWith('-');
  return NPM_NAMES.flatMap(([flag, name]) => (npmValue(env, name) && (flag !== '-f' || isLoose) ? [flag] : []));
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {string} name */
const npmValue = (env, name) => env[`npm_config_${name.replaceAll('-', '_')}`];

/** @param {readonly string[]} argv @param {Readonly<Record<string, string | undefined>>} env */
function rightCommand(argv, env) {
  const loose = [...argv];
  const words = NPM_NAMES.flatMap(([flag, name]) => {
    const value = npmValue(env, name);
    // Without = npm takes the flag for a switch, and leaves its value.
    if (value === 'true') return [flag, loose.shift() ?? ''];
    return value ? [flag, value] : [];
  });
  return ['npm start --', ...words, ...loose].join(' ').trim();
}
