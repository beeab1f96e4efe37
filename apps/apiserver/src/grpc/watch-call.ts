import type { ServerWritableStream } from '@grpc/grpc-js';
import { StatusError } from '@kubets/apimachinery';
import type { ListRequest, Status } from '@kubets/proto-gen/meta/v1';
import { rpcErrorFromStatus } from '@kubets/rpc';
import type { FrameSink } from '../pipeline/frame-queue';
import { INITIAL_EVENTS_END, type WatchEncoder } from '../pipeline/watch';
import type { ResourceWire } from './wire';

/** Watch events as messages, whose objects are encoded once for all streams. */
export function encoderOf(wire: ResourceWire): WatchEncoder {
  return {
    format: wire.format,
    frame: (type, stored) => wire.event(type, wire.object(stored)),
    ahead: wire.ahead,
    bookmark: (revision, initialEventsEnd) =>
      wire.bookmark(revision, initialEventsEnd ? { [INITIAL_EVENTS_END]: 'true' } : undefined),
  };
}

export function callSink(call: ServerWritableStream<ListRequest, Buffer>): FrameSink {
  return {
    write: (frame) => call.write(frame),
    onDrain: (listener) => void call.on('drain', listener),
    end: () => void call.end(),
    fail: (status: Status) => void call.emit('error', rpcErrorFromStatus(new StatusError(status))),
  };
}
