import type { ProcessSpec } from '../processes/process-spec';

/** The command that starts a process in its namespaces; each wrapper replaces itself, so the pid is the process' own. */
export function commandLineOf(spec: ProcessSpec): [string, ...string[]] {
  const command: [string, ...string[]] = [spec.command, ...spec.args];
  const mounted: [string, ...string[]] = spec.resolvConf
    ? [
        'unshare',
        '--mount',
        '--propagation',
        'slave',
        '--',
        'sh',
        '-c',
        'mount --bind "$0" /etc/resolv.conf && exec "$@"',
        spec.resolvConf,
        ...command,
      ]
    : command;
  return spec.netns ? ['nsenter', `--net=/run/netns/${spec.netns}`, '--', ...mounted] : mounted;
}
