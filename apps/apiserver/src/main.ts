import { runMain } from '@kubets/component/main';
import { apiserverConfig } from './config';

void runMain(apiserverConfig, () => import('./service'));
