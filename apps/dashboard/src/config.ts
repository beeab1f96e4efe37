import { defineConfig, logOptions, servingOptions, type ConfigOf } from '@kubets/component/main';

export const config = defineConfig({
  name: 'dashboard',
  doc: 'Serves a page that shows the cluster as it is now, to each visitor with the visitor’s own rights.',
  options: {
    ...servingOptions({ securePort: 10261 }),
    ...logOptions,
    kubeconfig: {
      flag: 'kubeconfig',
      type: 'string',
      required: true,
      doc: 'Path of a kubeconfig whose server is the REST address of the apiserver (https://HOST:6443). Its user counts with --logins-from-stdin only.',
    },
    loginsFromStdin: {
      flag: 'logins-from-stdin',
      type: 'bool',
      default: false,
      doc: 'Read codes from the standard input, one a line: whoever shows one looks with the rights of the kubeconfig’s user. The service ends with its input. Without it visitors bring tokens of their own.',
    },
    loginLifetimeMs: {
      flag: 'login-lifetime',
      type: 'duration',
      default: '5m',
      doc: 'How long a code may be used, once.',
    },
    sessionLifetimeMs: {
      flag: 'session-lifetime',
      type: 'duration',
      default: '8h',
      doc: 'How long a visitor stays logged in.',
    },
    listenAddress: {
      flag: 'listen-address',
      type: 'string',
      default: '127.0.0.1',
      doc: 'Address on which the page is served.',
      async validateLater(address) {
        const { isIP } = await import('node:net');
        return isIP(address) === 0 ? 'an IP address' : undefined;
      },
    },
    port: { flag: 'port', type: 'port', default: 8443, doc: 'HTTPS port of the page.' },
  },
});

export type DashboardConfig = ConfigOf<typeof config.options>;
