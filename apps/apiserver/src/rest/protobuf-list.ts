import { encodeKubernetesMessage, messageOfKind, protobufEnvelope, protobufItemHead } from '@kubets/apimachinery';
import { isTurnOver, nextTurn } from '../pipeline/turns';
import type { ListContent } from './list-content';

/**
 * A list in Kubernetes' protobuf encoding, in pieces: its length stands at its beginning, so all elements are made before
 * the first byte is sent, in turns. Many lists of the same objects share the bytes of their elements.
 */
export async function protobufList({
  head,
  items,
  element,
  ahead,
}: ListContent): Promise<{ pieces: Iterator<Buffer>; size: number }> {
  const apiVersion = String(head['apiVersion']);
  const kind = String(head['kind']);
  const message = messageOfKind(apiVersion, kind);
  if (!message) throw new Error(`there is no ${kind} in ${apiVersion}`);
  const metadata = encodeKubernetesMessage(head, message);
  const elements: Buffer[] = [];
  let length = metadata.length;
  for (const stored of items) {
    if (isTurnOver()) await nextTurn();
    const isReady = ahead?.(stored);
    if (isReady) await isReady;
    const made = element(stored);
    if (!made) continue;
    elements.push(made);
    length += protobufItemHead(made.length).length + made.length;
  }
  const envelope = protobufEnvelope(apiVersion, kind, length);
  return {
    size: envelope.head.length + length + envelope.tail.length,
    pieces: piecesOf([envelope.head, metadata], elements, envelope.tail),
  };
}

function* piecesOf(start: Buffer[], elements: readonly Buffer[], end: Buffer): Generator<Buffer> {
  yield* start;
  for (const element of elements) {
    yield protobufItemHead(element.length);
    yield element;
  }
  yield end;
}
