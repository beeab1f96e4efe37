// What can be asked of each path, in a form of which both versions of OpenAPI are written.
import { type QueryParameter, queryParameters } from './query-parameters';
import { definitionName } from './definition-name';
import { PATCH_DEFINITION } from './definitions';
import { patchTypes } from './media-types';
import { listSchema } from './list-schema';
import type { GroupVersionKind, OpenApiResource, OpenApiSubresource } from './open-api-resource';

export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';

export interface PathDescription {
  path: string;
  /** Of the placeholders in the path. */
  parameters: { name: string; description: string }[];
  operations: Partial<Record<Method, OperationDescription>>;
}

export interface OperationDescription {
  id: string;
  tag: string;
  description: string;
  /** `x-kubernetes-action`. */
  action: string;
  kind: GroupVersionKind;
  query: QueryParameter[];
  body?: { definition: string; required: boolean; mediaTypes: string[] };
  /** The definition of the answer; a string when it is absent. */
  answer?: string;
  /** Codes of success with what they mean. */
  codes: Record<string, string>;
  watchable: boolean;
}

const optionMessages = {
  get: undefined,
  list: 'kubets.meta.v1.ListOptions',
  create: 'kubets.meta.v1.CreateOptions',
  update: 'kubets.meta.v1.UpdateOptions',
  patch: 'kubets.meta.v1.PatchOptions',
  delete: 'kubets.meta.v1.DeleteOptions',
  deletecollection: 'kubets.meta.v1.DeleteOptions',
} as const;

type Verb = keyof typeof optionMessages;

const verbs: Record<Verb, { method: Method; id: string; action: string; says: string; codes: Record<string, string> }> =
  {
    get: { method: 'get', id: 'read', action: 'get', says: 'read the specified', codes: { 200: 'OK' } },
    list: { method: 'get', id: 'list', action: 'list', says: 'list or watch objects of kind', codes: { 200: 'OK' } },
    create: {
      method: 'post',
      id: 'create',
      action: 'post',
      says: 'create',
      codes: { 200: 'OK', 201: 'Created', 202: 'Accepted' },
    },
    update: {
      method: 'put',
      id: 'replace',
      action: 'put',
      says: 'replace the specified',
      codes: { 200: 'OK', 201: 'Created' },
    },
    patch: {
      method: 'patch',
      id: 'patch',
      action: 'patch',
      says: 'partially update the specified',
      codes: { 200: 'OK', 201: 'Created' },
    },
    delete: { method: 'delete', id: 'delete', action: 'delete', says: 'delete', codes: { 200: 'OK', 202: 'Accepted' } },
    deletecollection: {
      method: 'delete',
      id: 'delete',
      action: 'deletecollection',
      says: 'delete collection of',
      codes: { 200: 'OK' },
    },
  };

const collectionVerbs: Verb[] = ['list', 'create', 'deletecollection'];
const itemVerbs: Verb[] = ['get', 'update', 'patch', 'delete'];

