import { createHash } from 'node:crypto';
import { goJson, parseSteps, stringifySteps } from '@kubets/apimachinery';
import type { Discovery } from '../discovery/discovery';
import { encodeDocumentV2 } from '../openapi/document-v2-protobuf';
import type { DocumentV2 } from '../openapi/document-v2';
import { JSON_TYPE, OPEN_API2_PROTOBUF } from '../openapi/media-types';
import { wantsProtobuf, type OpenApi, type OpenApiAnswer } from '../openapi/open-api';
import { inTurns } from '../pipeline/turns';
import type { Aggregator } from './aggregator';
import { mergedDiscovery } from './merged-discovery';
import { mergedOpenApiV2, mergedOpenApiV3 } from './merged-open-api';
import type { RemoteVersion } from './remote-version';

/** What clients are told that there is. */
export interface ShownApi {
  readonly discovery: Discovery;
  openApi(): Promise<OpenApi>;
}

/** This server's own with what its extensions serve; made anew when either is something else. */
export function createShownApi(aggregator: Pick<Aggregator, 'versions'>): (own: ShownApi) => ShownApi {
  let last: { own: ShownApi; remote: readonly RemoteVersion[]; shown: ShownApi } | undefined;
  return (own) => {
    const remote = aggregator.versions();
    if (remote.length === 0) return own;
    if (last?.own.discovery !== own.discovery || last.remote !== remote)
      last = {
        own,
        remote,
        shown: { discovery: mergedDiscovery(own.discovery, remote), openApi: openApiOf(own, remote) },
      };
    return last.shown;
  };
}

function openApiOf(own: ShownApi, remote: readonly RemoteVersion[]): ShownApi['openApi'] {
  let merged: Promise<OpenApi> | undefined;
  return () => (merged ??= own.openApi().then((openApi) => mergedOpenApi(openApi, remote)));
}

function mergedOpenApi(own: OpenApi, remote: readonly RemoteVersion[]): OpenApi {
  const answers = new Map<string, Promise<OpenApiAnswer>>();
  const once = (key: string, make: () => Promise<OpenApiAnswer>): Promise<OpenApiAnswer> => {
    const known = answers.get(key) ?? make();
    answers.set(key, known);
    return known;
  };
  const merged = async (): Promise<DocumentV2> => {
    const { body } = await own.v2(JSON_TYPE);
    return mergedOpenApiV2((await inTurns(parseSteps(body.toString()))).value as unknown as DocumentV2, remote);
  };
  return {
    v2: (accept) =>
      wantsProtobuf(accept)
        ? once('v2 protobuf', async () => tagged(OPEN_API2_PROTOBUF, await inTurns(encodeDocumentV2(await merged()))))
        : once('v2', async () => answer(await merged())),
    v3Index: () =>
      once('v3', async () => {
        const index = JSON.parse((await own.v3Index()).body.toString()) as { paths?: Record<string, object> };
        return answer(mergedOpenApiV3(index, remote));
      }),
    v3: (path) => own.v3(path),
  };
}

const answer = async (document: object): Promise<OpenApiAnswer> =>
  tagged(JSON_TYPE, goJson(Buffer.from(await inTurns(stringifySteps(document)))));

const tagged = (contentType: string, body: Buffer): OpenApiAnswer => ({
  contentType,
  body,
  etag: `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"`,
});
