import { readFileSync } from 'node:fs';
import { selectorFromLabelSelector, type Selector } from '@kubets/apimachinery';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { parse } from 'yaml';
import type { AddressPool } from './address-pool';
import { parseAddressRange, type AddressRange } from './address-range';

/** The pools of a YAML file. Throws an Error that names the place and what would be right. */
export function readPoolsFile(path: string): AddressPool[] {
  return parsePools(readFileSync(path, 'utf8'));
}

/** The file is a map with one key, `pools`: a list of pools with at least `name` and `addresses`. */
export function parsePools(text: string): AddressPool[] {
  const content: unknown = parse(text);
  if (!isMap(content) || !Array.isArray(content['pools']) || content['pools'].length === 0)
    throw new Error('must be a map with a list "pools" of at least one pool');
  return content['pools'].map((pool: unknown, i) => parsePool(pool, `pools[${i}]`));
}

const FIELDS = ['name', 'addresses', 'autoAssign', 'priority', 'namespaces', 'serviceSelector'];

function parsePool(pool: unknown, at: string): AddressPool {
  if (!isMap(pool)) throw new Error(`${at}: must be a map`);
  const unknown = Object.keys(pool).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new Error(`${at}.${unknown}: no such field; there are: ${FIELDS.join(', ')}`);
  const { name, addresses, autoAssign = true, priority, namespaces, serviceSelector } = pool;
  if (typeof name !== 'string' || name === '') throw new Error(`${at}.name: must be a name`);
  if (!isTextList(addresses) || addresses.length === 0)
    throw new Error(`${at}.addresses: must be a list of CIDRs and FIRST-LAST ranges`);
  if (typeof autoAssign !== 'boolean') throw new Error(`${at}.autoAssign: must be true or false`);
  if (priority !== undefined && !Number.isSafeInteger(priority))
    throw new Error(`${at}.priority: must be a whole number`);
  if (namespaces !== undefined && !isTextList(namespaces)) throw new Error(`${at}.namespaces: must be a list of names`);
  return {
    name,
    ranges: addresses.map((range, i) => rangeAt(range, `${at}.addresses[${i}]`)),
    autoAssign,
    priority: priority as number | undefined,
    namespaces,
    serviceSelector: serviceSelector === undefined ? undefined : selectorAt(serviceSelector, `${at}.serviceSelector`),
  };
}

function rangeAt(text: string, at: string): AddressRange {
  try {
    return parseAddressRange(text);
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`);
  }
}

function selectorAt(selector: unknown, at: string): Selector {
  const { matchLabels = {}, matchExpressions = [], ...rest } = isMap(selector) ? selector : { none: true };
  const isSelector =
    Object.keys(rest).length === 0 &&
    isMap(matchLabels) &&
    isTextList(Object.values(matchLabels)) &&
    Array.isArray(matchExpressions) &&
    matchExpressions.every(isExpression);
  if (!isSelector) throw new Error(`${at}: must be a label selector with matchLabels or matchExpressions`);
  try {
    return selectorFromLabelSelector(selector as LabelSelector);
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`);
  }
}

const isExpression = (value: unknown): boolean =>
  isMap(value) && isTextList([value['key'], value['operator']]) && isTextList(value['values'] ?? []);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
