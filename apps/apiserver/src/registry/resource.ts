import type { FieldError, KubeObject, MaybeSteps, Steps } from '@kubets/apimachinery';
import type { Int64 } from '@kubets/proto-gen/int64';
import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import type { UserInfo } from '../auth/user/user-info';
import type { ClaimStrategy } from './claims';
import type { Conversion } from './conversion';
import type { CustomVersion } from './custom-version';
import type { ObjectReader } from './object-reader';
import type { TableColumn } from './table-column';
import type { TableRowCondition } from '@kubets/proto-gen/meta/v1';

/** What the server was told on its command line and strategies need to know. */
export interface StrategySettings {
  /** CIDRs of `--service-cluster-ip-range`, the primary family's first. */
  serviceClusterIpRanges: string[];
  /** Inclusive bounds of `--service-node-port-range`. */
  serviceNodePortRange: { first: number; last: number };
}

/** Handed to every strategy function. Strategies do no I/O: they read the clock and the cache through this. */
export interface StrategyContext {
  now: Date;
  user: UserInfo;
  reader: ObjectReader;
  settings: StrategySettings;
  /** Whether nothing will be stored. */
  dryRun?: boolean;
  /** What is wrong with the metadata, where an object is validated. */
  metadataErrors?: readonly FieldError[];
  /** Tells who changes an object of what is let pass. */
  warn?(warning: string): void;
}

/** What objects are made of. */
export interface TypeOfObjects {
  /** The full name: of a message in proto/, as `kubets.apps.v1beta1.Deployment`, unless there is a schema. */
  message: string;
  /** Of a kind that no proto declares. */
  schema?: MessageSchema;
  /** Kubernetes' protobuf has them in a form of its own. */
  jsonOnly?: true;
}

/** The kind of a resource's lists. */
export const listKindOf = ({ kind, listKind }: Pick<ResourceDefinition, 'kind' | 'listKind'>): string =>
  listKind ?? `${kind}List`;

/** The one place where names of messages become what they stand for. @throws Error for a name that proto/ does not have. */
export function schemaOf({ message, schema: given }: TypeOfObjects): MessageSchema {
  return given ?? schema.of(message);
}

/** Whether Kubernetes' protobuf encoding has the objects: those that proto/ declares, and no custom ones. */
export const hasProtobuf = ({ schema: given, jsonOnly }: TypeOfObjects): boolean => given === undefined && !jsonOnly;

/** One version under which a resource is served. */
export interface ServedVersion<T extends KubeObject = KubeObject> extends TypeOfObjects {
  /** `v1` */
  version: string;
  /** The group in which it is served, where that is not the resource's own: events.k8s.io, whose Events are the core's. */
  group?: string;
  /** Fills in defaults that the schema does not name, after those that it does and before conversion; at once or in steps. Must be idempotent. */
  defaults?(object: KubeObject): Steps<void> | void;
  /** Conversion from and to the storage version; both absent for the storage version itself. May reuse the argument. */
  toStorage?(object: KubeObject): T;
  fromStorage?(object: T): KubeObject;
  /** Set where nobody may ask for it: what is stored in it can still be read in the others. */
  isUnserved?: boolean;
  /** What the resource is to requests in this version, where that is not what it is in the storage version. */
  asRequested?: ResourceDefinition;
  /** How objects are read, where that is not by the types of a schema. */
  custom?: CustomVersion;
  /** Sent as a Warning header on each use: `apps/v1beta1 Deployment is deprecated in v1.9+, …`. */
  deprecationWarning?: string;
  /** A delete without propagationPolicy orphans dependents (ReplicationController v1, apps/v1beta1). */
  orphansByDefault?: boolean;
  /** Sent as a Warning header with a delete that leaves it to this version what becomes of dependents. */
  orphaningWarning?: string;
  /** What this version asks of a name instead of the resource's `validateName` when an object is made in it. */
  validateNewName?(name: string, object: KubeObject): string[];
  /** Errors of what only who makes an object in this version is asked, besides the resource's own. The object is in storage version. */
  validateCreate?(object: T, context: StrategyContext): MaybeSteps<FieldError[]>;
  /** The same of who changes one. */
  validateUpdate?(object: T, old: T, context: StrategyContext): MaybeSteps<FieldError[]>;
  /** Instead of the resource's `fieldSelectors`. */
  fieldSelectors?: Record<string, (object: T) => string>;
}

