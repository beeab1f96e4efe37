import { newNotAcceptable } from '@kubets/apimachinery';

/** What an answer looks like. */
export interface MediaTypeOptions {
  encoding: 'json' | 'yaml';
  /** A transformation of the object, asked for with `as=`. */
  as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** apiVersion of the transformed object: `meta.k8s.io/v1`. */
  asVersion?: string;
}

export interface MediaRange {
  type: string;
  parameters: Record<string, string>;
  quality: number;
}

const ACCEPTED = ['application/json', 'application/yaml'];

/** The ranges of an Accept header, the most wanted first; those of equal quality stay in order. */
export function parseAccept(header: string | undefined): MediaRange[] {
  const ranges = (header ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [type = '', ...pairs] = part.split(';').map((piece) => piece.trim());
      const parameters = Object.fromEntries(
        pairs.map((pair) => pair.split('=').map((side) => side.trim()) as [string, string]),
      );
      return { type: type.toLowerCase(), parameters, quality: parameters['q'] ? Number(parameters['q']) : 1 };
    });
  return ranges.sort((a, b) => b.quality - a.quality);
}

/** @throws StatusError 406 when nothing on the list can be had (protobuf and CBOR cannot). */
export function negotiate(header: string | undefined, transformations: readonly string[]): MediaTypeOptions {
  const ranges = parseAccept(header);
  if (ranges.length === 0) return { encoding: 'json' };
  for (const { type, parameters } of ranges) {
    const encoding = encodingOf(type);
    if (!encoding) continue;
    const { as, g, v } = parameters;
    if (!as) return { encoding };
    if (g !== 'meta.k8s.io' || !transformations.includes(as) || (v !== 'v1' && v !== 'v1beta1')) continue;
    return { encoding, as: as as NonNullable<MediaTypeOptions['as']>, asVersion: `${g}/${v}` };
  }
  throw newNotAcceptable(ACCEPTED);
}

function encodingOf(type: string): MediaTypeOptions['encoding'] | undefined {
  if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}
