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
  /** Of a mount namespace of its own: a directory, itself a mount, in which what is mounted is mounted in the host's namespace, too, and the other way round. */
  sharedMount?: string;
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

const OWN_RESOLV_CONF = 'mount --bind "$1" /etc/resolv.conf && shift';

/** Of all mounts but those at and below `$2` the host is told nothing from now on. A blank in a name is written as \040, which is \0040 for printf. */
const FOLLOW_OTHERS = [
  String.raw`sed 's/\\/\\0/g' /proc/self/mountinfo | while read -r _ _ _ _ at _; do at=$(printf %b "$at")`,
  'case "$at" in "$2" | "$2"/*) ;; *) mount --make-slave "$at" || :;; esac',
  'done',
].join('; ');

/** The command that starts a process in its namespaces; each wrapper replaces itself, so the pid is the process' own. */
export function commandLineOf(spec: ProcessSpec): [string, ...string[]] {
  const { netns, resolvConf, hostname, sharedMount } = spec;
  const steps = [
    ...(hostname
      ? [{ flags: ['--uts'], step: 'echo "$1" > /proc/sys/kernel/hostname && shift', values: [hostname] }]
      : []),
    ...(resolvConf
      ? [
          {
            flags: ['--mount', '--propagation', sharedMount ? 'unchanged' : 'slave'],
            step: sharedMount ? `${FOLLOW_OTHERS} && ${OWN_RESOLV_CONF} 2` : OWN_RESOLV_CONF,
            values: [resolvConf, ...(sharedMount ? [sharedMount] : [])],
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
          ...steps.flatMap(({ values }) => values),
        ];
  const entered = netns ? ['nsenter', `--net=/run/netns/${netns}`, '--'] : [];
  return [...entered, ...prepared, spec.command, ...spec.args] as [string, ...string[]];
}
