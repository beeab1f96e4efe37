// What can be asked of each path, in a form of which both versions of OpenAPI are written.
import { definitionName } from './definition-name';
import { PATCH_DEFINITION } from './definitions';
import { listSchema } from './list-schema';
import { ALL_TYPES, CUSTOM_PATCH_TYPES, CUSTOM_TYPES, OBJECT_TYPES, PATCH_TYPES } from './media-types';
import { isCustom, type GroupVersionKind, type OpenApiResource, type OpenApiSubresource } from './open-api-resource';
import { pathParameter, PRETTY_PARAMETER, queryParameters, type Parameter } from './parameters';

export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch' | 'head' | 'options';

export interface PathDescription {
  path: string;
  /** Of the placeholders in the path, and those that every operation takes; by name. */
  parameters: Parameter[];
  operations: Partial<Record<Method, OperationDescription>>;
}

export interface OperationDescription {
  id: string;
  tag: string;
  description: string;
  /** `x-kubernetes-action`; absent where no resource is asked for. */
  action?: string;
  kind?: GroupVersionKind;
  /** By name. */
  query: Parameter[];
  body?: { definition: string; required: boolean; mediaTypes: readonly string[] };
  /** The definition of the answer; a string when it is absent. */
  answer?: string;
  produces: readonly string[];
  /** Codes of success with what they mean. */
  codes: Record<string, string>;
}

const OPTIONS = {
  get: 'kubets.meta.v1.GetOptions',
  list: 'kubets.meta.v1.ListOptions',
  create: 'kubets.meta.v1.CreateOptions',
  update: 'kubets.meta.v1.UpdateOptions',
  patch: 'kubets.meta.v1.PatchOptions',
  delete: 'kubets.meta.v1.DeleteOptions',
} as const;

const OK = { 200: 'OK' };
const CREATED = { ...OK, 201: 'Created' };

interface VerbDescription {
  method: Method;
  id: string;
  action: string;
  /** What comes before the kind, of an object and of a subresource of one. */
  says: string;
  saysOfPart?: string;
  options: readonly (keyof typeof OPTIONS)[];
  codes: Record<string, string>;
}

const VERBS = {
  get: { method: 'get', id: 'read', action: 'get', says: 'read the specified', options: [], codes: OK },
  list: {
    method: 'get',
    id: 'list',
    action: 'list',
    says: 'list or watch objects of kind',
    options: ['list'],
    codes: OK,
  },
  create: {
    method: 'post',
    id: 'create',
    action: 'post',
    says: 'create a',
    options: ['create'],
    codes: { ...CREATED, 202: 'Accepted' },
  },
  update: {
    method: 'put',
    id: 'replace',
    action: 'put',
    says: 'replace the specified',
    options: ['update'],
    codes: CREATED,
  },
  patch: {
    method: 'patch',
    id: 'patch',
    action: 'patch',
    says: 'partially update the specified',
    options: ['patch'],
    codes: CREATED,
  },
  delete: {
    method: 'delete',
    id: 'delete',
    action: 'delete',
    says: 'delete a',
    options: ['delete'],
    codes: { ...OK, 202: 'Accepted' },
  },
  deletecollection: {
    method: 'delete',
    id: 'delete',
    action: 'deletecollection',
    says: 'delete collection of',
    options: ['delete', 'list'],
    codes: OK,
  },
} as const satisfies Record<string, VerbDescription>;

type Verb = keyof typeof VERBS;

const COLLECTION_VERBS: readonly Verb[] = ['list', 'create', 'deletecollection'];
const ITEM_VERBS: readonly Verb[] = ['get', 'update', 'patch', 'delete'];

/** By the verbs that a stream allows; a proxy takes every method. */
const CONNECT_METHODS: Readonly<Record<string, readonly Method[]>> = {
  get: ['get'],
  create: ['post'],
  update: ['put'],
  patch: ['patch'],
  delete: ['delete', 'head', 'options'],
};

