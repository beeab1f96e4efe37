import { Metadata } from '@grpc/grpc-js';
import { maxTrailerBytes } from './limits';

/** What HTTP/2 counts for a header beside its name and value. */
const headerOverhead = 32;
/** Room for `:status`, `content-type`, `grpc-status` and the sign that something was left out. */
const fixedBytes = 400;
/** grpc-message is percent-encoded, so a text may take nine bytes for a character. */
const maxMessageBytes = 2400;
/** Says how many trailers did not fit. */
export const leftOutKey = 'kubets-trailers-left-out';

interface Ending {
  details?: string;
  metadata?: Metadata | null;
}

/**
 * The end of a call cut to what every peer takes: the message first, then the trailers in their order as long as they
 * fit. What is shortened ends in `…`, and what is left out is counted.
 */
export function boundedTrailers<T extends Ending>(ending: T): Omit<T, keyof Ending> & { details: string; metadata: Metadata } {
  const details = boundedMessage(ending.details ?? '');
  let left = maxTrailerBytes - fixedBytes - headerOverhead - 'grpc-message'.length - encodedLength(details);
  const metadata = new Metadata();
  let leftOut = 0;
  for (const key of Object.keys(ending.metadata?.getMap() ?? {})) {
    for (const value of ending.metadata!.get(key)) {
      const size = key.length + headerOverhead + (typeof value === 'string' ? Buffer.byteLength(value) : 4 * Math.ceil(value.length / 3));
      if (size > left) leftOut++;
      else {
        metadata.add(key, value);
        left -= size;
      }
    }
  }
  if (leftOut > 0) metadata.set(leftOutKey, String(leftOut));
  return { ...ending, details, metadata };
}

const encodedLength = (text: string): number => encodeURI(text).length;

/** Half a surrogate pair has no encoding at all, and grpc-js would fail on it. */
function boundedMessage(text: string): string {
  const whole = wellFormed(text.length > maxMessageBytes ? text.slice(0, maxMessageBytes) : text);
  if (whole.length === text.length && encodedLength(whole) <= maxMessageBytes) return whole;
  const kept: string[] = [];
  let left = maxMessageBytes - encodedLength('…');
  for (const character of whole) {
    left -= encodedLength(character);
    if (left < 0) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
