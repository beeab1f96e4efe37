import type { Steps } from '@kubets/apimachinery';
import { inTurns } from '../pipeline/turns';
import { contentOf, type DocumentContent } from './document-content';
import { createDocumentV2, type DocumentV2 } from './document-v2';
import { createDocumentV3 } from './document-v3';
import { groupVersionPath } from './operations';
import { jsonAnswer, once, protobufAnswer, wantsProtobuf, type OpenApiAnswer } from './open-api-answer';
import { isCustom, type OpenApiResource } from './open-api-resource';
import { systemDocuments } from './system-paths';

export interface OpenApi {
  /** The answer to GET /openapi/v2 for an Accept header: protobuf where it is asked for, else JSON. */
  v2(accept: string | undefined): Promise<OpenApiAnswer>;
  /** The answer to GET /openapi/v3: which group versions there are, and the hash of each one's document. */
  v3Index(): Promise<OpenApiAnswer>;
  /** The answer to GET /openapi/v3/PATH for a path such as `api/v1` or `apis/apps/v1`; undefined when there is no such group version. */
  v3(path: string): Promise<OpenApiAnswer> | undefined;
}

/** A group version's document, and what it was made of. */
interface GroupDocument {
  resources: readonly OpenApiResource[];
  answer(): Promise<OpenApiAnswer>;
}

/**
 * Describes the APIs that serve some resources, one after the other. Documents are made when they are first asked for, others
 * having their turn meanwhile, and kept; one of a group version that has not changed is that of the API before.
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
                answer: once(() => inTurns(documentV3(() => contentOfVersion(some, version)))),
              },
        ];
      }),
    );
    return createOpenApi(resources, version, new Map([...documents, ...systemAnswers(resources, version)]));
  };
}

/** Kubernetes tells of custom kinds in a document of its own, which has another version. */
const contentOfVersion = (some: readonly OpenApiResource[], version: string): DocumentContent =>
  some.every(isCustom) ? { ...contentOf(some, 'v0.1.0'), isOfCustom: true } : contentOf(some, version);

/** The documents about what lies above the resources. */
function systemAnswers(resources: readonly OpenApiResource[], version: string): [string, GroupDocument][] {
  const groups = [...new Set(resources.map(({ group }) => group))];
  return [...systemDocuments(groups, version)].map(([path, content]) => [
    path,
    { resources: [], answer: once(() => inTurns(documentV3(() => content))) },
  ]);
}

function* documentV3(contentOf: () => DocumentContent): Steps<OpenApiAnswer> {
  const content = contentOf();
  yield;
  return yield* jsonAnswer(yield* createDocumentV3(content));
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
  function* documentV2(): Steps<DocumentV2> {
    const system = systemDocuments([...new Set(resources.map(({ group }) => group))], version);
    yield;
    const content = contentOf(resources, version);
    yield;
    return yield* createDocumentV2(merged([content, ...system.values()]));
  }
  const v2Json = once(async () => inTurns(jsonAnswer(await inTurns(documentV2()))));
  const v2Protobuf = once(async () => inTurns(protobufAnswer(await inTurns(documentV2()))));
  const v3Index = once(async () => {
    const paths: [string, object][] = [];
    for (const [path, document] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { etag } = await document.answer();
      paths.push([path, { serverRelativeURL: `/openapi/v3/${path}?hash=${etag.slice(1, -1)}` }]);
    }
    return inTurns(jsonAnswer({ paths: Object.fromEntries(paths) }));
  });
  return {
    v2: (accept) => (wantsProtobuf(accept) ? v2Protobuf() : v2Json()),
    v3Index,
    v3: (path) => documents.get(path)?.answer(),
  };
}
