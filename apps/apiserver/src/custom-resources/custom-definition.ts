import {
  atOnce,
  copySteps,
  type FieldError,
  type GroupResource,
  isQualifiedName,
  type KubeObject,
  newForbidden,
  quote,
  STANDARD_FINALIZERS,
  type Steps,
} from '@kubets/apimachinery';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '@kubets/proto-gen/apiextensions/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { Conversion } from '../registry/conversion';
import type { CustomVersion } from '../registry/custom-version';
import { byStability } from '../registry/api-registry';
import type { ResourceDefinition, ServedVersion, StrategyContext } from '../registry/resource';
import { defaultBySchemaSteps } from '../structural/defaulting';
import { parseJsonPath } from '../structural/json-path';
import { messageOf } from '../structural/message-schema';
import { publishedV2, publishedV3 } from '../structural/published-schema';
import type { SchemaNode } from '../structural/schema-node';
import { customColumns } from './custom-columns';
import { changeErrors, newErrors, statusErrors, type CustomRules } from './custom-errors';
import { customScale } from './custom-scale';
import { customVersion } from './custom-version';

/** A version with all that follows from what its definition says of it. */
interface Compiled {
  given: CustomResourceDefinitionVersion;
  apiVersion: string;
  schema: SchemaNode;
  message: MessageSchema;
  custom: CustomVersion;
  rules: CustomRules;
}

/** What all versions have in common. */
interface Common {
  storage: Compiled;
  isTerminating: boolean;
  resource: GroupResource;
  conversion: Conversion | undefined;
}

/** Of a version whose definition says nothing of its objects, as those from before schemas were required. */
const ANYTHING: SchemaNode = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export interface CustomResourceOptions {
  /** Nothing new is made of it. */
  isTerminating: boolean;
  /** How objects are converted of a definition whose strategy is Webhook. */
  conversionBy?(
    conversion: CustomResourceConversion,
    storage: string,
    versions: ReadonlyMap<string, CustomVersion>,
  ): Conversion;
}

/** The resource that a definition with accepted names stands for. */
export function customResourceOf(
  { spec = {}, status = {} }: CustomResourceDefinition,
  { isTerminating, conversionBy }: CustomResourceOptions,
): ResourceDefinition {
  const { group = '', scope, versions: given = [] } = spec;
  const {
    plural = '',
    singular = '',
    kind = '',
    listKind,
    shortNames = [],
    categories = [],
  } = status.acceptedNames ?? {};
  const ordered = [...given].sort((a, b) => Number(b.storage) - Number(a.storage));
  const compiled = ordered.map((version) => compile(version, group, kind));
  const [storage] = compiled;
  const conversion =
    spec.conversion?.strategy === 'Webhook'
      ? conversionBy?.(
          spec.conversion,
          storage!.apiVersion,
          new Map(compiled.map(({ apiVersion, custom }) => [apiVersion, custom])),
        )
      : undefined;
  const common = { storage: storage!, isTerminating, resource: { group, resource: plural }, conversion };
  const versions = compiled.map((version): ServedVersion => servedVersion(version, common, spec));
  const names = {
    group,
    plural,
    singular,
    kind,
    ...(listKind ? { listKind } : {}),
    shortNames,
    categories,
    namespaced: scope === 'Namespaced',
    versions: versions as [ServedVersion, ...ServedVersion[]],
  };
  const definitions = compiled.map((version) => ({ ...names, ...behaviour(version, common) }));
  versions.forEach((version, index) => {
    // Where a webhook converts, requests never see an object in another version than theirs.
    const own = [version, ...versions.filter((one) => one !== version)] as typeof names.versions;
    if (index > 0) version.asRequested = { ...definitions[index]!, versions: conversion ? own : names.versions };
  });
  return definitions[0]!;
}

function compile(given: CustomResourceDefinitionVersion, group: string, kind: string): Compiled {
  const version = given.name ?? '';
  const schema: SchemaNode = given.schema?.openAPIV3Schema ?? ANYTHING;
  const message = messageOf([...group.split('.').reverse(), version, kind].join('.'), schema);
  message.published = {
    2: (metadata) => publishedV2(schema, { ...TYPE, metadata }),
    3: (metadata) => publishedV3(schema, { ...TYPE, metadata }),
  };
  if (given.selectableFields?.length)
    message.selectableFields = given.selectableFields.map(({ jsonPath = '' }) => jsonPath.slice(1));
  return {
    given,
    apiVersion: `${group}/${version}`,
    schema,
    message,
    custom: customVersion(kind, version, schema),
    rules: { schema, scale: given.subresources?.scale },
  };
}

const TYPE = {
  apiVersion: {
    type: 'string',
    description: 'APIVersion defines the version of the API that this object is written in, as GROUP/VERSION.',
  },
  kind: {
    type: 'string',
    description: 'Kind is what this object is. The server knows it from the path, and it cannot change.',
  },
};

