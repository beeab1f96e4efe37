import { runMain } from '@kubets/component/main';
import { config } from './config';

void runMain(config, () => import('./service'));
