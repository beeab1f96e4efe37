import type { Logger } from '@kubets/component';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/** IDs of the node that stand for those of a pod from 0 on, as its users' and as its groups'. */
export interface IdRange {
  hostId: number;
  length: number;
}

/** State of one container instance, as the runtime keeps it. Times are milliseconds since 1970. */
export interface RuntimeContainer {
  id: string;
  sandboxId: string;
  name: string;
  state: 'created' | 'running' | 'exited' | 'unknown';
  /** Which try of this container it is, from 0. */
  restartCount: number;
  /** Of the spec it was made from; see containerHash. */
  hash: string;
  image: string;
  imageRef: string;
  createdAtMs: number;
  startedAtMs?: number;
  finishedAtMs?: number;
  exitCode: number;
  reason: string;
  message: string;
  /** Absolute path of the log file. */
  logPath: string;
  /** Host path of the file the container may leave a last word in. */
  terminationMessageFile?: string;
  terminationMessagePolicy?: string;
  /** As whom its first process was started, where the runtime tells. */
  user?: { uid: number; gid: number; supplementalGroups: number[] };
}

export interface RuntimeSandbox {
  id: string;
  attempt: number;
  ready: boolean;
  createdAtMs: number;
  /** Addresses of the pod, the primary one first; empty on the node's network. */
  ips: string[];
  hostNetwork: boolean;
  /** The way it is run; empty for the default one. */
  runtimeHandler?: string;
}

/** All that the runtime has of one pod, newest first. */
export interface RuntimePod {
  uid: string;
  name: string;
  namespace: string;
  sandboxes: RuntimeSandbox[];
  containers: RuntimeContainer[];
}

export interface RuntimeCondition {
  ok: boolean;
  reason: string;
  message: string;
}

/** What a runtime can do where that differs. One that does not tell (containerd before 2.0) can do none of it. */
export interface RuntimeFeatures {
  handlers: readonly RuntimeHandler[];
  supplementalGroupsPolicy: boolean;
}

/** A way to run pods, and what it can do. */
export interface RuntimeHandler {
  /** Empty for the default one. */
  name: string;
  recursiveReadOnlyMounts: boolean;
  userNamespaces: boolean;
}

export interface RuntimeImage {
  id: string;
  names: string[];
  sizeBytes: number;
  /** The runtime needs it for itself. */
  pinned?: boolean;
  /** Numeric user the image runs as, if it says so. */
  uid?: number;
  username?: string;
}

/** What a running container has used since it started. What the runtime does not tell of is missing. */
export interface ContainerUsage {
  id: string;
  cpu?: CpuUsage;
  memory?: MemoryUsage;
  writableLayer?: DiskUsage;
}

export interface CpuUsage {
  timeMs: number;
  /** Beyond a hundred days of one processor no longer exact to the nanosecond. */
  coreNanoSeconds: number;
}

export interface MemoryUsage {
  timeMs: number;
  workingSetBytes?: number;
  usageBytes?: number;
  rssBytes?: number;
  pageFaults?: number;
  majorPageFaults?: number;
}

export interface DiskUsage {
  timeMs: number;
  /** A directory on the file system. */
  mountpoint: string;
  usedBytes: number;
  inodesUsed?: number;
}

/** As the kernel takes it, or `bind`. */
export interface ImageMount {
  type: string;
  source: string;
  options: readonly string[];
}

export interface RegistryCredentials {
  username?: string;
  password?: string;
  auth?: string;
  identityToken?: string;
  serverAddress?: string;
}

export interface SandboxSpec {
  pod: Pod;
  attempt: number;
  hostname: string;
  logDirectory: string;
  dns: { servers: string[]; searches: string[]; options: string[] };
  /** What the runtime calls the way to run the pod that its RuntimeClass asks for; the runtime's own unless given. */
  runtimeHandler?: string;
  /** The IDs of the node that the pod's users and groups have; undefined where they are the node's own. */
  ids?: IdRange;
}

export interface ContainerMount {
  containerPath: string;
  hostPath: string;
  readOnly: boolean;
  /** What is mounted below it as well. */
  recursiveReadOnly?: boolean;
  propagation?: string;
}

/** A device of the node that a container may use. */
export interface ContainerDevice {
  containerPath: string;
  hostPath: string;
  /** Of m, r and w: make it with mknod, read, write. */
  permissions: string;
}

/** Everything about a container that is decided before the runtime is asked. */
export interface ContainerSpec {
  pod: Pod;
  container: Container;
  sandboxId: string;
  sandbox: SandboxSpec;
  /** The ID of the container whose processes it sees besides its own. */
  processesOf?: string;
  restartCount: number;
  imageId: string;
  imageUser: { uid?: number; username?: string };
  command: string[];
  args: string[];
  env: { name: string; value: string }[];
  mounts: ContainerMount[];
  devices?: readonly ContainerDevice[];
  /** Devices by their names of the Container Device Interface, VENDOR/CLASS=NAME. */
  cdiDevices?: readonly string[];
  /** Relative to the sandbox's log directory. */
  logPath: string;
  terminationMessageFile: string;
  /** The node's memory, by which requests are weighed for the OOM killer. */
  nodeMemoryBytes: number;
}

