import { readRegularFileSync } from '@kubets/component';
import { canonicalIp } from '@kubets/net';
import { parse } from 'yaml';
import { parseUpstream, type Upstream } from '../upstreams/upstream';
import { isWithin, keyOf } from '../wire/names';
import { NO_NAMES, type CacheSettings, type ForwardZone, type HostNames, type NamesFile } from './names';

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_TTL = 3600;
const MOST_STALE_SECONDS = 3 * 86_400;
const MOST_UPSTREAMS = 16;
const MOST_ZONES = 1000;
const MOST_HOSTS = 20_000;

/** The settings of a file. Throws Error for one that cannot be read or is not right, naming the field and what would be. */
export function readNamesFile(path: string): NamesFile {
  return parseNamesFile(readRegularFileSync(path, MOST_BYTES));
}

/** The same of its text. An empty one says nothing. */
export function parseNamesFile(text: string): NamesFile {
  const content: unknown = parse(text) ?? {};
  const file = fieldsOf(content, 'the file', ['zone', 'ttl', 'negativeTtl', 'upstreams', 'forward', 'hosts', 'cache']);
  const zone = optional(file['zone'], (value) => domainAt(value, 'zone'));
  const forward = listAt(file['forward'] ?? [], 'forward', MOST_ZONES).map(forwardAt);
  const twice = forward.find((one, index) => forward.findIndex((other) => other.zone === one.zone) < index);
  if (twice) throw new Error(`forward: ${twice.zone} is there twice; give it one list of upstreams`);
  return {
    zone,
    ttl: optional(file['ttl'], (value) => secondsAt(value, 'ttl', MOST_TTL)),
    negativeTtl: optional(file['negativeTtl'], (value) => secondsAt(value, 'negativeTtl', MOST_TTL)),
    upstreams: optional(file['upstreams'], (value) => upstreamsAt(value, 'upstreams')),
    forward,
    hosts: listAt(file['hosts'] ?? [], 'hosts', MOST_HOSTS).map(hostAt),
    cache: cacheAt(file['cache'] ?? {}),
  };
}

/** Throws Error when the file speaks of names in the cluster's zone, which are those of its Services and pods. */
export function checkAgainstZone({ forward, hosts }: NamesFile, zoneName: string): void {
  const zone = keyOf(zoneName);
  const refuse = (name: string, at: string) => {
    if (isWithin(keyOf(name), zone))
      throw new Error(`${at}: ${name} is a name of the cluster's zone ${zoneName}; only others can be given`);
  };
  forward.forEach((one, index) => refuse(one.zone, `forward[${index}].zone`));
  hosts.forEach(({ names }, index) => names.forEach((name, at) => refuse(name, `hosts[${index}].names[${at}]`)));
}

function forwardAt(value: unknown, index: number): ForwardZone {
  const at = `forward[${index}]`;
  const fields = fieldsOf(value, at, ['zone', 'upstreams']);
  return {
    zone: domainAt(fields['zone'], `${at}.zone`),
    upstreams: upstreamsAt(fields['upstreams'], `${at}.upstreams`),
  };
}

function hostAt(value: unknown, index: number): HostNames {
  const at = `hosts[${index}]`;
  const fields = fieldsOf(value, at, ['address', 'names']);
  const address = typeof fields['address'] === 'string' ? canonicalIp(fields['address']) : undefined;
  if (address === undefined) throw new Error(`${at}.address: must be an IP address, got ${shown(fields['address'])}`);
  const names = listAt(fields['names'], `${at}.names`, MOST_HOSTS);
  if (names.length === 0) throw new Error(`${at}.names: must hold at least one name`);
  return { address, names: names.map((name, i) => domainAt(name, `${at}.names[${i}]`)) };
}

function cacheAt(value: unknown): CacheSettings {
  const { prefetch = NO_NAMES.cache.prefetch, staleSeconds = NO_NAMES.cache.staleSeconds } = fieldsOf(value, 'cache', [
    'prefetch',
    'staleSeconds',
  ]);
  if (typeof prefetch !== 'boolean') throw new Error(`cache.prefetch: must be true or false, got ${shown(prefetch)}`);
  return { prefetch, staleSeconds: secondsAt(staleSeconds, 'cache.staleSeconds', MOST_STALE_SECONDS) };
}

function upstreamsAt(value: unknown, at: string): Upstream[] {
  const upstreams = listAt(value, at, MOST_UPSTREAMS);
  if (upstreams.length === 0) throw new Error(`${at}: must hold at least one resolver`);
  return upstreams.map((text, index) => {
    const upstream = typeof text === 'string' ? parseUpstream(text) : undefined;
    if (!upstream)
      throw new Error(`${at}[${index}]: must be ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT, got ${shown(text)}`);
    return upstream;
  });
}

function domainAt(value: unknown, at: string): string {
  const name = typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : '';
  try {
    if (name === '') throw new Error('no name');
    keyOf(name);
  } catch {
    throw new Error(`${at}: must be a domain name, got ${shown(value)}`);
  }
  return name;
}

function secondsAt(value: unknown, at: string, most: number): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most)
    throw new Error(`${at}: must be whole seconds between 0 and ${most}, got ${shown(value)}`);
  return value as number;
}

function listAt(value: unknown, at: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${at}: must be a list, got ${shown(value)}`);
  if (value.length > most) throw new Error(`${at}: must hold at most ${most}, got ${value.length}`);
  return value;
}

function fieldsOf(value: unknown, at: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${at}: must be a map of ${known.join(', ')}, got ${shown(value)}`);
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new Error(`${at}: there is no field ${unknown}; there are ${known.join(', ')}`);
  return value as Record<string, unknown>;
}

const optional = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
  value === undefined || value === null ? undefined : read(value);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80);
