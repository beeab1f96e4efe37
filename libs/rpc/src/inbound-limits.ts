import { constants, type Http2Stream } from 'node:http2';
import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { newTooManyRequests } from '@kubets/apimachinery';
import { createBudget, createShares } from '@kubets/component';
import { boundedTrailers } from './bounded-trailers';
import { rpcErrorFromStatus } from './error-to-rpc';
import { type ArrivalLimits, MAX_REQUEST_BYTES } from './limits';
import { peerOf, type RpcPeer } from './peer';

/**
 * What grpc-js keeps of a call before any of its message is read. It offers no public way to see how a request is
 * encoded, or how much of it has arrived; the tests of the limits stand on these two fields.
 */
interface UnreadCall {
  incomingEncoding: string;
  stream: Http2Stream;
}

const IDENTITY = 'identity';

/** Who calls, as far as that can be told before the request is read: a name, or undefined for nobody in particular. @throws StatusError */
export type Identify = (peer: RpcPeer) => Promise<string | undefined>;

export interface InboundOptions {
  limits: ArrivalLimits;
  /** Is told the address and port that a call comes from. Returns what to do at its end. */
  onCall(peer: string): () => void;
  /** Without it all callers are known, by their addresses. */
  identify?: Identify;
}

/**
 * The bounds that hold before a message is decoded, and partly before anybody knows who calls: nothing compressed is
 * unpacked, only so many calls are arriving at a time and so many bytes are held, for each caller and in all, and each
 * request arrives in time. Who does not fit waits a moment and is then refused. And every answer ends in trailers that fit.
 */
export function inboundLimits({ limits, onCall, identify }: InboundOptions): ServerInterceptor {
  const calls = createShares(limits.callsPerPeer, limits.calls);
  const ofKnown = createBudget(limits.bytes);
  const ofUnknown = createBudget(limits.unknownBytes);

  return (method, call) => {
    const { incomingEncoding, stream } = call as unknown as UnreadCall;
    const peer = call.getPeer();
    const host = peer.slice(0, peer.lastIndexOf(':'));
    stream.once('close', onCall(peer));

    let holder = host;
    let budget = ofKnown;
    let held = 0;
    let seen = 0;
    const head = createFrameHead();
    let timer: NodeJS.Timeout | undefined;
    const release = () => {
      budget.give(holder, held);
      held = 0;
      seen = 0;
    };
    let isArriving = false;
    /** The request is there whole, or will never be. */
    const arrived = () => {
      if (!isArriving) return;
      isArriving = false;
      clearTimeout(timer);
      calls.give(host, 1);
    };
    const refuse = (code: number, details: string, metadata?: Metadata) => {
      arrived();
      release();
      end(call, code, details, metadata);
      // A client that goes on sending learns that nobody reads it (RFC 9113, 8.1); of the answer there is nothing more to come.
      setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
    };
    const refuseWith = (error: unknown) => {
      const { code, details, metadata } = rpcErrorFromStatus(error);
      refuse(code, details, metadata);
    };
    const expect = (ms: number, details: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => refuse(status.DEADLINE_EXCEEDED, details), ms);
    };
    /** As much as has come, and of the only message of a call as much as it says it has. */
    const hold = (chunk: Buffer) => {
      seen += chunk.length;
      const promised = method.requestStream
        ? 0
        : Math.min(head.messageBytes(chunk), MAX_REQUEST_BYTES) + FRAME_HEAD_BYTES;
      const bytes = Math.max(seen, promised) - held;
      if (bytes <= 0) return;
      const taken = budget.take(holder, bytes);
      if (taken === true) return void (held += bytes);
      stream.pause();
      void taken.then((isTaken) => {
        if (isTaken && stream.closed) return budget.give(holder, bytes);
        if (isTaken) held += bytes;
        // What was the end of a request is on its way already.
        if (!isArriving) return;
        if (isTaken) stream.resume();
        else refuseWith(newTooManyRequests('too much is arriving at a time'));
      });
    };

    /** What is thrown on the way is the end of this call: a session may be gone already whose streams are not yet. */
    const admit = async (metadata: Metadata, deliver: (metadata: Metadata) => void) => {
      const name = identify
        ? await identify(
            peerOf({ metadata, getPeer: () => peer, getAuthContext: () => call.getAuthContext() }, stream.session),
          )
        : host;
      if (!isArriving) return;
      budget = name === undefined ? ofUnknown : ofKnown;
      holder = name ?? host;
      deliver(metadata);
    };

    return new ServerInterceptingCall(call, {
      start(next) {
        if (incomingEncoding !== IDENTITY)
          return end(
            call,
            status.UNIMPLEMENTED,
            `requests compressed with ${JSON.stringify(incomingEncoding)} are not accepted, only ${IDENTITY}`,
          );
        if (!calls.take(host, 1)) return end(call, status.RESOURCE_EXHAUSTED, 'too many calls are arriving at a time');
        isArriving = true;
        stream.once('close', () => {
          arrived();
          release();
        });
        stream.on('data', (chunk: Buffer) => {
          if (isArriving) hold(chunk);
        });
        expect(limits.arrivalMs, `the request did not arrive within ${limits.arrivalMs} ms`);
        next({
          onReceiveMetadata(metadata, deliver) {
            // Nothing is read before its caller is known.
            if (isArriving && !stream.destroyed) void admit(metadata, deliver).catch(refuseWith);
          },
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

const FRAME_HEAD_BYTES = 5;

/** Reads how long a call's first message says it is, from chunks of any size. */
function createFrameHead(): { messageBytes(chunk: Buffer): number } {
  let head = Buffer.alloc(0);
  return {
    messageBytes(chunk) {
      if (head.length < FRAME_HEAD_BYTES)
        head = Buffer.concat([head, chunk.subarray(0, FRAME_HEAD_BYTES - head.length)]);
      return head.length < FRAME_HEAD_BYTES ? 0 : head.readUInt32BE(1);
    },
  };
}

function end(call: ServerInterceptingCallInterface, code: number, details: string, metadata = new Metadata()): void {
  if (code === status.UNIMPLEMENTED) metadata.set('grpc-accept-encoding', IDENTITY);
  call.sendStatus(boundedTrailers({ code, details, metadata }));
}