/** All paths of the resources, in order. */
export function describePaths(resources: readonly OpenApiResource[]): PathDescription[] {
  return resources
    .flatMap(resourcePaths)
    .filter(({ operations }) => Object.keys(operations).length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function resourcePaths(resource: OpenApiResource): PathDescription[] {
  const root = `/${groupVersionPath(resource)}`;
  const name = pathParameter('name', `name of the ${resource.kind}`);
  const scope = resource.namespaced
    ? [pathParameter('namespace', 'object name and auth scope, such as for teams and projects')]
    : [];
  const below = resource.namespaced ? `namespaces/{namespace}/${resource.plural}` : resource.plural;
  const item = `${root}/${below}/{name}`;
  const served = (verbs: readonly Verb[]) =>
    byMethod(verbs.filter((verb) => resource.verbs.includes(verb)).map((verb) => resourceOperation(resource, verb)));
  // Kubernetes tells of a custom kind only the newer way to watch, by a parameter.
  const watches = resource.verbs.includes('watch') && !isCustom(resource);
  const paths = [
    pathOf(`${root}/${below}`, scope, served(COLLECTION_VERBS)),
    pathOf(item, [name, ...scope], served(ITEM_VERBS)),
    ...resource.subresources.flatMap((sub) => subresourcePaths(resource, sub, item, [name, ...scope])),
    ...(watches
      ? [
          pathOf(`${root}/watch/${below}`, scope, { get: watchOperation(resource, 'List') }),
          pathOf(`${root}/watch/${below}/{name}`, [name, ...scope], { get: watchOperation(resource, '') }),
        ]
      : []),
  ];
  if (!resource.namespaced || !resource.verbs.includes('list')) return paths;
  return [
    ...paths,
    pathOf(`${root}/${resource.plural}`, [], { get: resourceOperation(resource, 'list', true)[1] }),
    ...(watches
      ? [pathOf(`${root}/watch/${resource.plural}`, [], { get: watchOperation(resource, 'ListForAllNamespaces') })]
      : []),
  ];
}

/** `api/v1` for the core group, `apis/GROUP/VERSION` for the others. */
export function groupVersionPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

type Operations = PathDescription['operations'];
type MethodOperation = readonly [Method, OperationDescription];

const byMethod = (operations: readonly MethodOperation[]): Operations => Object.fromEntries(operations);

/** What every operation takes from the query is the path's. */
function pathOf(path: string, placeholders: readonly Parameter[], operations: Operations): PathDescription {
  const all = Object.values(operations);
  const isCommon = ({ name }: Parameter) => all.every(({ query }) => query.some((one) => one.name === name));
  const own = (one: OperationDescription) => ({ ...one, query: one.query.filter((parameter) => !isCommon(parameter)) });
  return {
    path,
    parameters: [...placeholders, ...(all[0]?.query.filter(isCommon) ?? [])].sort(byName),
    operations: Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, own(one)])),
  };
}

const byName = (a: Parameter, b: Parameter) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.in < b.in ? -1 : 1);

function resourceOperation(resource: OpenApiResource, verb: Verb, isForAll = false): MethodOperation {
  const { method, id, says, action } = VERBS[verb];
  const { group, kind, version } = resource;
  const scope = resource.namespaced && !isForAll ? 'Namespaced' : '';
  const collection = verb === 'deletecollection' ? 'Collection' : '';
  return [
    method,
    {
      id: `${id}${groupVersionId(resource)}${collection}${scope}${kind}${isForAll ? 'ForAllNamespaces' : ''}`,
      tag: groupVersionTag(resource),
      description: `${articled(says, kind)} ${kind}`,
      action,
      kind: { group, kind, version },
      query: queryOf(verb, resource),
      body: bodyOf(verb, resource.message, resource),
      answer: answerOf(verb, resource),
      produces: isCustom(resource) ? CUSTOM_TYPES : verb === 'list' ? ALL_TYPES : OBJECT_TYPES,
      codes: codesOf(verb, resource),
    },
  ];
}

const articled = (says: string, kind: string): string =>
  says.endsWith(' a') && /^[AEIO]/.test(kind) ? `${says}n` : says;

/** A patch may make an object; of a custom kind that is not told. */
const codesOf = (verb: Verb, resource: OpenApiResource): Record<string, string> =>
  verb === 'patch' && isCustom(resource) ? OK : VERBS[verb].codes;

/** What Kubernetes tells otherwise of custom kinds: a read at a revision, and of a deleted collection only which objects they are. */
const OPTIONS_OF_CUSTOM: Partial<Record<Verb, readonly (keyof typeof OPTIONS)[]>> = {
  get: ['get'],
  deletecollection: ['list'],
};

/** Of a deleted collection, what a list and its watch take is not what is deleted. */
function queryOf(verb: Verb, resource: OpenApiResource): Parameter[] {
  const custom = isCustom(resource);
  const options = (custom && OPTIONS_OF_CUSTOM[verb]) || VERBS[verb].options;
  const found = new Map(
    [PRETTY_PARAMETER, ...options.flatMap((one) => queryParameters(OPTIONS[one]))].map((one) => [one.name, one]),
  );
  if (verb === 'deletecollection' && !custom) for (const name of ['watch', 'allowWatchBookmarks']) found.delete(name);
  return [...found.values()].sort(byName);
}

function watchOperation(resource: OpenApiResource, suffix: '' | 'List' | 'ListForAllNamespaces'): OperationDescription {
  const { group, kind, version } = resource;
  const scope = resource.namespaced && suffix !== 'ListForAllNamespaces' ? 'Namespaced' : '';
  return {
    id: `watch${groupVersionId(resource)}${scope}${kind}${suffix}`,
    tag: groupVersionTag(resource),
    description: suffix
      ? `watch a list of ${kind} change by change. deprecated: use the 'watch' parameter of a list.`
      : `watch one ${kind}. deprecated: use the 'watch' and 'fieldSelector' parameters of a list.`,
    action: suffix ? 'watchlist' : 'watch',
    kind: { group, kind, version },
    query: queryOf('list', resource),
    answer: definitionName('kubets.meta.v1.WatchEvent'),
    produces: ALL_TYPES,
    codes: OK,
  };
}

