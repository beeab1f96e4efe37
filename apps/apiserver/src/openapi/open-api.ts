import { createHash } from 'node:crypto';
import { goJson } from '@kubets/apimachinery';
import { contentOf, type DocumentContent } from './document-content';
import { createDocumentV2 } from './document-v2';
import { encodeDocumentV2 } from './document-v2-protobuf';
import { createDocumentV3 } from './document-v3';
import { JSON_TYPE, OPEN_API2_PROTOBUF, OPEN_API2_PROTOBUF_OLD } from './media-types';
import { groupVersionPath } from './operations';
import type { OpenApiResource } from './open-api-resource';
import { systemDocuments } from './system-paths';

export interface OpenApiAnswer {
  contentType: string;
  body: Buffer;
  /** Quoted, as in the ETag header. */
  etag: string;
}

export interface OpenApi {
  /** The answer to GET /openapi/v2 for an Accept header: protobuf where it is asked for, else JSON. */
  v2(accept: string | undefined): OpenApiAnswer;
  /** The answer to GET /openapi/v3: which group versions there are, and the hash of each one's document. */
  v3Index(): OpenApiAnswer;
  /** The answer to GET /openapi/v3/PATH for a path such as `api/v1` or `apis/apps/v1`; undefined when there is no such group version. */
  v3(path: string): OpenApiAnswer | undefined;
}

/** A group version's document, and what it was made of. */
interface GroupDocument {
  resources: readonly OpenApiResource[];
  answer(): OpenApiAnswer;
}

/**
 * Describes the APIs that serve some resources, one after the other. Documents are made when they are first asked for, and
 * kept; one of a group version that has not changed is that of the API before.
 */
export function createOpenApis(version: string): (resources: readonly OpenApiResource[]) => OpenApi {
  let documents = new Map<string, GroupDocument>();
  return (resources) => {
    const byPath = new Map<string, OpenApiResource[]>();
    for (const resource of resources) {
      const path = groupVersionPath(resource);
      byPath.set(path, [...(byPath.get(path) ?? []), resource]);
    }
    documents = new Map(
      [...byPath].map(([path, some]) => {
        const before = documents.get(path);
        const isSame =
          before?.resources.length === some.length && some.every((one, index) => one === before.resources[index]);
        return [
          path,
          isSame
            ? before
            : {
                resources: some,
                answer: once(() => answer(JSON_TYPE, JSON.stringify(createDocumentV3(contentOf(some, version))))),
              },
        ];
      }),
    );
    return createOpenApi(resources, version, new Map([...documents, ...systemAnswers(resources, version)]));
  };
}

/** The documents about what lies above the resources. */
function systemAnswers(resources: readonly OpenApiResource[], version: string): [string, GroupDocument][] {
  const groups = [...new Set(resources.map(({ group }) => group))];
  return [...systemDocuments(groups, version)].map(([path, content]) => [
    path,
    { resources: [], answer: once(() => answer(JSON_TYPE, JSON.stringify(createDocumentV3(content)))) },
  ]);
}

/** One document of all. */
function merged(contents: readonly DocumentContent[]): DocumentContent {
  const [{ version }] = contents as [DocumentContent];
  const paths = contents.flatMap((content) => content.paths).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { version, paths, kinds: new Map(contents.flatMap(({ kinds }) => [...kinds])) };
}

function createOpenApi(
  resources: readonly OpenApiResource[],
  version: string,
  documents: ReadonlyMap<string, GroupDocument>,
): OpenApi {
  // Not kept: what both formats are written from is ten times as large as they are, and hardly anybody asks for both.
  const documentV2 = () => {
    const system = systemDocuments([...new Set(resources.map(({ group }) => group))], version);
    return createDocumentV2(merged([contentOf(resources, version), ...system.values()]));
  };
  const v2Json = once(() => answer(JSON_TYPE, JSON.stringify(documentV2())));
  const v2Protobuf = once(() => answer(OPEN_API2_PROTOBUF, encodeDocumentV2(documentV2())));
  const v3Index = once(() => {
    const paths = [...documents]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, document]) => [
        path,
        { serverRelativeURL: `/openapi/v3/${path}?hash=${document.answer().etag.slice(1, -1)}` },
      ]);
    return answer(JSON_TYPE, JSON.stringify({ paths: Object.fromEntries(paths) }));
  });
  return {
    v2: (accept) => (wantsProtobuf(accept) ? v2Protobuf() : v2Json()),
    v3Index,
    v3: (path) => documents.get(path)?.answer(),
  };
}

function wantsProtobuf(accept: string | undefined): boolean {
  const types = accept?.split(',').map((one) => one.split(';')[0]!.trim()) ?? [];
  return types.includes(OPEN_API2_PROTOBUF) || types.includes(OPEN_API2_PROTOBUF_OLD);
}

function answer(contentType: string, content: string | Buffer): OpenApiAnswer {
  const body = Buffer.isBuffer(content) ? content : goJson(Buffer.from(content));
  return { contentType, body, etag: `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"` };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
