import { runMain } from '@kubets/component/main';
import { configSchema } from './config';

void runMain(configSchema, () => import('./service'));
