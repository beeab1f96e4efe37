import type { KubeClient } from '@kubets/client';
import type * as controllerServices from './controller-services';

export type ControllerClient = KubeClient<keyof typeof controllerServices>;
