import { runMain } from '@kubets/component/main';
import { envtestApiserverConfig } from './envtest-apiserver-config';

void runMain(envtestApiserverConfig, async () => ({ start: (await import('../kit')).startEnvtestApiserver }));
