/** A process that the supervisor keeps running. */
export interface ProcessSpec {
  /** Unique in the cluster; also the log file's name. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Name of the network namespace to run in; the host's when absent. */
  netns?: string;
  /** UTS namespace of its own with this host name, as of a machine of its own; the host's when absent. */
  hostname?: string;
  /** Mount namespace of its own (that sees the host's later mounts), in which this file stands in for /etc/resolv.conf. */
  resolvConf?: string;
  /** Files it reads at its start that its command line does not name, such as certificates that a kubeconfig names. */
  files?: string[];
  /** How `status` asks whether it is well; one that is not ours is found to hang when it gives no answer. */
  health: HealthProbe;
  /** Made of our own code: counted in the memory total; tells by its heartbeat that it does not hang. */
  ours: boolean;
  /** How it is ended together with everything else; otherwise, and in the end, it gets SIGTERM. */
  lastCall?: LastCall;
}

export interface LastCall {
  signal: NodeJS.Signals;
  /** How long it then has. */
  graceMs: number;
}

export type HealthProbe =
  | { kind: 'https'; url: string; versionUrl?: string }
  | { kind: 'http'; url: string; versionUrl?: string }
  /** What tells of its health writes to its disk first; `livenessUrl` answers without. */
  | { kind: 'etcd'; url: string; livenessUrl: string }
  | { kind: 'unix'; path: string };

/** The command that starts a process in its namespaces; each wrapper replaces itself, so the pid is the process' own. */
export function commandLineOf(spec: ProcessSpec): [string, ...string[]] {
  const { netns, resolvConf, hostname } = spec;
  const steps = [
    ...(hostname
      ? [{ flags: ['--uts'], step: 'echo "$1" > /proc/sys/kernel/hostname && shift', value: hostname }]
      : []),
    ...(resolvConf
      ? [
          {
            flags: ['--mount', '--propagation', 'slave'],
            step: 'mount --bind "$1" /etc/resolv.conf && shift',
            value: resolvConf,
          },
        ]
      : []),
  ];
  const prepared =
    steps.length === 0
      ? []
      : [
          ...['unshare', ...steps.flatMap(({ flags }) => flags), '--'],
          ...['sh', '-c', `${steps.map(({ step }) => step).join(' && ')} && exec "$@"`, 'sh'],
          ...steps.map(({ value }) => value),
        ];
  const entered = netns ? ['nsenter', `--net=/run/netns/${netns}`, '--'] : [];
  return [...entered, ...prepared, spec.command, ...spec.args] as [string, ...string[]];
}
