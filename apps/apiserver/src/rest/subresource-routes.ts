import { isTrue, newMethodNotAllowed, newMethodNotSupported, type KubeObject } from '@kubets/apimachinery';
import { apiVersionOf, groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import type { ResourceRequest } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import { PATCH_TYPES } from '../pipeline/patch';
import { patchOptionErrors } from '../pipeline/write-options';
import { readObject } from './body';
import { isCustom } from '../registry/custom-version';
import type { TableColumn } from '../registry/table-column';
import { answerValue, writeOptions, type HttpContext } from './http-context';
import { negotiate, type MediaTypeOptions } from './negotiate';
import { columnDefinitions, tableHead, tableRow } from './table';
import { tableOptions } from './transform';
import { patchTypeOf, readPatch } from './patch-body';

/** Serves a verb on a subresource whose bodies are objects. @throws StatusError 405 for what it does not have. */
export async function routeSubresource(
  scope: RequestScope,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  http: HttpContext,
): Promise<void> {
  assertVerbFits(request);
  const columns = (isCustom(request.definition) && subresource.customColumns) || subresource.columns;
  const form = negotiate(http.request.headers.accept, {
    ...(columns ? { transformations: ['Table'] } : {}),
    ...(isCustom(request.definition) ? { produced: undefined, protobuf: 'none' as const } : {}),
  });
  const answer = await run(scope, request, subresource, http);
  if (!answer) {
    const { definition, verb } = request;
    throw isCustom(definition) ? newMethodNotSupported(groupResourceOf(definition), verb) : newMethodNotAllowed();
  }
  const { object, code } = answer;
  const shown = columns && form.as === 'Table' ? tableOf(object, columns, form, http) : object;
  await answerValue(http, shown, code, form);
}

function tableOf(
  object: KubeObject,
  columns: TableColumn[],
  form: MediaTypeOptions,
  { query, now }: HttpContext,
): object {
  const options = tableOptions(form, query, now);
  const rows = [JSON.parse(tableRow({ columns }, { object }, object, options))];
  const { resourceVersion = '' } = object.metadata ?? {};
  return { ...tableHead(options.apiVersion, { resourceVersion }, columnDefinitions({ columns })), rows };
}

async function run(
  scope: RequestScope,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  http: HttpContext,
): Promise<SubresourceAnswer | undefined> {
  const { verb } = request;
  if (verb === 'get') return subresource.get?.(scope, request);
  if ((verb === 'create' || verb === 'update') && subresource[verb]) {
    const { group, version, kind } = subresource.description;
    const body = await readObject(http.request, { apiVersion: apiVersionOf(group, version), kind });
    return subresource[verb](scope, { ...request, body, options: writeOptions(http) });
  }
  if (verb !== 'patch' || !subresource.patch) return undefined;
  const patchType = patchTypeOf(http.request);
  if (patchType === PATCH_TYPES.apply && subresource.apply) {
    const { query } = http;
    const fieldManager = query.get('fieldManager') ?? '';
    const options = writeOptions(http, patchOptionErrors(true, query.has('force') || undefined, fieldManager));
    const body = await readPatch(http.request, patchType);
    return subresource.apply(scope, {
      ...request,
      body,
      options: { ...options, fieldManager, force: isTrue(query.get('force')) },
    });
  }
  const options = writeOptions(http);
  return subresource.patch(scope, {
    ...request,
    patchType,
    options,
    body: await readPatch(http.request, patchType),
  });
}