function servedVersion(
  { given, message, schema, custom }: Compiled,
  { storage, conversion }: Pick<Common, 'storage' | 'conversion'>,
  spec: CustomResourceDefinitionSpec,
): ServedVersion {
  const { name: version = '', served, deprecated, deprecationWarning } = given;
  const isStorage = given === storage.given;
  return {
    version,
    message: message.name,
    schema: message,
    custom,
    *defaults(object) {
      yield* defaultBySchemaSteps(object as Record<string, unknown>, schema);
    },
    ...(served ? {} : { isUnserved: true }),
    ...(deprecated ? { deprecationWarning: deprecationWarning ?? defaultWarning(version, spec) } : {}),
    ...(isStorage || conversion
      ? {}
      : {
          toStorage: (object: KubeObject) => converted(object, storage),
          // Kubernetes fills in what the version lacks in which an object lies in the store, and nothing after that.
          fromStorage: (object: KubeObject) => shownIn(object, { custom, apiVersion: `${spec.group}/${version}` }),
        }),
  };
}

/** Without a converter, only the version's name is another, and what the version's own schema says. */
function converted(object: KubeObject, { custom, apiVersion }: Pick<Compiled, 'custom' | 'apiVersion'>): KubeObject {
  object.apiVersion = apiVersion;
  atOnce(custom.read(object));
  return object;
}

function shownIn(object: KubeObject, { custom, apiVersion }: Pick<Compiled, 'custom' | 'apiVersion'>): KubeObject {
  object.apiVersion = apiVersion;
  atOnce(custom.show(object));
  return object;
}

function defaultWarning(
  deprecated: string,
  { group = '', names = {}, versions = [] }: CustomResourceDefinitionSpec,
): string {
  const text = `${group}/${deprecated} ${names.kind} is deprecated`;
  const better = versions
    .filter((one) => one.served && !one.deprecated && byStability(one.name!, deprecated) < 0)
    .map(({ name }) => name!)
    .sort(byStability)[0];
  return better === undefined ? text : `${text}; use ${group}/${better} ${names.kind}`;
}

type Behaviour = Omit<ResourceDefinition, 'group' | 'plural' | 'singular' | 'kind' | 'namespaced' | 'versions'>;

/** What is particular about requests in a version. */
function behaviour(version: Compiled, { storage, isTerminating, resource, conversion }: Common): Behaviour {
  const { given, rules } = version;
  const { subresources, selectableFields = [], additionalPrinterColumns } = given;
  /** Objects come in the storage version, and are what the schema of the request's version says. */
  const inVersion = (object: KubeObject): KubeObject =>
    version === storage || conversion ? object : shownIn(atOnce(copySteps(object)), version);

  return {
    columns: customColumns(additionalPrinterColumns),
    columnsOfRequest: true,
    ...(conversion ? { conversion } : {}),
    anyFinalizer: true,
    hasGeneration: true,
    requireResourceVersion: true,
    ...(selectableFields.length > 0
      ? {
          fieldSelectors: Object.fromEntries(
            selectableFields.map(({ jsonPath = '' }) => [jsonPath.slice(1), fieldAt(jsonPath)]),
          ),
        }
      : {}),
    ...(subresources?.status
      ? {
          status: {
            keepsMetadata: true as const,
            changeErrors: (object: KubeObject, old: KubeObject, context: StrategyContext): Steps<FieldError[]> =>
              statusErrors(inVersion(object), inVersion(old), {
                ...rules,
                known: context.metadataErrors,
                warn: context.warn,
              }),
          },
        }
      : {}),
    ...(subresources?.scale ? { scale: customScale(subresources.scale) } : {}),
    prepareForCreate(object) {
      if (!isTerminating) return;
      throw newForbidden(
        resource,
        object.metadata?.name ?? '',
        'create not allowed while custom resource definition is terminating',
      );
    },
    validateCreate: (object, { metadataErrors }) => newErrors(inVersion(object), { ...rules, known: metadataErrors }),
    validateUpdate: (object, old, { metadataErrors, warn }) =>
      changeErrors(inVersion(object), inVersion(old), { ...rules, known: metadataErrors, warn }),
    warnings: (object, old) => finalizerWarnings(object, old),
  };
}

function fieldAt(jsonPath: string): (object: KubeObject) => string {
  const path = parseJsonPath(jsonPath);
  return (object) => {
    const [value] = path(object);
    return value === undefined || value === null ? '' : String(value);
  };
}

function finalizerWarnings({ metadata }: KubeObject, old: KubeObject | undefined): string[] {
  const before = new Set(old?.metadata?.finalizers);
  const added = (metadata?.finalizers ?? []).filter((finalizer) => !before.has(finalizer)).sort();
  return added.flatMap((finalizer) => {
    const at = `metadata.finalizers: ${quote(finalizer)}:`;
    const warnings = isQualifiedName(finalizer).map((text) => `${at} ${text}`);
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer)) {
      const path = finalizer.includes('.') ? ' including a path (/)' : '';
      warnings.push(
        `${at} prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
      );
    }
    return warnings;
  });
}