function subresourcePaths(
  resource: OpenApiResource,
  sub: OpenApiSubresource,
  item: string,
  placeholders: readonly Parameter[],
): PathDescription[] {
  const path = `${item}/${sub.name}`;
  if (!sub.kind.endsWith('Options')) return [pathOf(path, placeholders, byMethod(partOperations(resource, sub)))];
  const connects = pathOf(path, placeholders, byMethod(connectOperations(resource, sub, '')));
  if (sub.name !== 'proxy') return [connects];
  const rest = [pathParameter('path', 'path to the resource'), ...placeholders];
  return [connects, pathOf(`${path}/{path}`, rest, byMethod(connectOperations(resource, sub, 'WithPath')))];
}

function partOperations(resource: OpenApiResource, sub: OpenApiSubresource): MethodOperation[] {
  const served = (['create', ...ITEM_VERBS] as const).filter((verb) => sub.verbs.includes(verb));
  return served.map((verb) => {
    const { id, says, action, method } = VERBS[verb];
    const { message, options } = sub;
    const custom = isCustom(resource);
    const { group, kind, version } = custom ? resource : sub;
    const begin =
      verb === 'create'
        ? `create ${sub.name} of${articled(' a', resource.kind)}`
        : `${says.replace(' the', ` ${sub.name} of the`)}`;
    return [
      method,
      {
        id: `${id}${groupVersionId(resource)}${resource.namespaced ? 'Namespaced' : ''}${resource.kind}${pascal(sub.name)}`,
        tag: groupVersionTag(resource),
        description: `${begin} ${resource.kind}`,
        action,
        kind: { group, kind, version },
        query: [...queryOf(verb, resource), ...(options ? queryParameters(options) : [])].sort(byName),
        body: message === undefined ? undefined : bodyOf(verb, message, resource),
        answer: message && definitionName(message),
        produces: custom ? CUSTOM_TYPES : message === undefined ? ['text/plain', ...OBJECT_TYPES] : OBJECT_TYPES,
        codes: codesOf(verb, resource),
      },
    ];
  });
}

function connectOperations(
  resource: OpenApiResource,
  { name, group, kind, version, verbs, options }: OpenApiSubresource,
  suffix: '' | 'WithPath',
): MethodOperation[] {
  const scope = resource.namespaced ? 'Namespaced' : '';
  return verbs
    .flatMap((verb) => CONNECT_METHODS[verb] ?? [])
    .map((method) => [
      method,
      {
        id: `connect${groupVersionId(resource)}${pascal(method)}${scope}${resource.kind}${pascal(name)}${suffix}`,
        tag: groupVersionTag(resource),
        description: `connect ${method.toUpperCase()} requests to ${name} of ${resource.kind}`,
        action: 'connect',
        kind: { group, kind, version },
        query: options ? queryParameters(options) : [],
        produces: ['*/*'],
        codes: OK,
      },
    ]);
}

/** The body that a resource, or a part of it, takes; of those who are not compiled in the schema is its own. */
function bodyOf(verb: Verb, message: string, resource: OpenApiResource): OperationDescription['body'] {
  const custom = isCustom(resource);
  const patches = custom ? CUSTOM_PATCH_TYPES : PATCH_TYPES;
  if (verb === 'patch') return { definition: PATCH_DEFINITION, required: true, mediaTypes: patches };
  const mediaTypes = custom ? CUSTOM_TYPES : ['*/*'];
  if (verb === 'delete' || (verb === 'deletecollection' && !custom))
    return { definition: definitionName('kubets.meta.v1.DeleteOptions'), required: false, mediaTypes };
  return verb === 'create' || verb === 'update'
    ? { definition: definitionName(message), required: true, mediaTypes }
    : undefined;
}

function answerOf(verb: Verb, resource: OpenApiResource): string {
  if (verb === 'list') return definitionName(listSchema(resource).name);
  const answersStatus = verb === 'deletecollection' || (verb === 'delete' && !resource.returnsDeletedObject);
  return definitionName(answersStatus ? 'kubets.meta.v1.Status' : resource.message);
}

/** `CoreV1`, `RbacAuthorizationV1`. */
export function groupVersionId({ group, version }: { group: string; version: string }): string {
  return shortGroup(group).replaceAll('-', '').split('.').map(pascal).join('') + pascal(version);
}

/** `core_v1`, `rbacAuthorization_v1`. */
export function groupVersionTag({ group, version }: { group: string; version: string }): string {
  const [first = '', ...rest] = shortGroup(group).replaceAll('-', '').split('.');
  return `${first}${rest.map(pascal).join('')}${version && `_${version}`}`;
}

const shortGroup = (group: string): string => (group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''));

const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
