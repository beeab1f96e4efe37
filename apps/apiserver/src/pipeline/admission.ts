import type { KubeObject } from '@kubets/apimachinery';
import type { ObjectReader } from '../registry/object-reader';
import type { UserInfo } from './authentication';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write on its way to the store, after defaulting and before validation. */
export interface AdmissionAttributes {
  operation: AdmissionOperation;
  group: string;
  version: string;
  kind: string;
  /** Plural of the resource. */
  resource: string;
  /** Empty for the object itself. */
  subresource: string;
  namespace: string;
  /** Empty for a create with generateName. */
  name: string;
  user: UserInfo;
  dryRun: boolean;
  /** In storage version; absent for DELETE and CONNECT. A mutating plugin changes it in place. */
  object?: KubeObject;
  /** As stored; absent for CREATE and CONNECT. Never changed. */
  oldObject?: KubeObject;
  reader: ObjectReader;
  /** Adds a Warning header to the answer. */
  warn(text: string): void;
}

/**
 * A check or change that no single resource owns. All plugins mutate first, in registry order, then all validate. A
 * plugin that refuses throws a StatusError (usually newForbidden).
 */
export interface AdmissionPlugin {
  name: string;
  handles(attributes: AdmissionAttributes): boolean;
  mutate?(attributes: AdmissionAttributes): void | Promise<void>;
  validate?(attributes: AdmissionAttributes): void | Promise<void>;
}
