import { ConfigMapsService } from '@kubets/proto-gen/core/v1';
import { FUZZ_NAMESPACES } from '../generate/http-request';
import type { CredentialsOf } from '../send/callers';
import { createGrpcSender } from '../send/grpc';
import { createHttp1Sender } from '../send/http1';
import { createHttp2Sender } from '../send/http2';
import { sendRaw } from '../send/raw-http';
import { sendRawHttp2 } from '../send/raw-http2';
import type { FuzzTarget } from '../target/fuzz-target';
import type { Range } from './aim';

const [NAMESPACE] = FUZZ_NAMESPACES;
const WRITABLE = /^\/(api|apis)\//;
const FRAME_HEADER = 5;

/** Ranges of one target. */
export interface Ranges {
  /** A case's own place, and the paths of what it may have made there. */
  of(index: number): Range & { made: Set<string> };
  close(): void;
}

export function createRanges(target: FuzzTarget, credentials: CredentialsOf): Ranges {
  const senders = { http1: createHttp1Sender(target), http2: createHttp2Sender(target) };
  const grpc = createGrpcSender(target);

  function rangeOf(index: number): Range & { made: Set<string> } {
    const name = `aimed-${index}`;
    const filled = <T extends string | Buffer | undefined>(text: T): T =>
      typeof text === 'string'
        ? (text.replaceAll('NAME', name).replaceAll('/NS/', `/${NAMESPACE}/`).replaceAll('=NS', `=${NAMESPACE}`) as T)
        : text;
    const made = new Set<string>();
    /** An apply makes what is not there, and so may a PUT. */
    const noteMade = (method: string, path: string) => {
      if (method === 'POST') made.add(`${path}/${name}`);
      if ((method === 'PATCH' || method === 'PUT') && path.endsWith(`/${name}`)) made.add(path);
    };
    return {
      name,
      made,
      http({ method, path, body, contentType, headers = [], as = 'admin', over = 'http1' }) {
        const url = filled(path);
        if (WRITABLE.test(url)) noteMade(method, url.split('?')[0]!);
        const given = [...(contentType ? [['content-type', contentType] as [string, string]] : []), ...headers];
        return senders[over].send(
          { method, path: url, headers: given, ...(body !== undefined && { body: Buffer.from(filled(body)) }) },
          credentials(as, index),
        );
      },
      grpc(path, message, { as = 'admin', body, metadata = [] } = {}) {
        if (path === ConfigMapsService.create.path) made.add(`/api/v1/namespaces/${NAMESPACE}/configmaps/${name}`);
        const frame = Buffer.alloc(FRAME_HEADER);
        frame.writeUInt32BE(message.length, 1);
        return grpc.send(
          { path, metadata, body: body ?? Buffer.concat([frame, message]), stream: false },
          credentials(as, index),
        );
      },
      raw: (bytes) => sendRaw(target, bytes),
      frames: (bytes) => sendRawHttp2(target, bytes),
    };
  }

  return {
    of: rangeOf,
    close: () => [senders.http1, senders.http2, grpc].forEach((sender) => sender.close()),
  };
}
