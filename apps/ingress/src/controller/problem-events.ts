import { objectKey } from '@kubets/apimachinery';
import type { EventRecorder } from '@kubets/client';
import type { Ingress } from '@kubets/proto-gen/networking/v1';
import type { Problem } from '../model/plan-ingresses';

/** Tells what is wrong with Ingresses in events, each problem once as long as it lasts. */
export interface ProblemEvents {
  tell(ingresses: readonly Ingress[], problems: ReadonlyMap<string, readonly Problem[]>): void;
}

export function createProblemEvents(recorder: EventRecorder): ProblemEvents {
  let told = new Set<string>();
  return {
    tell(ingresses, problems) {
      const now = new Set<string>();
      for (const ingress of ingresses) {
        for (const { reason, message } of problems.get(objectKey(ingress)) ?? []) {
          const key = `${ingress.metadata?.uid} ${reason} ${message}`;
          now.add(key);
          if (told.has(key)) continue;
          recorder.event(
            { ...ingress, apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
            'Warning',
            reason,
            message,
          );
        }
      }
      told = now;
    },
  };
}
