import { FINALIZERS } from '@kubets/api';
import { isDns1123Subdomain, rfc3339, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { customResourceDefinitions as names } from '@kubets/proto-gen/catalogue';
import { defineResource } from '../../registry/define-resource';
import { definitionColumns } from './columns';

type Rules = typeof import('./rules');

/** What schemas are checked with is loaded when the first definition is written: most clusters start without. */
let rules: Rules | undefined;

/** Keeps a definition until its objects are deleted. */

function defaultDefinition(object: KubeObject): void {
  const { spec, status } = object as CustomResourceDefinition;
  if (status && (status.storedVersions ?? []).length === 0) noteStorageVersion(object as CustomResourceDefinition);
  if (!spec) return;
  const { kind = '' } = (spec.names ??= {});
  if (!spec.names.singular && kind) spec.names.singular = kind.toLowerCase();
  if (!spec.names.listKind && kind) spec.names.listKind = `${kind}List`;
  const conversion = (spec.conversion ??= { strategy: 'None' });
  // A webhook of which nothing is said is none.
  if (conversion.webhook && !conversion.webhook.clientConfig && !conversion.webhook.conversionReviewVersions)
    delete conversion.webhook;
  const service = conversion.webhook?.clientConfig?.service;
  if (service) service.port ??= 443;
}

/** The version that objects are stored in from now on is one of those that they were ever stored in. */
function noteStorageVersion({ spec, status }: CustomResourceDefinition): void {
  const storage = spec?.versions?.find((version) => version.storage)?.name;
  const stored = status!.storedVersions ?? [];
  if (storage !== undefined && !stored.includes(storage)) status!.storedVersions = [...stored, storage];
}

function validateNewName(name: string, object: KubeObject): string[] {
  const { names, group = '' } = (object as CustomResourceDefinition).spec ?? {};
  const isRight = name === `${names?.plural ?? ''}.${group}`;
  return [...isDns1123Subdomain(name), ...(isRight ? [] : ['must be spec.names.plural+"."+spec.group'])];
}

export const customResourceDefinitions = defineResource<CustomResourceDefinition>(names, {
  hashedVersion: 'v1beta1',
  versions: { v1: { defaults: defaultDefinition, validateNewName } },
  columns: definitionColumns,
  hasGeneration: true,
  anyFinalizer: true,
  requireResourceVersion: true,
  finalizerOnDelete: FINALIZERS.customResourceDefinition,

  async loadRules() {
    rules = await import('./rules');
  },
  prepareForCreate(definition) {
    definition.status = {};
    noteStorageVersion(definition);
  },
  prepareForUpdate(definition) {
    definition.status ??= {};
    noteStorageVersion(definition);
  },
  validateCreate: (definition) => rules!.definitionErrors(definition),
  validateUpdate: (definition, old) => rules!.definitionErrors(definition, old),
  warnings: (definition, old) => rules!.definitionWarnings(definition, old),
  status: { validateUpdate: (definition) => rules!.statusErrors(definition) },
  beginDelete(definition, { now }) {
    const status = (definition.status ??= {});
    const others = (status.conditions ?? []).filter(({ type }) => type !== 'Terminating');
    status.conditions = [
      ...others,
      {
        type: 'Terminating',
        status: 'True',
        lastTransitionTime: rfc3339(now),
        reason: 'InstanceDeletionPending',
        message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      },
    ];
  },
});
