import { runMain } from '@kubets/component/main';
import { testServerConfig } from './test-server-config';

void runMain(testServerConfig, async () => ({ start: (await import('../kit')).startTestServer }));
