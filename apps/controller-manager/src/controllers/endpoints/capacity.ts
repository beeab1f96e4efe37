import type { EndpointAddress, EndpointSubset } from '@kubets/proto-gen/core/v1';

export const OVER_CAPACITY_ANNOTATION = 'endpoints.kubernetes.io/over-capacity';
const MAX_ADDRESSES = 1000;

const count = (subsets: readonly EndpointSubset[], list: 'addresses' | 'notReadyAddresses'): number =>
  subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0);

/** Shares `room` among lists in proportion to their length; what rounding leaves goes to the first that can take it. */
function share(lengths: readonly number[], room: number): number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= room) return [...lengths];
  const shares = lengths.map((length) => Math.floor((length / total) * room));
  let left = room - shares.reduce((sum, length) => sum + length, 0);
  return shares.map((length, i) => {
    const extra = Math.min(left, (lengths[i] ?? 0) - length);
    left -= extra;
    return length + extra;
  });
}

/** Cuts the subsets to 1000 addresses; ready ones stay before those that are not. */
export function truncateSubsets(subsets: readonly EndpointSubset[]): { subsets: EndpointSubset[]; truncated: boolean } {
  const ready = count(subsets, 'addresses');
  const notReady = count(subsets, 'notReadyAddresses');
  if (ready + notReady <= MAX_ADDRESSES) return { subsets: [...subsets], truncated: false };
  const readyShares = share(
    subsets.map(({ addresses }) => addresses?.length ?? 0),
    MAX_ADDRESSES,
  );
  const notReadyShares = share(
    subsets.map(({ notReadyAddresses }) => notReadyAddresses?.length ?? 0),
    Math.max(0, MAX_ADDRESSES - ready),
  );
  const cut = (list: readonly EndpointAddress[] | undefined, length = 0) =>
    length > 0 ? list?.slice(0, length) : undefined;
  return {
    truncated: true,
    subsets: subsets.flatMap((subset, i) => {
      const addresses = cut(subset.addresses, readyShares[i]);
      const notReadyAddresses = cut(subset.notReadyAddresses, notReadyShares[i]);
      return addresses || notReadyAddresses ? [{ addresses, notReadyAddresses, ports: subset.ports }] : [];
    }),
  };
}