/** The status subresource. `metadata` beyond labels and annotations and everything outside status stays as stored. */
export interface StatusStrategy<T extends KubeObject> {
  /** Labels stay as stored, too. */
  keepsLabels?: true;
  /** So do labels and annotations. */
  keepsMetadata?: true;
  /** Who makes an object says what its status is. */
  isSetOnCreate?: true;
  /** Runs after everything but status (and labels, annotations) was put back to the stored values. */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  validateUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  /** The same in steps. */
  changeErrors?(object: T, old: T, context: StrategyContext): Steps<FieldError[]>;
}

/** The scale subresource (autoscaling/v1 Scale). */
export interface ScaleStrategy<T extends KubeObject> {
  /** `selector` in its string form, e.g. `app=nginx`. */
  read(object: T): { specReplicas: number; statusReplicas: number; selector: string };
  write(object: T, replicas: number): void;
  /** Where `write` writes it. */
  replicasPath: readonly string[];
  /** The name of the field that an object has not which the number should be in: such an object has no scale. */
  missing?(object: T): string | undefined;
}

/** Deletion that an agent has to complete, as the kubelet does for pods. */
export interface GracefulDeletion<T extends KubeObject> {
  /**
   * The grace period in seconds; 0 removes the object at once. `requested` is what the client asked for. The pipeline
   * sets deletionTimestamp and deletionGracePeriodSeconds, shortens a running period and never lengthens it.
   */
  gracePeriodSeconds(object: T, requested: Int64 | undefined): Int64;
}

/**
 * What the roles that people get in a namespace may do with a kind: `admin` and `edit` write, `view` reads the resource itself (`''`) and
 * the subresources that are named. Each of the roles contains the next.
 */
export interface Granted {
  admin?: readonly string[];
  edit?: readonly string[];
  view?: readonly string[];
}

/**
 * All that the server knows of one resource. Objects in strategy functions are in storage version, private to the
 * request, and may be changed in place. Order of a create, as in Kubernetes: the schema's defaults, `ServedVersion.defaults`, conversion,
 * mutating admission, system metadata (uid, creationTimestamp, …), `prepareForCreate`, the schema's rules, `validate`, validating admission,
 * `claims`, store. An update likewise, with `prepareForUpdate` and both `validate` and `validateUpdate`.
 */
