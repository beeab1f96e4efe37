import { cidrsOverlap, formatCidr, parseCidr, splitSubnets, type Cidr } from '@kubets/net';

/** Hands out the subnets of a range in turn, so that one just released is not taken again at once. */
export interface CidrPool {
  readonly cidr: Cidr;
  /** The next subnet that overlaps with none of those in use; undefined when there is none left. */
  next(used: readonly Cidr[]): string | undefined;
}

export function createCidrPool(cidr: Cidr, prefix: number): CidrPool {
  let subnets = splitSubnets(cidr, prefix);
  return {
    cidr,
    next(used) {
      // Two rounds: the rest of this one, and a whole one.
      for (let rounds = 0; rounds < 2; rounds++) {
        for (let item = subnets.next(); !item.done; item = subnets.next()) {
          const subnet = item.value;
          if (!used.some((other) => cidrsOverlap(subnet, other))) return formatCidr(subnet);
        }
        subnets = splitSubnets(cidr, prefix);
      }
      return undefined;
    },
  };
}

/** The pools of --cluster-cidr, one per family. */
export function clusterPools(clusterCidr: string, prefixes: { IPv4: number; IPv6: number }): CidrPool[] {
  return clusterCidr.split(',').map((text) => {
    const cidr = parseCidr(text);
    if (!cidr) throw new Error(`--cluster-cidr: ${text} is not a CIDR`);
    const prefix = prefixes[cidr.family];
    if (prefix < cidr.prefix)
      throw new Error(
        `the node mask size /${prefix} is larger than the cluster CIDR ${text}: it must be at least /${cidr.prefix}`,
      );
    return createCidrPool(cidr, prefix);
  });
}
