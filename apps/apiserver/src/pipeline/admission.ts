import { type KubeObject, newForbidden, newInternalError, type StatusError } from '@kubets/apimachinery';
import type { Cancellation } from '@kubets/component';
import type { CreateOptions, DeleteOptions, UpdateOptions } from '@kubets/proto-gen/meta/v1';
import type { UserInfo } from '../auth/user/user-info';
import type { ObjectReader } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

export interface GroupVersionResource {
  group: string;
  version: string;
  /** Its plural. */
  resource: string;
}

type Typed<T> = T & { kind: string; apiVersion: string };

/** The options of the operation, which need not be those of the request: a patch or a PUT may turn out to create. */
export type OperationOptions = Typed<CreateOptions | UpdateOptions | DeleteOptions>;

/** One operation on its way, after defaulting and before it is stored; the words are those of an AdmissionReview. */
export interface AdmissionAttributes {
  readonly operation: AdmissionOperation;
  /** What `object` and `oldObject` are: of a stored object its storage version, of pods/eviction policy/v1 Eviction. */
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** What the client has named; they differ from `kind` and `resource` when it speaks another version than the one stored. */
  readonly requestKind: GroupVersionKind;
  readonly requestResource: GroupVersionResource;
  /** Of `resource`. */
  readonly definition: ResourceDefinition;
  readonly namespace: string;
  /** Empty for a create with generateName. */
  readonly name: string;
  /** Absent for DELETE; for CONNECT, the options of the connection. */
  readonly object?: KubeObject;
  /** As stored; absent for CREATE and CONNECT. Never changed. */
  readonly oldObject?: KubeObject;
  /** Absent for CONNECT. */
  readonly options?: OperationOptions;
  readonly userInfo: UserInfo;
  readonly dryRun: boolean;
  readonly reader: ObjectReader;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: Cancellation;
  /** Adds a Warning header to the answer. */
  warn(text: string): void;
  /** Takes a note for the audit log. */
  annotate(key: string, value: string): void;
}

/** A check or change that no single resource owns. One that refuses throws a StatusError (usually newForbidden). */
interface AdmissionPlugin {
  name: string;
  handles(attributes: AdmissionAttributes): boolean;
}

export interface MutatingPlugin extends AdmissionPlugin {
  /**
   * May change `object`, which is the request's own, or answer another that takes its place. Called a second time for the
   * same operation when a later plugin wants that.
   */
  admit(attributes: AdmissionAttributes, round: AdmissionRound): KubeObject | void | Promise<KubeObject | void>;
}

/** One of at most two times that an operation passes all mutating plugins. */
export interface AdmissionRound {
  readonly isSecond: boolean;
  /** Has every plugin see once more what has become of the object. */
  again(): void;
  /** What plugins keep from the first round for the second, each under its name. */
  readonly memory: Map<string, unknown>;
}

export interface ValidatingPlugin extends AdmissionPlugin {
  /** Sees the object as it is to be stored, and may only refuse. */
  validate(attributes: AdmissionAttributes): void | Promise<void>;
}

/** All plugins, each list in the order in which they run; between the two the schema and the kind itself validate. */
export interface AdmissionPlugins {
  mutating: readonly MutatingPlugin[];
  validating: readonly ValidatingPlugin[];
}

export interface Admission {
  /** Lets every mutating plugin have its way, and answers the attributes with the object that came of it. */
  admit(attributes: AdmissionAttributes): Promise<AdmissionAttributes>;
  /** Lets every validating plugin refuse. */
  validate(attributes: AdmissionAttributes): Promise<void>;
}

export function createAdmission({ mutating, validating }: AdmissionPlugins): Admission {
  async function pass(given: AdmissionAttributes, round: AdmissionRound): Promise<AdmissionAttributes> {
    let attributes = given;
    for (const plugin of mutating) {
      if (!plugin.handles(attributes)) continue;
      const object = await plugin.admit(attributes, round);
      if (!object) continue;
      assertReplaces(plugin, object, attributes.object);
      attributes = { ...attributes, object };
    }
    return attributes;
  }

  return {
    async admit(given) {
      const memory = new Map<string, unknown>();
      let isWantedAgain = false;
      const again = () => void (isWantedAgain = true);
      const admitted = await pass(given, { isSecond: false, again, memory });
      return isWantedAgain ? pass(admitted, { isSecond: true, again, memory }) : admitted;
    },

    async validate(attributes) {
      for (const plugin of validating) if (plugin.handles(attributes)) await plugin.validate(attributes);
    },
  };
}

/** A plugin that answers what cannot take the object's place is at fault, not the client. @throws StatusError 500. */
function assertReplaces({ name }: AdmissionPlugin, object: KubeObject, replaced: KubeObject | undefined): void {
  if (!replaced) throw newInternalError(`admission plugin ${name} answered an object where there is none`);
  const typeOf = ({ apiVersion = '', kind = '' }: KubeObject) => `${apiVersion} ${kind}`;
  if (typeOf(object) !== typeOf(replaced))
    throw newInternalError(`admission plugin ${name} answered ${typeOf(object)} for ${typeOf(replaced)}`);
}

/** What a plugin has against the operation. */
export const refusal = ({ resource, name }: AdmissionAttributes, detail: string): StatusError =>
  newForbidden(resource, name, detail);

/** Whether an object of this resource of the core group is to be made. */
export const isCreateOf = ({ operation, resource, subresource }: AdmissionAttributes, plural: string): boolean =>
  operation === 'CREATE' && resource.group === '' && resource.resource === plural && subresource === '';

/** Whether an object of this resource of the core group is to be made or changed, itself and not a part of it. */
export const isWriteOf = ({ operation, resource, subresource }: AdmissionAttributes, plural: string): boolean =>
  (operation === 'CREATE' || operation === 'UPDATE') &&
  resource.group === '' &&
  resource.resource === plural &&
  subresource === '';
