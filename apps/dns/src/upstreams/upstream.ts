import { isIP } from 'node:net';
import { joinHostPort } from '@kubets/net';

/** A resolver that other names are asked of. */
export interface Upstream {
  address: string;
  port: number;
}

export const upstreamText = ({ address, port }: Upstream): string => joinHostPort({ host: address, port });

/** Reads `10.0.0.1`, `10.0.0.1:5353`, `fd00::1` and `[fd00::1]:5353`; undefined for anything else. */
export function parseUpstream(text: string): Upstream | undefined {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const plain = isIP(text) ? [text, text] : /^([^:]+)(?::(\d+))?$/.exec(text);
  const [, address, port = '53'] = bracketed ?? plain ?? [];
  if (!address || !isIP(address) || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { address, port: Number(port) };
}

export interface ResolvConf {
  nameservers: string[];
  search: string[];
}

/** The parts of resolv.conf(5) that matter here; the last `search` or `domain` counts. */
export function parseResolvConf(text: string): ResolvConf {
  const result: ResolvConf = { nameservers: [], search: [] };
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'nameserver' && values[0]) result.nameservers.push(values[0].replace(/%.*/, ''));
    if (keyword === 'search' || keyword === 'domain') result.search = values;
  }
  return result;
}

/** Without those that lead back here: this server's own address and the Service address in front of it. */
export function withoutLoops(
  upstreams: readonly Upstream[],
  own: { addresses: readonly string[]; port: number },
): Upstream[] {
  return upstreams.filter(
    ({ address, port }) => !(own.addresses.includes(address) && (port === own.port || port === 53)),
  );
}
