/** A process that the supervisor keeps running. */
export interface ProcessSpec {
  /** Unique in the cluster; also the log file's name. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Name of the network namespace to run in; the host's when absent. */
  netns?: string;
  /** Mount namespace of its own (that sees the host's later mounts), in which this file stands in for /etc/resolv.conf. */
  resolvConf?: string;
  /** How `status` asks whether it is well. */
  health: HealthProbe;
  /** Made of our own code: counted in the memory total. */
  ours: boolean;
}

export type HealthProbe =
  | { kind: 'https'; url: string; versionUrl?: string }
  | { kind: 'http'; url: string; versionUrl?: string }
  | { kind: 'etcd'; url: string }
  | { kind: 'unix'; path: string };
