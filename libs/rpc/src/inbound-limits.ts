import type { Http2Stream } from 'node:http2';
import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface, type ServerInterceptor, status } from '@grpc/grpc-js';
import { boundedTrailers } from './bounded-trailers';
import type { ArrivalLimits } from './limits';
import { createShares } from './shares';

/**
 * What grpc-js keeps of a call before any of its message is read. It offers no public way to see how a request is
 * encoded, or how much of it has arrived; the tests of the limits stand on these two fields.
 */
interface UnreadCall {
  incomingEncoding: string;
  stream: Http2Stream;
}

const identity = 'identity';

/**
 * The bounds that hold before anybody knows who calls: nothing compressed is unpacked, only so many calls and bytes are
 * arriving at a time, for each peer and in all, and each arrives in time. And every answer ends in trailers that fit.
 * `onCall` is told the address and port that a call comes from.
 */
export function inboundLimits(limits: ArrivalLimits, onCall: (peer: string) => void): ServerInterceptor {
  const calls = createShares(limits.callsPerPeer, limits.calls);
  const bytes = createShares(limits.bytesPerPeer, limits.bytes);

  return (method, call) => {
    const { incomingEncoding, stream } = call as unknown as UnreadCall;
    const peer = call.getPeer();
    const host = peer.slice(0, peer.lastIndexOf(':'));
    onCall(peer);

    let arriving = 0;
    let timer: NodeJS.Timeout | undefined;
    const release = () => {
      bytes.give(host, arriving);
      arriving = 0;
    };
    let isArriving = false;
    /** The request is there whole, or will never be. */
    const arrived = () => {
      if (!isArriving) return;
      isArriving = false;
      clearTimeout(timer);
      release();
      calls.give(host, 1);
    };
    const refuse = (code: number, details: string) => {
      arrived();
      end(call, code, details);
    };
    const expect = (ms: number, details: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => refuse(status.DEADLINE_EXCEEDED, details), ms);
    };

    return new ServerInterceptingCall(call, {
      start(next) {
        if (incomingEncoding !== identity) return end(call, status.UNIMPLEMENTED, `requests compressed with ${JSON.stringify(incomingEncoding)} are not accepted, only ${identity}`);
        if (!calls.take(host, 1)) return end(call, status.RESOURCE_EXHAUSTED, 'too many calls are arriving at a time');
        isArriving = true;
        stream.once('close', arrived);
        stream.on('data', (chunk: Buffer) => {
          if (!isArriving) return;
          if (!bytes.take(host, chunk.length)) return refuse(status.RESOURCE_EXHAUSTED, 'too much is arriving at a time');
          arriving += chunk.length;
        });
        expect(limits.arrivalMs, `the request did not arrive within ${limits.arrivalMs} ms`);
        next({
          onReceiveMessage(message, deliver) {
            if (method.requestStream) {
              release();
              expect(limits.silenceMs, `no request came for ${limits.silenceMs} ms`);
            }
            deliver(message);
          },
          onReceiveHalfClose(deliver) {
            arrived();
            deliver();
          },
        });
      },
      sendStatus(ending, next) {
        next(boundedTrailers(ending));
      },
    });
  };
}

function end(call: ServerInterceptingCallInterface, code: number, details: string): void {
  const metadata = new Metadata();
  if (code === status.UNIMPLEMENTED) metadata.set('grpc-accept-encoding', identity);
  call.sendStatus(boundedTrailers({ code, details, metadata }));
}