/** What a container that runs is to have of the node from now on. */
export interface ContainerResources {
  pod: Pod;
  /** With the resources to be given. */
  container: Container;
  nodeMemoryBytes: number;
}

/** The runtime as the kubelet uses it. Every rejection is an Error whose message may be shown to users. */
export interface ContainerRuntime {
  /** Scheme of container IDs in the API, such as containerd. */
  readonly name: string;
  version(): Promise<{ name: string; version: string }>;
  status(): Promise<{ runtime: RuntimeCondition; network: RuntimeCondition; features: RuntimeFeatures }>;
  /** Everything that runs or ran and was not removed. */
  listPods(): Promise<RuntimePod[]>;
  /** The pod's current state, or one without sandboxes and containers. */
  pod(pod: { uid: string; name: string; namespace: string }): Promise<RuntimePod>;
  runSandbox(spec: SandboxSpec): Promise<string>;
  stopSandbox(id: string): Promise<void>;
  /** Removes its containers too. */
  removeSandbox(id: string): Promise<void>;
  createContainer(spec: ContainerSpec): Promise<string>;
  startContainer(id: string): Promise<void>;
  /** Sends the stop signal, kills after the time, and resolves when it has ended. */
  stopContainer(id: string, graceSeconds: number): Promise<void>;
  /** Changes what a running container may use of CPU and memory. */
  resizeContainer(id: string, resources: ContainerResources): Promise<void>;
  removeContainer(id: string): Promise<void>;
  reopenLog(id: string): Promise<void>;
  /** Runs a command to its end; timeoutMs 0 waits for ever. The output is its first 10 KiB. Rejects when the time is up. */
  execSync(id: string, command: readonly string[], timeoutMs: number): Promise<{ exitCode: number; output: string }>;
  /** URLs of the runtime's streaming server; each serves one connection. */
  execUrl(
    id: string,
    o: { command: string[]; stdin: boolean; stdout: boolean; stderr: boolean; tty: boolean },
  ): Promise<string>;
  attachUrl(id: string, o: { stdin: boolean; stdout: boolean; stderr: boolean; tty: boolean }): Promise<string>;
  portForwardUrl(sandboxId: string, ports: number[]): Promise<string>;
  /** Undefined when the image is not on the node. */
  image(reference: string): Promise<RuntimeImage | undefined>;
  listImages(): Promise<RuntimeImage[]>;
  /** What all running containers use. */
  usage(): Promise<ContainerUsage[]>;
  /** A process in the sandbox's namespaces; undefined where the runtime does not tell. */
  sandboxProcess(sandboxId: string): Promise<number | undefined>;
  /** What images take on disk; undefined where the runtime does not tell. */
  imageDisk(): Promise<DiskUsage | undefined>;
  /** By its ID, with all its names; succeeds if it is gone already. */
  removeImage(id: string): Promise<void>;
  /** How the content of an image on the node is mounted read-only; it is kept until {@link releaseImageView}. The same key gives the same. */
  imageView(image: string, key: string): Promise<ImageMount[]>;
  /** Succeeds if it is gone already. */
  releaseImageView(key: string): Promise<void>;
  /** Returns a reference to the image. Rejects at once when the signal aborts. */
  pullImage(reference: string, credentials: RegistryCredentials | undefined, signal: AbortSignal): Promise<string>;
  /** Calls onChange with the uid of each pod in which something ended, or nothing when anything may have changed; until the signal aborts. */
  watch(signal: AbortSignal, onChange: (podUid?: string) => void): void;
  close(): void;
}

/** A runtime's folder exports one of these. */
export interface RuntimeKind {
  name: string;
  /** Whether it speaks at that endpoint. */
  handles(endpoint: string): boolean;
  connect(options: RuntimeOptions): ContainerRuntime;
}

export interface RuntimeOptions {
  endpoint: string;
  /** The control group that those of a pod's containers are in; empty is the runtime's choice. */
  groupOf(podUid: string): string;
  /** Where seccomp profiles of type Localhost lie. */
  seccompRoot: string;
  /** Hears of every finished operation. */
  onCall(operation: string, seconds: number, ok: boolean): void;
  logger: Logger;
}

/** What the runtime answered instead of doing what it was asked. The message may be shown to users. */
export class RuntimeError extends Error {
  constructor(
    message: string,
    /** What was asked for does not exist. */
    readonly missing = false,
    /** gRPC's, where it has one. */
    readonly code?: number,
  ) {
    super(message);
    this.name = 'RuntimeError';
  }
}

export const isMissing = (error: unknown): boolean => error instanceof RuntimeError && error.missing;

/** What a way to run pods can do, as far as it is known. */
export const handlerOf = (features: RuntimeFeatures | undefined, name = ''): RuntimeHandler | undefined =>
  features?.handlers.find((handler) => handler.name === name);
