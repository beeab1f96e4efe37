import { defineConfig, logOptions, type ConfigOf } from '@kubets/component/main';

const isUrl = (value: string): boolean => URL.canParse(value) && value.startsWith('http://');

/** etcd as envtest starts it. */
export const envtestEtcdConfig = defineConfig({
  name: 'etcd',
  doc: 'Says that it is well, for who wants an etcd beside an API server that keeps everything in its own memory.',
  options: {
    listenClientUrls: {
      flag: 'listen-client-urls',
      type: 'list',
      default: ['http://127.0.0.1:2379'],
      doc: 'URLs under which /health is answered.',
      validate: (values: string[]) =>
        values.length > 0 && values.every(isUrl) ? undefined : 'a list of URLs such as http://127.0.0.1:2379',
    },
    advertiseClientUrls: { flag: 'advertise-client-urls', type: 'list', doc: 'Not used: there are no other members.' },
    listenPeerUrls: { flag: 'listen-peer-urls', type: 'list', doc: 'Not used: there are no other members.' },
    dataDir: { flag: 'data-dir', type: 'string', doc: 'Not used: nothing is kept.' },
    unsafeNoFsync: { flag: 'unsafe-no-fsync', type: 'bool', doc: 'Not used: nothing is kept.' },
    ...logOptions,
  },
});

export type EnvtestEtcdConfig = ConfigOf<typeof envtestEtcdConfig.options>;
