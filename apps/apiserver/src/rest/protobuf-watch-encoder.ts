import { atOnce, encodeProtobufSteps, inProtobufEnvelope, protobufWatchFrame } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import type { Target } from '../pipeline/request';
import type { WatchEncoder } from '../pipeline/watch';
import type { MediaTypeOptions } from './negotiate';
import { protobufAhead, protobufOf } from './transform';
import { bookmarkObject } from './watch-encoder';

/** Watch events in Kubernetes' protobuf encoding: each with its length before it. */
export function createProtobufWatchEncoder(target: Target, as: MediaTypeOptions): WatchEncoder {
  return {
    ahead: (stored) => protobufAhead(stored, target, as),
    format: `kubernetes-protobuf:${as.as ?? ''}:${as.asVersion ?? ''}:${target.version.message}`,
    frame(type, stored) {
      const { apiVersion, kind, bytes } = protobufOf(stored, target, as);
      return protobufWatchFrame(type, inProtobufEnvelope(apiVersion, kind, bytes));
    },
    bookmark: (revision, initialEventsEnd) =>
      frameOf('BOOKMARK', bookmarkObject(target, as, revision, initialEventsEnd)),
  };
}

/** The event that ends a watch with an error. */
export const protobufFailure = (status: Status): Buffer => frameOf('ERROR', status);

function frameOf(type: string, object: object): Buffer {
  const bytes = atOnce(encodeProtobufSteps(object));
  if (!bytes) throw new Error('what a watch shows is of a kind that there is');
  return protobufWatchFrame(type, bytes);
}