export interface ResourceDefinition<T extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  group: string;
  plural: string;
  singular: string;
  kind: string;
  /** Of lists; `KINDList` unless given. */
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
  namespaced: boolean;
  /** The storage version comes first and is the preferred one. */
  versions: [ServedVersion<T>, ...ServedVersion<T>[]];
  /** The version that Kubernetes stores objects in, where it serves that no more: clients know it by its hash. */
  hashedVersion?: string;
  /** Nothing unless said: who may is decided for each kind. */
  granted?: Granted;
  columns: TableColumn<T>[];
  /** Set where only somebody else can convert objects: then requests find `versions` with their own version first. */
  conversion?: Conversion;
  /** Columns show the object in the version of the request. */
  columnsOfRequest?: true;
  /** What a table says of an object's row, such as that it is done. */
  rowConditions?(object: T): TableRowCondition[] | undefined;
  /** Loads what the kind's rules need, before anything is written; the server starts without. */
  loadRules?(): Promise<void>;

  /** Resets what a client may not set on create, at once or in steps (the pipeline has dropped `status` already if `status` is defined and not set on create). */
  prepareForCreate?(object: T, context: StrategyContext): Steps<void> | void;
  /** Resets what a client may not change (the pipeline has put back `status` already if `status` is defined). */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /** What is written into a new object once everything has found it right, as it is in Kubernetes when it is read. */
  completeNew?(object: T): void;
  /** Errors besides those of `metadata` and those that the schema's rules name, which the pipeline finds for all resources. */
  validate?(object: T, context: StrategyContext): MaybeSteps<FieldError[]>;
  /** Errors of what only a new object is asked: what is stored already stays, so that it can still be changed and go. */
  validateCreate?(object: T, context: StrategyContext): MaybeSteps<FieldError[]>;
  /** Errors of the change only (immutable fields and the like); `validate` ran as well. */
  validateUpdate?(object: T, old: T, context: StrategyContext): MaybeSteps<FieldError[]>;
  /** Kubernetes' messages of what a name may not be, or the name of that object; `isDns1123Subdomain` unless given. */
  validateName?(name: string, object?: T): string[];
  /** A wrong name is told last, as what Kubernetes' types declare; and what a name is generated from only has to be part of a path. */
  declaresName?: true;
  /** Whether finalizers need no domain. */
  anyFinalizer?: true;
  /** What is wrong with the metadata of a new object is only told when nothing else is. */
  metadataLast?: true;
  /** What nobody owns in managedFields besides the status: the server writes it. */
  unowned?: readonly string[];
  /** A new object without a name gets one that nobody else has. */
  namesItself?: true;
  /** Texts for Warning headers on create and update, at once or in steps. */
  warnings?(object: T, old: T | undefined): Iterable<string | undefined>;

  /** It is there to be read, and has no objects: nobody makes, changes or deletes any. It has no gRPC service of its own. */
  readOnly?: boolean;
  /** Its objects are made when they are asked for, by get and list alone; together with `readOnly`. */
  computed?: ComputedObjects;
  /** Its objects go one by one only: a DELETE of the collection is not allowed. */
  deletedSingly?: boolean;
  /** Declares the status subresource. */
  status?: StatusStrategy<T>;
  /** Subresources that change the status, too, each in its own way: by name. */
  statusParts?: Record<string, StatusStrategy<T>>;
  /** Declares the scale subresource. */
  scale?: ScaleStrategy<T>;
  claims?: ClaimStrategy<T>;
  gracefulDeletion?: GracefulDeletion<T>;
  /** DELETE answers what an object was, also when it is gone at once, and not that it has succeeded. */
  returnsDeletedObject?: boolean;
  /** A finalizer that a delete adds: then nothing else happens to the object until whoever knows the finalizer has taken it away. */
  finalizerOnDelete?: string;
  /** Finalizers outside metadata that keep the object (Namespace: spec.finalizers). */
  extraFinalizers?(object: T): string[];
  /** Changes the object when its deletion begins and it has to wait (Namespace: status.phase Terminating). */
  beginDelete?(object: T, context: StrategyContext): void;
  /** Throws a StatusError when this object must not be deleted (namespace `default`, the `kubernetes` ServiceCIDR). */
  validateDelete?(object: T, context: StrategyContext): void;

  /** Values of the fields that a field selector may name besides metadata.name and metadata.namespace. */
  fieldSelectors?: Record<string, (object: T) => string>;
  /** What is said of a field that it may not name, where that is not what most kinds say. */
  unknownField?(field: string): string;
  /** metadata.generation is 1 on create and grows with every change outside metadata and status. */
  hasGeneration?: boolean;
  /** Labels count, too. */
  generationCountsLabels?: true;
  /** A PUT on a name that does not exist creates it (Leases, Endpoints, Services, Events as in Kubernetes). */
  allowCreateOnUpdate?: boolean;
  /** A PUT must name its resourceVersion. */
  requireResourceVersion?: boolean;
  /** What a deletion expects is looked at by the kind itself, in other words than elsewhere. */
  ownPreconditions?: true;
  /** Objects vanish by themselves after this long (events: 3600). */
  ttlSeconds?: number;
}

/** All objects of a resource, or those of a namespace. They have no resourceVersion, as nobody keeps them. */
export type ComputedObjects = (context: {
  reader: ObjectReader;
  /** Empty for all. */
  namespace: string;
  now: Date;
  signal: AbortSignal;
}) => Promise<KubeObject[]>;

/** A resource that is computed and never stored: TokenReview, SubjectAccessReview and their like. Create only. */
export interface VirtualResourceDefinition<T extends KubeObject = KubeObject> extends TypeOfObjects {
  group: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  version: string;
  /** Answers the object with its status filled in; throws a StatusError (newInvalid and so on). */
  create(object: T, context: VirtualContext): Promise<T>;
}

export interface VirtualContext extends StrategyContext {
  /** Namespace of the request; empty for cluster-scoped resources. */
  namespace: string;
}
