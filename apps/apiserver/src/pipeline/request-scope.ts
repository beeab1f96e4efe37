import { newBadRequest } from '@kubets/apimachinery';
import type { Store } from '@kubets/store';
import type { WatchCache } from '../cache/watch-cache';
import type { ServedVersion, ResourceDefinition, StrategyContext, StrategySettings } from '../registry/resource';
import type { Admission } from './admission';
import type { LeaveOut } from './leave-out';
import type { RequestContext, Target } from './request';

/** What all requests have in common. */
export interface RequestScope {
  store: Store;
  cache: WatchCache;
  admission: Admission;
  settings: StrategySettings;
  now(): Date;
  leaveOut: LeaveOut;
}

export function strategyContext(
  scope: RequestScope,
  { user }: Pick<RequestContext, 'user'>,
  dryRun = false,
): StrategyContext {
  return { now: scope.now(), user, reader: scope.cache, settings: scope.settings, dryRun };
}

/**
 * Keys are put together from names, so a name must not be able to look like two.
 * @throws StatusError 400 for what no object can be called.
 */
export function assertAddress({ namespace, name }: Pick<Target, 'namespace' | 'name'>): void {
  for (const part of [namespace, name]) {
    if (part === '.' || part === '..' || /[/%]/.test(part))
      throw newBadRequest(
        `invalid name ${JSON.stringify(part)}: may not be '.' or '..' and may not contain '/' or '%'`,
      );
  }
}

/** `v1` or `apps/v1` */
export function apiVersionOf(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}

/** The group in which a version is served. */
export const groupIn = ({ group }: Pick<ResourceDefinition, 'group'>, version: Pick<ServedVersion, 'group'>): string =>
  version.group ?? group;

/** `v1` or `apps/v1`, as objects of a version have it. */
export const apiVersionIn = (
  definition: Pick<ResourceDefinition, 'group'>,
  version: Pick<ServedVersion, 'group' | 'version'>,
): string => apiVersionOf(groupIn(definition, version), version.version);

export const storageVersionOf = (definition: ResourceDefinition): ServedVersion => definition.versions[0];

/** For error constructors: `{group, resource}`. */
export const groupResourceOf = ({ group, plural }: ResourceDefinition) => ({ group, resource: plural });
