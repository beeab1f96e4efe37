import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import type { WireLayout } from './wire-layout';

/** In what Kubernetes' own protobuf encoding and that of our protos differ for one who reads it. */
export interface WireEncoding {
  layoutOf(message: MessageSchema): WireLayout;
  /** What is one of several things in JSON stands in a message with a field for each. */
  hasForms: boolean;
  /** A value that stands in bytes of its own, but for messages. @throws Error for bytes that are none. */
  delimited(bytes: Uint8Array, field: FieldSchema): unknown;
  /**
   * The value of a map's entry that has none, or (`isThere`) one that says nothing; undefined where there is no such entry
   * then. Of a message, its bytes.
   */
  nothingIn(field: FieldSchema, isThere: boolean): unknown;
  /** Whether the value of a single field is set by being there. */
  isSaid(value: unknown, field: FieldSchema): boolean;
}
