import { cidrsOverlap, parseCidr, type Cidr } from '@kubets/net';

export interface Route {
  /** A CIDR, a single address, or `default`. */
  dst: string;
  dev?: string;
  /** Such as `unreachable`; unicast when it is not given. */
  type?: string;
  /** Who set it. */
  protocol?: string;
}

/** The first route whose destinations overlap a network; the default route overlaps nothing. */
export function overlappingRoute(cidr: Cidr, routes: Route[]): Route | undefined {
  return routes.find(({ dst }) => {
    const route = parseCidr(dst.includes('/') ? dst : `${dst}/32`);
    return route !== undefined && cidrsOverlap(route, cidr);
  });
}
