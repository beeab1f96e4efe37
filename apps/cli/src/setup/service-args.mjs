// @ts-check
/** Services that take further flags. */
export const TAKING_FLAGS = /** @type {const} */ ([
  'etcd',
  'apiserver',
  'controller-manager',
  'scheduler',
  'dns',
  'cloud-lb',
  'ingress',
  'kubelet-agent',
  'proxy',
]);

/** What is wrong with a `service:--flag=value`; undefined where nothing is. @param {string} text */
export function serviceArgFault(text) {
  const [, service, flag = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (!TAKING_FLAGS.some((name) => name === service))
    return `a service, a colon and a flag of it are wanted; services are ${TAKING_FLAGS.join(', ')}`;
  return flag.startsWith('--') ? undefined : `a flag of ${service} begins with --`;
}
