import { readRegularFileSync, type Logger } from '@kubets/component';
import type { DnsConfig } from '../config';
import { parseResolvConf, parseUpstream, type ResolvConf, type Upstream } from '../upstreams/upstream';
import { NO_NAMES, type NamesFile } from './names';

/** Everything that decides how a name is answered, out of flags, `--names-file` and `--resolv-conf`. */
export interface NameSettings extends Pick<NamesFile, 'forward' | 'hosts' | 'cache'> {
  zoneName: string;
  ttl: number;
  negativeTtl: number;
  /** For names that no zone of `forward` holds. */
  upstreams: readonly Upstream[];
  /** The node's own search domains. */
  hostSearch: readonly string[];
}

/** How long resolvers may remember that something is not there, in seconds: as long as CoreDNS says. */
const NEGATIVE_TTL = 5;

export type NameFlags = Pick<DnsConfig, 'clusterDomain' | 'ttl' | 'upstream' | 'resolvConf' | 'namesFile'>;

/** Reads the files. Rejects with an Error, naming the file, for a `--names-file` that is not right; goes without a `--resolv-conf` that cannot be read. */
export async function readNameSettings(flags: NameFlags, logger: Logger): Promise<NameSettings> {
  const file = await namesFileOf(flags);
  const resolvConf = readResolvConf(flags.resolvConf, logger);
  return {
    zoneName: file.zone ?? flags.clusterDomain.toLowerCase().replace(/\.$/, ''),
    ttl: file.ttl ?? flags.ttl,
    negativeTtl: file.negativeTtl ?? NEGATIVE_TTL,
    upstreams: file.upstreams ?? upstreamsOf(flags.upstream, resolvConf),
    forward: file.forward,
    hosts: file.hosts,
    cache: file.cache,
    hostSearch: resolvConf.search,
  };
}

async function namesFileOf({ namesFile, clusterDomain }: NameFlags): Promise<NamesFile> {
  if (namesFile === undefined) return NO_NAMES;
  // Imported here: most have no such file and need not load what reads YAML.
  const { checkAgainstZone, readNamesFile } = await import('./names-file');
  try {
    const file = readNamesFile(namesFile);
    checkAgainstZone(file, file.zone ?? clusterDomain);
    return file;
  } catch (err) {
    throw new Error(`${namesFile}: ${(err as Error).message}`, { cause: err });
  }
}

/** Nobody has so many resolvers. */
const MOST_RESOLV_CONF_BYTES = 64 * 1024;

function readResolvConf(path: string, logger: Logger): ResolvConf {
  try {
    return parseResolvConf(readRegularFileSync(path, MOST_RESOLV_CONF_BYTES));
  } catch (err) {
    // Cluster names are answered without it.
    logger.warn({ err, path }, 'Cannot read --resolv-conf');
    return { nameservers: [], search: [] };
  }
}

function upstreamsOf(given: readonly string[] | undefined, { nameservers }: ResolvConf): Upstream[] {
  return (given && given.length > 0 ? given : nameservers).flatMap((text) => parseUpstream(text) ?? []);
}
