import { posix } from 'node:path';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createDeflate, createGunzip, createGzip, createInflate } from 'node:zlib';
import type { RewritingStream as Rewriter } from 'parse5-html-rewriting-stream';

/** Where an answer comes from and how the client gets there. */
export interface ProxiedLocation {
  /** What stands before the backend's own path: `/api/v1/namespaces/default/pods/web/proxy`. */
  prefix: string;
  /** Hosts, with their ports, that mean the backend: its own, and that which the client asked. */
  hosts: readonly string[];
}

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** RFC 3986, 3: `rest` is query and fragment. */
function partsOf(link: string): { host: string; path: string; rest: string } {
  const behindScheme = link.slice(SCHEME.exec(link)?.[0].length ?? 0);
  const hasHost = behindScheme.startsWith('//');
  const [host, behindHost] = hasHost ? splitBefore(behindScheme.slice(2), /[/?#]/) : ['', behindScheme];
  const [path, rest] = splitBefore(behindHost, /[?#]/);
  return { host, path, rest };
}

function splitBefore(text: string, mark: RegExp): [string, string] {
  const at = text.search(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

/** A link that the backend gives, as the client has to follow it; links to elsewhere and relative ones stay as they are. */
export function rewriteLink(link: string, { prefix, hosts }: ProxiedLocation): string {
  const { host, path, rest } = partsOf(link);
  if ((host !== '' && !hosts.includes(host)) || !path.startsWith('/')) return link;
  return `${path.startsWith(prefix) ? path : posix.join(prefix, path)}${rest}`;
}

/** HTML's attributes that hold a link, by element. As Kubernetes knows them. */
const LINKS: Record<string, readonly string[]> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

/** How content is unpacked and packed again. */
const ENCODINGS: Record<string, readonly [() => Transform, () => Transform] | undefined> = {
  gzip: [createGunzip, createGzip],
  deflate: [createInflate, createDeflate],
};

export const canRewrite = (contentType: string | undefined, encoding: string | undefined): boolean =>
  contentType?.split(';')[0]!.trim().toLowerCase() === 'text/html' && (!encoding || Object.hasOwn(ENCODINGS, encoding));

/**
 * HTML with its links rewritten, as a stream. Content with a broken encoding breaks the answer off, and so does a single tag
 * of more than a megabyte, which would have to be held.
 */
export async function rewriteHtml(
  html: Readable,
  encoding: string | undefined,
  location: ProxiedLocation,
): Promise<Readable> {
  const codec = encoding ? ENCODINGS[encoding] : undefined;
  const steps: Transform[] = [await linkRewriter(location)];
  if (codec) {
    steps.unshift(codec[0]());
    steps.push(codec[1]());
  }
  // Errors end the last stream, which is where they are seen.
  return pipeline([html, ...steps], () => undefined) as Transform;
}

const MAX_HELD_BYTES = 1024 * 1024;

/** Bytes are characters here and there, so that what is no link stays what it was in any encoding that has ASCII in it. */
async function linkRewriter(location: ProxiedLocation): Promise<Transform> {
  // Only who proxies HTML needs it.
  const { RewritingStream } = await import('parse5-html-rewriting-stream');
  const rewriter = new RewritingStream();
  let held = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held += chunk.length;
      rewriter.write(chunk.toString('latin1'), (error) =>
        done(error ?? (held > MAX_HELD_BYTES ? new Error('a tag of the proxied HTML is too long') : undefined)),
      );
    },
    flush(done) {
      rewriter.once('end', done).end();
    },
    destroy(error, done) {
      rewriter.destroy();
      done(error);
    },
  });
  const take = (text: string) => void stream.push(Buffer.from(text, 'latin1'));
  rewriter.on('data', take);
  // What was read and what it became need not be of one length: all that has come out is held no more.
  const settle = (raw: string) => (held -= raw.length);
  for (const event of ['endTag', 'text', 'comment', 'doctype'] as const)
    rewriter.on(event, (_token: unknown, raw: string) => {
      settle(raw);
      rewriter.emitRaw(raw);
    });
  rewriter.on('startTag', (tag, raw) => {
    settle(raw);
    if (rewriteAttributes(tag, location)) rewriter.emitStartTag(tag);
    else rewriter.emitRaw(raw);
  });
  return stream;
}

type StartTag = Parameters<Rewriter['emitStartTag']>[0];

/** Whether there was something to change. */
function rewriteAttributes({ tagName, attrs }: StartTag, location: ProxiedLocation): boolean {
  const links = Object.hasOwn(LINKS, tagName) ? LINKS[tagName]! : [];
  let isChanged = false;
  for (const attribute of attrs) {
    if (!links.includes(attribute.name)) continue;
    const link = rewriteLink(attribute.value, location);
    isChanged ||= link !== attribute.value;
    attribute.value = link;
  }
  return isChanged;
}
