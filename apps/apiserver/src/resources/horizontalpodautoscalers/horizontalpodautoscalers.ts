import type { HorizontalPodAutoscaler } from '@kubets/proto-gen/autoscaling/v2';
import { horizontalPodAutoscalers as names } from '@kubets/proto-gen/catalogue';
import { defineResource } from '../../registry/define-resource';
import { autoscalerColumns } from './columns';
import { fromStorage, toStorage } from './conversion';
import { defaultAutoscaler } from './defaulting';
import { validateAutoscaler, validateAutoscalerStatus } from './validation';

export const horizontalPodAutoscalers = defineResource<HorizontalPodAutoscaler>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  versions: { v2: { defaults: defaultAutoscaler }, v1: { toStorage, fromStorage } },
  columns: autoscalerColumns,
  validateCreate: (object) => validateAutoscaler(object),
  validateUpdate: (object, old) => validateAutoscaler(object, old),
  status: { validateUpdate: validateAutoscalerStatus },
  hasGeneration: true,
});
