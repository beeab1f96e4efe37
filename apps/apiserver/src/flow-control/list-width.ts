import { resourcePrefix } from '@kubets/store';
import type { WatchCache } from '../cache/watch-cache';
import type { FlowRequest } from './classifier';

/** A seat for so many bytes. */
const BYTES_PER_SEAT = 100 * 1024;

/** Seats that a list takes, or the beginning of a watch with all that there is: by what it will answer, as far as it can be told. */
export function listWidth(
  cache: WatchCache,
  { group, resource, namespace }: Pick<FlowRequest, 'group' | 'resource' | 'namespace'>,
  limit: number,
): number {
  const prefix = resourcePrefix(group, resource) + (namespace ? `${namespace}/` : '');
  const { count, bytes } = cache.resource({ group, plural: resource }).objects.estimate(prefix);
  const share = limit > 0 && limit < count ? limit / count : 1;
  return Math.ceil((bytes * share) / BYTES_PER_SEAT);
}

/** Whether a watch tells first of all that there is. */
export const beginsWithAll = ({
  resourceVersion = '',
  sendInitialEvents,
}: {
  resourceVersion?: string | undefined;
  sendInitialEvents?: boolean | undefined;
}): boolean => sendInitialEvents ?? (resourceVersion === '' || resourceVersion === '0');
