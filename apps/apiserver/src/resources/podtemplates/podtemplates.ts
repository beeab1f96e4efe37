import { FieldPath, formatLabels, type KubeObject, type Steps } from '@kubets/apimachinery';
import { podTemplates as names } from '@kubets/proto-gen/catalogue';
import type { PodTemplate } from '@kubets/proto-gen/core/v1';
import { nameColumn, podTemplateColumns, textColumn } from '../../columns/standard-columns';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { templateWarnings } from '../../pod-spec/pod-warnings';
import { validatePodTemplateSpec } from '../../pod-spec/validate-pod-spec';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';

const defaults = (object: KubeObject): Steps<void> => defaultPodSpec((object as PodTemplate).template!.spec!);

export const podTemplates = defineResource<PodTemplate>(names, {
  versions: { v1: { defaults } },
  returnsDeletedObject: true,
  columns: [
    nameColumn,
    ...podTemplateColumns<PodTemplate>(({ template }) => template?.spec).map((column): TableColumn<PodTemplate> => ({
      ...column,
      priority: 0,
    })),
    textColumn<PodTemplate>({
      name: 'Pod Labels',
      description: 'The labels of the pods.',
      value: ({ template }) => formatLabels(template?.metadata?.labels),
    }),
  ],
  warnings: (object, old) => templateWarnings(object.template, FieldPath.of('template'), { object, old }),
  validate: ({ template = {} }) => validatePodTemplateSpec(template, FieldPath.of('template')),
  hasGeneration: true,
});
