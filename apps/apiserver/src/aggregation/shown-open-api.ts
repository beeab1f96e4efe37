import { parseSteps, type Steps } from '@kubets/apimachinery';
import type { DocumentV2 } from '../openapi/document-v2';
import { JSON_TYPE } from '../openapi/media-types';
import type { OpenApi } from '../openapi/open-api';
import { jsonAnswer, once, protobufAnswer, wantsProtobuf } from '../openapi/open-api-answer';
import { inTurns } from '../pipeline/turns';
import { mergedOpenApiV2, mergedOpenApiV3 } from './merged-open-api';
import type { RemoteVersion } from './remote-version';

/** Documents about this server's own kinds with those of extensions; made when they are asked for, and kept. */
export function shownOpenApi(own: OpenApi, remote: readonly RemoteVersion[]): OpenApi {
  // Not kept, as it is much larger than what is written from it.
  function* documentV2(json: string, versions = remote): Steps<DocumentV2> {
    return yield* mergedOpenApiV2((yield* parseSteps(json)).value as DocumentV2, versions);
  }
  const inProtobuf = remote.filter(({ hasOpenApiV2Protobuf }) => hasOpenApiV2Protobuf);
  const ownJson = async () => (await own.v2(JSON_TYPE)).body.toString();
  const v2Json = once(async () => inTurns(jsonAnswer(await inTurns(documentV2(await ownJson())))));
  const v2Protobuf = once(async () => inTurns(protobufAnswer(await inTurns(documentV2(await ownJson(), inProtobuf)))));
  const v3Index = once(async () => {
    const index = JSON.parse((await own.v3Index()).body.toString()) as { paths?: Record<string, object> };
    return inTurns(jsonAnswer(mergedOpenApiV3(index, remote)));
  });
  return {
    v2: (accept) => (wantsProtobuf(accept) ? v2Protobuf() : v2Json()),
    v3Index,
    v3: (path) => own.v3(path),
  };
}