/** All paths of the resources, in order. */
export function describePaths(resources: readonly OpenApiResource[]): PathDescription[] {
  return resources
    .flatMap(resourcePaths)
    .filter(hasOperations)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const hasOperations = (path: PathDescription): boolean => Object.keys(path.operations).length > 0;

function resourcePaths(resource: OpenApiResource): PathDescription[] {
  const root = `/${groupVersionPath(resource)}`;
  const name = { name: 'name', description: `name of the ${resource.kind}` };
  const namespace = { name: 'namespace', description: 'object name and auth scope, such as for teams and projects' };
  const scope = resource.namespaced ? [namespace] : [];
  const collection = resource.namespaced
    ? `${root}/namespaces/{namespace}/${resource.plural}`
    : `${root}/${resource.plural}`;
  const paths: PathDescription[] = [
    { path: collection, parameters: scope, operations: resourceOperations(resource, collectionVerbs) },
    { path: `${collection}/{name}`, parameters: [name, ...scope], operations: resourceOperations(resource, itemVerbs) },
    ...resource.subresources.map((sub) => ({
      path: `${collection}/{name}/${sub.name}`,
      parameters: [name, ...scope],
      operations: subresourceOperations(resource, sub),
    })),
  ];
  if (resource.namespaced && resource.verbs.includes('list')) {
    paths.push({
      path: `${root}/${resource.plural}`,
      parameters: [],
      operations: { get: operation(resource, 'list', { suffix: 'ForAllNamespaces' }) },
    });
  }
  return paths;
}

/** `api/v1` for the core group, `apis/GROUP/VERSION` for the others. */
export function groupVersionPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function resourceOperations(resource: OpenApiResource, candidates: Verb[]): PathDescription['operations'] {
  const served = candidates.filter((verb) => resource.verbs.includes(verb));
  return Object.fromEntries(served.map((verb) => [verbs[verb].method, operation(resource, verb)]));
}

function subresourceOperations(resource: OpenApiResource, sub: OpenApiSubresource): PathDescription['operations'] {
  const served = (['create', ...itemVerbs] as Verb[]).filter((verb) => sub.verbs.includes(verb));
  return Object.fromEntries(served.map((verb) => [verbs[verb].method, operation(resource, verb, { sub })]));
}

function operation(
  resource: OpenApiResource,
  verb: Verb,
  { sub, suffix = '' }: { sub?: OpenApiSubresource; suffix?: string } = {},
): OperationDescription {
  const { id, says, action, codes } = verbs[verb];
  const connects = sub !== undefined && sub.kind.endsWith('Options');
  const { group, kind, version } = sub ?? resource;
  const message = sub ? sub.message : resource.message;
  const options = sub?.options ?? optionMessages[verb];
  const collection = verb === 'deletecollection';
  return {
    id: `${connects ? `connect${pascal(verbs[verb].method)}` : id}${groupVersionId(resource)}${collection ? 'Collection' : ''}${resource.namespaced && !suffix ? 'Namespaced' : ''}${resource.kind}${sub ? pascal(sub.name) : ''}${suffix}`,
    tag: groupVersionTag(resource),
    description: connects
      ? `connect to ${sub.name} of ${resource.kind}`
      : `${says} ${sub ? `${sub.name} of ` : ''}${resource.kind}`,
    action: connects ? 'connect' : action,
    kind: { group, kind, version },
    query: [
      ...(options ? queryParameters(options) : []),
      ...(collection ? queryParameters('kubets.meta.v1.ListOptions') : []),
    ].filter(isFirstOfItsName),
    body: bodyOf(verb, message),
    answer: answerOf(verb, resource, message),
    codes: message ? codes : { 200: 'OK' },
    watchable: verb === 'list',
  };
}

const isFirstOfItsName = (one: QueryParameter, index: number, all: QueryParameter[]): boolean =>
  all.findIndex((other) => other.name === one.name) === index;

function bodyOf(verb: Verb, message: string | undefined): OperationDescription['body'] {
  if (message === undefined) return undefined;
  const anyType = ['*/*'];
  if (verb === 'patch') return { definition: PATCH_DEFINITION, required: true, mediaTypes: patchTypes };
  if (verb === 'delete' || verb === 'deletecollection')
    return { definition: definitionName('kubets.meta.v1.DeleteOptions'), required: false, mediaTypes: anyType };
  return verb === 'create' || verb === 'update'
    ? { definition: definitionName(message), required: true, mediaTypes: anyType }
    : undefined;
}

function answerOf(verb: Verb, resource: OpenApiResource, message: string | undefined): string | undefined {
  if (verb === 'list') return definitionName(listSchema(resource).name);
  if (verb === 'delete' || verb === 'deletecollection') return definitionName('kubets.meta.v1.Status');
  return message && definitionName(message);
}

/** `CoreV1`, `RbacAuthorizationV1`. */
function groupVersionId({ group, version }: OpenApiResource): string {
  return shortGroup(group).split('.').map(pascal).join('') + pascal(version);
}

/** `core_v1`, `rbacAuthorization_v1`. */
function groupVersionTag({ group, version }: OpenApiResource): string {
  const [first = '', ...rest] = shortGroup(group).split('.');
  return `${first}${rest.map(pascal).join('')}_${version}`;
}

const shortGroup = (group: string): string => (group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''));

const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
