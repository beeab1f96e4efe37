import type { AdmissionPlugin } from '../pipeline/admission';
import { createDefaultTolerationSeconds, type DefaultTolerationOptions } from './default-toleration-seconds';
import { createNamespaceLifecycle } from './namespace-lifecycle';
import { nodeRestriction } from './node-restriction/node-restriction';
import { priority } from './priority';
import { runtimeClass } from './runtime-class';
import { createServiceAccountAdmission } from './service-account';
import { taintNodesByCondition } from './taint-nodes-by-condition';

export interface AdmissionOptions {
  /** Brings the watch cache up to date; WatchCache.catchUp. */
  catchUp(): Promise<void>;
  tolerations: DefaultTolerationOptions;
}

/** All admission plugins, in Kubernetes' order. */
export function createAdmissionPlugins({ catchUp, tolerations }: AdmissionOptions): AdmissionPlugin[] {
  return [
    createNamespaceLifecycle({ catchUp }),
    createServiceAccountAdmission({ catchUp }),
    nodeRestriction,
    taintNodesByCondition,
    priority,
    createDefaultTolerationSeconds(tolerations),
    runtimeClass,
  ];
}
