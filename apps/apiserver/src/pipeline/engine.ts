import { newBadRequest, type Steps } from '@kubets/apimachinery';
import type { Store } from '@kubets/store';
import type { WatchCache } from '../cache/watch-cache';
import type { ServedVersion, ResourceDefinition, StrategyContext, StrategySettings } from '../registry/resource';
import type { AdmissionPlugin } from './admission';
import type { UserInfo } from './authentication';
import type { AuthorizationRequest } from './authorization';
import type { LeaveOut } from './leave-out';

/** What all verbs work with. */
export interface Engine {
  store: Store;
  cache: WatchCache;
  /** In the order in which they run. */
  admission: AdmissionPlugin[];
  settings: StrategySettings;
  now(): Date;
  leaveOut: LeaveOut;
}

/** A stored resource as a request addresses it. */
export interface Target {
  definition: ResourceDefinition;
  /** The version under which the client speaks. */
  version: ServedVersion;
  /** Empty for cluster-scoped resources and for all namespaces. */
  namespace: string;
  /** Empty for collections. */
  name: string;
  subresource: string;
}

export interface RequestContext {
  user: UserInfo;
  /** Aborted when the client is gone or the server stops. */
  signal: AbortSignal;
  /** Adds a Warning header to the answer. */
  warn(text: string): void;
  /** Whether the user may do what the request turns out to be besides what it was authorized for. @throws StatusError 403. */
  authorize(asked: Omit<AuthorizationRequest, 'user' | 'path'>): Promise<void>;
}

/** What create, update and patch have in common. */
export interface WriteOptions {
  dryRun: boolean;
  /** Who is recorded as owner of the fields; empty lets the server derive it from the user agent. */
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
}

/** A request's body: parsed, not yet checked. */
export interface IncomingObject {
  value: unknown;
  /** What is to be said of keys that the text held twice. */
  duplicates?: () => Steps<string[]> | string[];
}

export function strategyContext(engine: Engine, { user }: RequestContext): StrategyContext {
  return { now: engine.now(), user, reader: engine.cache, settings: engine.settings };
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

export const storageVersionOf = (definition: ResourceDefinition): ServedVersion => definition.versions[0];

/** For error constructors: `{group, resource}`. */
export const groupResourceOf = ({ group, plural }: ResourceDefinition) => ({ group, resource: plural });
