/** Services that take further flags. */
export const TAKING_FLAGS = [
  'etcd',
  'apiserver',
  'controller-manager',
  'scheduler',
  'dns',
  'cloud-lb',
  'kubelet-agent',
  'proxy',
] as const;

export type TakingFlags = (typeof TAKING_FLAGS)[number];

/** What is wrong with a `service:--flag=value`; undefined where nothing is. */
export function serviceArgFault(text: string): string | undefined {
  const [, service, flag] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (!(TAKING_FLAGS as readonly (string | undefined)[]).includes(service))
    return `a service, a colon and a flag of it are wanted; services are ${TAKING_FLAGS.join(', ')}`;
  return flag!.startsWith('--') ? undefined : `a flag of ${service} begins with --`;
}

/** The further flags of one service, out of all `service:--flag=value`. */
export const flagsOf = (service: TakingFlags, serviceArgs: readonly string[]): string[] =>
  serviceArgs.filter((arg) => arg.startsWith(`${service}:`)).map((arg) => arg.slice(service.length + 1));
