import type { ObjectType, Type } from '@kubets/cel';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import type { ParamKind, RuleWithOperations } from '@kubets/proto-gen/admissionregistration/v1';
import { schema as messages } from '@kubets/proto-gen/schema';
import { declType } from '../custom-rules/decl-type';
import type { GroupVersionKind } from '../pipeline/admission';
import type { ApiRegistry } from '../registry/api-registry';
import type { ObjectReader } from '../registry/object-reader';
import { schemaOf } from '../registry/resource';
import { typeOfMessage } from './message-type';

const DEFINITIONS = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };
const MAX_KINDS = 10;

/** A kind, with what expressions know of its objects. */
export interface TypedKind {
  kind: GroupVersionKind;
  type: Type;
}

interface Served {
  registry: ApiRegistry;
  reader: ObjectReader;
}

type Found = NonNullable<ReturnType<ApiRegistry['find']>>;

/** The kinds that rules name without wildcards: by group, version and kind, and of one rule no more than 10. */
export function kindsOf(rules: readonly RuleWithOperations[], served: Served): TypedKind[] {
  const kinds = new Map<string, TypedKind>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((text) => text.includes('*'))) continue;
    const plurals = resources.filter((text) => !/[*/]/.test(text)).sort();
    let count = 0;
    for (const group of [...apiGroups].sort())
      for (const version of [...apiVersions].sort())
        for (const plural of plurals) {
          const found = count < MAX_KINDS ? served.registry.find(group, version, plural) : undefined;
          if (!found) continue;
          count++;
          const kind = { group, version, kind: found.definition.kind };
          kinds.set(`${group}\n${version}\n${kind.kind}`, { kind, type: typeOf(found, kind, served) });
        }
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** Of the objects with parameters; undefined for what is not served. */
export function typeOfParams({ apiVersion = '', kind = '' }: ParamKind, served: Served): Type | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = served.registry.inVersion(group, version).find(({ definition }) => definition.kind === kind);
  return found && typeOf(found, { group, version, kind }, served);
}

function typeOf(found: Found, { group, version }: GroupVersionKind, { reader }: Served): Type {
  const { plural } = found.definition;
  const custom = reader.get(DEFINITIONS, '', `${plural}.${group}`) as CustomResourceDefinition | undefined;
  const schema = custom?.spec?.versions?.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  const type = schema && declType(schema, true);
  if (type?.kind === 'object') return withMetadata(type);
  return typeOfMessage(schemaOf(found.kind === 'stored' ? found.version : found.definition));
}

/** Rules of a definition see little of metadata, policies all. */
function withMetadata(type: ObjectType): ObjectType {
  const metadata = { type: typeOfMessage(messages.of('kubets.meta.v1.ObjectMeta')) };
  return { ...type, fields: new Map([...type.fields, ['metadata', metadata]]) };
}
