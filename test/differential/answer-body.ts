import { BinaryReader } from '@bufbuild/protobuf/wire';
import { decodeKubernetesProtobuf, KUBERNETES_PROTOBUF } from '@kubets/apimachinery';
import { parse } from 'yaml';
import type { Answer, Asked } from './case';
import { normalised, withoutAges } from './normalise';

/** A body as it is compared. */
export interface AnswerBody {
  /** The text itself, normalised: what bytes say is told as JSON. */
  text: string;
  /** What the text says, an array of frames for a watch; undefined where it is in no format. */
  value: unknown;
}

export function bodyOf({ code, headers, body }: Answer, asked: Asked): AnswerBody {
  const type = headers['content-type'] ?? '';
  const request = `${asked.path} ${JSON.stringify(asked.headers ?? {})} ${typeof asked.body === 'string' ? asked.body : JSON.stringify(asked.body)}`;
  const normal = (text: string) => {
    const result = normalised(text, request);
    return asked.headers?.accept?.includes('as=Table') ? withoutAges(result) : result;
  };
  if (type.includes(KUBERNETES_PROTOBUF)) {
    const values = type.includes('stream=watch') ? framesOf(body).map(eventOf) : protobufValue(body);
    const text = normal(JSON.stringify(values));
    return { text, value: JSON.parse(text) };
  }
  const text = normal(body.toString());
  if (isWatch(asked) && type.includes('json') && code < 400) {
    const lines = text.split('\n').filter((line) => line !== '');
    return { text, value: lines.map((line) => parsed(line) ?? line) };
  }
  if (type.includes('json')) return { text, value: parsed(text) };
  return { text, value: type.includes('yaml') ? parsedYaml(text) : undefined };
}

const isWatch = ({ path }: Asked) => /[?&]watch=(?!false|0)|\/watch\//.test(path);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function protobufValue(bytes: Buffer): unknown {
  try {
    return decodeKubernetesProtobuf(bytes);
  } catch (error) {
    return { undecodable: (error as Error).message, bytes: bytes.toString('hex') };
  }
}

/** The WatchEvent of a frame: its type, and the object in bytes of their own. */
function eventOf(frame: Buffer): unknown {
  const reader = new BinaryReader(frame);
  const event: { type?: string; object?: unknown } = {};
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    if (number === 1) event.type = reader.string();
    else event.object = protobufValue(rawOf(reader.bytes()));
  }
  return event;
}

/** What a RawExtension holds. */
function rawOf(extension: Uint8Array): Buffer {
  const reader = new BinaryReader(extension);
  reader.tag();
  return Buffer.from(reader.bytes());
}

/** Each with its length before it, in four bytes. */
function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    frames.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return frames;
}
