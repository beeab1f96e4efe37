import { runMain } from '@kubets/component/main';
import { envtestEtcdConfig } from './envtest-etcd-config';

void runMain(envtestEtcdConfig, () => import('./envtest-etcd'));
