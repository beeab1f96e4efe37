import { KUBERNETES_PROTOBUF, newNotAcceptable, statusError } from '@kubets/apimachinery';

/** What an answer looks like. */
export interface MediaTypeOptions {
  encoding: 'json' | 'yaml' | 'protobuf';
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

/** What there is to choose from. */
export interface Offer {
  /** What may be asked for with `as=`. */
  transformations?: readonly string[];
  /** Events of a watch: YAML has no frames. */
  isStream?: boolean;
  /** Whether there is protobuf: of everything, or only of metadata, as for custom resources. */
  protobuf?: 'all' | 'metadata' | 'none';
}

const ACCEPTED = ['application/json', 'application/yaml', KUBERNETES_PROTOBUF];
const STREAMS = ['application/json;stream=watch', `${KUBERNETES_PROTOBUF};stream=watch`];

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
      return { type, parameters, quality: parameters['q'] ? Number(parameters['q']) : 1 };
    });
  return ranges.sort((a, b) => b.quality - a.quality);
}

/** @throws StatusError 406 when nothing on the list can be had, in Kubernetes' words. */
export function negotiate(header: string | undefined, offer: Offer): MediaTypeOptions {
  const ranges = parseAccept(header);
  if (ranges.length === 0) return { encoding: 'json' };
  for (const { type, parameters } of ranges) {
    const encoding = encodingOf(type);
    if (!encoding || (encoding === 'yaml' && offer.isStream)) continue;
    const { as, g, v } = parameters;
    if (encoding === 'protobuf' && !hasProtobuf(as, offer)) continue;
    if (!as) return { encoding };
    if (g !== 'meta.k8s.io' || !offer.transformations?.includes(as) || (v !== 'v1' && v !== 'v1beta1')) continue;
    return { encoding, as: as as NonNullable<MediaTypeOptions['as']>, asVersion: `${g}/${v}` };
  }
  if (ranges.some(({ type }) => encodingOf(type))) throw newNotAcceptable(offer.isStream ? STREAMS : ACCEPTED);
  const all = [...ACCEPTED, ...(offer.isStream ? STREAMS : [])].join(', ');
  throw statusError('NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${all}`, {});
}

/** A Table has no protobuf. */
function hasProtobuf(as: string | undefined, { protobuf = 'all' }: Offer): boolean {
  if (as === 'Table' || protobuf === 'none') return false;
  return protobuf === 'all' || as !== undefined;
}

function encodingOf(type: string): MediaTypeOptions['encoding'] | undefined {
  if (type === 'application/json' || type === '*/*') return 'json';
  if (type === KUBERNETES_PROTOBUF) return 'protobuf';
  return type === 'application/yaml' ? 'yaml' : undefined;
}
