import { Resolver } from 'node:dns/promises';
import type { SrvRecord } from 'node:dns';

/** Asks the cluster's DNS, as pods do, for a whole name: `web.default.svc.cluster.local`. */
export interface ResolveName {
  /** @throws Error with Node's codes, such as `ENOTFOUND` */
  (name: string, type?: 'A' | 'AAAA' | 'CNAME' | 'PTR'): Promise<string[]>;
  (name: string, type: 'SRV'): Promise<SrvRecord[]>;
}

const TRIES = { timeout: 2000, tries: 3 };

export function createResolveName(dnsServer: () => Promise<string>): ResolveName {
  async function resolve(name: string, type: 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV' = 'A'): Promise<never[]> {
    const resolver = new Resolver(TRIES);
    resolver.setServers([await dnsServer()]);
    return (await resolver.resolve(name, type)) as never[];
  }
  return resolve;
}
