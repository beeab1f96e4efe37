// @ts-check
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemsError } from './problems.mjs';
import { START_OPTION_ENTRIES } from './start-options.mjs';

/** @typedef {Partial<import('../cluster/options').ClusterOptions>} Options */

/**
 * The text of a configuration file.
 * @param {string} file
 * @throws ProblemsError where there is none
 */
export function textOfConfiguration(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProblemsError([`${file} cannot be read: ${/** @type {Error} */ (error).message}`]);
  }
}

/**
 * The options that a configuration file holds. YAML is read by a package: on a fresh clone it has to be installed before.
 * @param {string} file
 * @returns {Promise<Options>}
 * @throws ProblemsError with everything that is wrong with it
 */
export async function readConfiguration(file) {
  const text = textOfConfiguration(file);
  // A bundle has it whole as the default only.
  const yaml = /** @type {typeof import('yaml') & { default?: typeof import('yaml') }} */ (await import('yaml'));
  const { parse } = yaml.default ?? yaml;
  let value;
  try {
    value = parse(text);
  } catch (error) {
    throw new ProblemsError([`${file} cannot be read: ${/** @type {Error} */ (error).message}`]);
  }
  const { options, faults } = checkConfiguration(value ?? {});
  if (faults.length > 0) throw new ProblemsError(faults.map((fault) => `${file}: ${fault}`));
  return { ...options, ...(options.stateDir && { stateDir: resolve(options.stateDir) }) };
}

/**
 * What a configuration file's value says, and what is wrong with it.
 * @param {unknown} value
 * @returns {{ options: Options, faults: string[] }}
 */
export function checkConfiguration(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { options: {}, faults: ['options are wanted, one in a line, such as nodes: 3'] };
  const byFlag = new Map(START_OPTION_ENTRIES.map(([name, option]) => [option.flag, { name, ...option }]));
  /** @type {Record<string, unknown>} */
  const options = {};
  const faults = [];
  for (const [flag, given] of Object.entries(value)) {
    const option = byFlag.get(flag);
    if (!option) faults.push(`there is no option ${flag}; npx kubets config shows all`);
    else if (isOf(option.type, given)) options[option.name] = given;
    else faults.push(`${flag}: ${JSON.stringify(given)}: ${WANTED[option.type]} is wanted`);
  }
  return { options, faults };
}

const WANTED = /** @type {const} */ ({ string: 'a text', integer: 'a whole number', list: 'a list of texts' });

/** @param {keyof typeof WANTED} type @param {unknown} value */
function isOf(type, value) {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'list') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === 'string';
}
