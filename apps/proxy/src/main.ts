import { runMain } from '@kubets/component/main';
import { config } from './config';

// Rules and objects stay, and there is one on every node.
void runMain(config, async () => ({ ...(await import('./service')), memory: 'small' }));
