import { FieldPath } from '@kubets/apimachinery';
import type { Job } from '@kubets/proto-gen/batch/v1';
import { jobs as names } from '@kubets/proto-gen/catalogue';
import { jobWarnings } from '../../job-spec/job-warnings';
import { defineResource } from '../../registry/define-resource';
import { jobColumns } from './columns';
import { defaultJob } from './defaulting';
import { generateSelector, labelAsPods, validateGeneratedSelector } from './generated-selector';
import { validateJobStatus } from './status-validation';
import { validateJobUpdate } from './update-validation';
import { validateJob } from './validation';

const ORPHANS =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

export const jobs = defineResource<Job>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  versions: { v1: { defaults: defaultJob, orphansByDefault: true, orphaningWarning: ORPHANS } },
  columns: jobColumns,
  prepareForCreate: generateSelector,
  completeNew: labelAsPods,
  warnings: (object, old) => jobWarnings(object.spec ?? {}, FieldPath.of('spec'), { object, old }),
  validate: validateJob,
  validateCreate: validateGeneratedSelector,
  validateUpdate: validateJobUpdate,
  status: { validateUpdate: validateJobStatus },
  unknownField: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  fieldSelectors: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  hasGeneration: true,
});
