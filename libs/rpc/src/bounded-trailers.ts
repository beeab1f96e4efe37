import { Metadata } from '@grpc/grpc-js';
import { MAX_TRAILER_BYTES } from './limits';

/** What HTTP/2 counts for a header beside its name and value. */
const HEADER_OVERHEAD = 32;
/** Room for `:status`, `content-type`, `grpc-status` and the sign that something was left out. */
const FIXED_BYTES = 400;
/** grpc-message is percent-encoded, so a text may take nine bytes for a character. */
const MAX_MESSAGE_BYTES = 2400;
/** Says how many trailers did not fit. */
export const LEFT_OUT_KEY = 'kubets-trailers-left-out';

interface Ending {
  details?: string;
  metadata?: Metadata | null;
}

/**
 * The end of a call cut to what every peer takes: the message first, then the trailers in their order as long as they
 * fit. What is shortened ends in `…`, and what is left out is counted.
 */
export function boundedTrailers<T extends Ending>(
  ending: T,
): Omit<T, keyof Ending> & { details: string; metadata: Metadata } {
  const details = boundedMessage(ending.details ?? '');
  let left = MAX_TRAILER_BYTES - FIXED_BYTES - HEADER_OVERHEAD - 'grpc-message'.length - encodedLength(details);
  const metadata = new Metadata();
  let leftOut = 0;
  for (const key of Object.keys(ending.metadata?.getMap() ?? {})) {
    for (const value of ending.metadata!.get(key)) {
      const size =
        key.length +
        HEADER_OVERHEAD +
        (typeof value === 'string' ? Buffer.byteLength(value) : 4 * Math.ceil(value.length / 3));
      if (size > left) leftOut++;
      else {
        metadata.add(key, value);
        left -= size;
      }
    }
  }
  if (leftOut > 0) metadata.set(LEFT_OUT_KEY, String(leftOut));
  return { ...ending, details, metadata };
}

const encodedLength = (text: string): number => encodeURI(text).length;

/** Half a surrogate pair has no encoding at all, and grpc-js would fail on it. */
function boundedMessage(text: string): string {
  const whole = wellFormed(text.length > MAX_MESSAGE_BYTES ? text.slice(0, MAX_MESSAGE_BYTES) : text);
  if (whole.length === text.length && encodedLength(whole) <= MAX_MESSAGE_BYTES) return whole;
  const kept: string[] = [];
  let left = MAX_MESSAGE_BYTES - encodedLength('…');
  for (const character of whole) {
    left -= encodedLength(character);
    if (left < 0) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
