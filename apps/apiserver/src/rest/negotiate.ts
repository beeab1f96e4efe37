import { KUBERNETES_PROTOBUF, newNotAcceptable, statusError } from '@kubets/apimachinery';
import { parseAccept } from '@kubets/component';

/** What an answer looks like. */
export interface MediaTypeOptions {
  encoding: 'json' | 'yaml' | 'protobuf';
  /** A transformation of the object, asked for with `as=`. */
  as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** apiVersion of the transformed object: `meta.k8s.io/v1`. */
  asVersion?: string;
  /** `pretty=1`: JSON with line breaks. */
  pretty?: true;
}

/** What there is to choose from. */
export interface Offer {
  /** What may be asked for with `as=`. */
  transformations?: readonly string[];
  /** Events of a watch: YAML has no frames. */
  isStream?: boolean;
  /** The path has a watch beside its list. */
  hasStream?: boolean;
  /** Whether there is protobuf: of everything, or only of metadata, as for custom resources. */
  protobuf?: 'all' | 'metadata' | 'none';
  /** What the path answers with; anything goes where it is undefined. The types of objects unless given. */
  produced?: readonly string[] | undefined;
}

const ENCODINGS = new Map<string, MediaTypeOptions['encoding']>([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  [KUBERNETES_PROTOBUF, 'protobuf'],
]);
const ACCEPTED = [...ENCODINGS.keys()];
const STREAMS = ['application/json;stream=watch', `${KUBERNETES_PROTOBUF};stream=watch`];

/** What the log of a pod is asked for as. */
export const TEXT_OFFER: Offer = { produced: ['text/plain', ...ACCEPTED] };

/** @throws StatusError 406 when nothing on the list can be had, in Kubernetes' words. */
export function negotiate(header: string | undefined, offer: Offer): MediaTypeOptions {
  assertProduced(header, offer);
  const found = chosen(header, offer);
  if (!found) throw newNotAcceptable(ACCEPTED);
  if (offer.isStream && found.encoding === 'yaml') throw newNotAcceptable(STREAMS);
  return found;
}

/** The same of the Status of an error, which comes in some format whatever the path answers with; undefined where in none. */
export const negotiateError = (header: string | undefined): MediaTypeOptions | undefined => chosen(header, {});

/** The first look, by the types alone, letter by letter. @throws StatusError 406. */
export function assertProduced(header: string | undefined, { hasStream, isStream, ...offer }: Offer): void {
  const produced = 'produced' in offer ? offer.produced : [...ACCEPTED, ...(hasStream || isStream ? STREAMS : [])];
  if (!header || !produced) return;
  const types = header.split(',').map((range) => range.split(';', 1)[0]!.trim());
  if (types.some((type) => type === '*/*' || produced.includes(type))) return;
  throw statusError('NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${produced.join(', ')}`, {});
}

function chosen(header: string | undefined, offer: Offer): MediaTypeOptions | undefined {
  if (!header) return { encoding: 'json' };
  for (const { type, parameters } of parseAccept(header)) {
    for (const [media, encoding] of ENCODINGS) {
      const [main] = media.split('/');
      const options = [media, `${main}/*`, '*/*'].includes(type) ? optionsOf(encoding, parameters, offer) : undefined;
      if (options) return options;
    }
  }
  return undefined;
}

/** Undefined for what cannot be had in this encoding. */
function optionsOf(
  encoding: MediaTypeOptions['encoding'],
  { as, g, v, stream, pretty }: Record<string, string>,
  { transformations = [], protobuf = 'all' }: Offer,
): MediaTypeOptions | undefined {
  if (encoding === 'yaml' && stream) return undefined;
  if (stream !== undefined && stream !== 'watch') return undefined;
  const isConverted = as !== undefined || g !== undefined || v !== undefined;
  if (encoding === 'protobuf' && (as === 'Table' || protobuf === 'none' || (protobuf === 'metadata' && !isConverted)))
    return undefined;
  const style: Pick<MediaTypeOptions, 'pretty'> = pretty === '1' ? { pretty: true } : {};
  if (!isConverted) return { encoding, ...style };
  if (as === undefined || g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  if (!transformations.includes(as)) return undefined;
  return { encoding, as: as as NonNullable<MediaTypeOptions['as']>, asVersion: `${g}/${v}`, ...style };
}
