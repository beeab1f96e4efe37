const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
export const EVERY_HOST = '*';

/** A host name in lower case, or `*` for none; undefined for what is none. */
export function hostnameOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return EVERY_HOST;
  const host = text.toLowerCase();
  return HOST.test(host) ? host : undefined;
}

/** Whether every host that the narrow pattern stands for is one of the wide one's. `*.example` stands for any number of labels. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === EVERY_HOST || wide === narrow) return true;
  return (
    wide.startsWith('*.') && narrow !== EVERY_HOST && narrow.endsWith(wide.slice(1)) && narrow.length > wide.length - 1
  );
}

/**
 * The hosts of a route at a listener: where one is within the other, the narrower
 * (https://gateway-api.sigs.k8s.io/reference/spec/, HTTPRouteSpec.hostnames). A route without hosts takes the listener's.
 */
export function commonHosts(listener: string, route: readonly string[]): string[] {
  if (route.length === 0) return [listener];
  const common = route.flatMap((host) => (covers(listener, host) ? [host] : covers(host, listener) ? [listener] : []));
  return [...new Set(common)];
}

/** The one that says more first: a whole name before a pattern, the longer before the shorter. */
export function narrowerFirst(a: string, b: string): number {
  const rank = (host: string) => (host === EVERY_HOST ? 0 : host.startsWith('*.') ? 1 : 2);
  return rank(b) - rank(a) || b.length - a.length || (a < b ? -1 : a > b ? 1 : 0);
}
