import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { canRewrite, rewriteHtml, rewriteLink } from './rewrite-links';

const location = { prefix: '/api/v1/namespaces/d/pods/p/proxy', hosts: ['10.0.0.1:80', 'kube.example:6443'] };

test.each([
  ['/', `${location.prefix}/`],
  ['/a/b/', `${location.prefix}/a/b/`],
  ['/a//b?x=/y#/z', `${location.prefix}/a/b?x=/y#/z`],
  ['http://10.0.0.1:80/a', `${location.prefix}/a`],
  ['https://kube.example:6443/a', `${location.prefix}/a`],
  ['//10.0.0.1:80/a', `${location.prefix}/a`],
  [`${location.prefix}/a`, `${location.prefix}/a`],
  ['a/b', 'a/b'],
  ['?x', '?x'],
  ['#x', '#x'],
  ['', ''],
  ['mailto:a@b.c', 'mailto:a@b.c'],
  ['data:text/plain,/x', 'data:text/plain,/x'],
  ['http://elsewhere.example/a', 'http://elsewhere.example/a'],
  ['http://10.0.0.1:81/a', 'http://10.0.0.1:81/a'],
])('%s', (link, expected) => expect(rewriteLink(link, location)).toBe(expected));

test.each([
  ['text/html', undefined, true],
  ['Text/HTML; charset=x', '', true],
  ['text/html', 'gzip', true],
  ['text/html', 'br', false],
  ['text/html', '__proto__', false],
  ['text/plain', undefined, false],
  [undefined, undefined, false],
])('%s, %s: %s', (type, encoding, expected) => expect(canRewrite(type, encoding)).toBe(expected));

const inPieces = (bytes: Buffer, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );

describe('HTML', () => {
  test.each([
    ['<a href="/x">t</a>', `<a href="${location.prefix}/x">t</a>`],
    ["<IMG SRC='/i.png' alt=x>", `<img src="${location.prefix}/i.png" alt="x">`],
    ['<a  href="rel"  CLASS=x >t</a >', '<a  href="rel"  CLASS=x >t</a >'],
    ['<a title="/x">/x</a>', '<a title="/x">/x</a>'],
    ['<!DOCTYPE html>\n<!-- <a href="/x"> -->', '<!DOCTYPE html>\n<!-- <a href="/x"> -->'],
    ['<script src="/s.js">"<a href=/x>"</script>', `<script src="${location.prefix}/s.js">"<a href=/x>"</script>`],
    ['<pre>\n\n a &amp; b \u0000\r\n</pre>', '<pre>\n\n a &amp; b \u0000\r\n</pre>'],
    ['\u00e4\u00ff<form action=/f>\u00e4', `\u00e4\u00ff<form action="${location.prefix}/f">\u00e4`],
    ['<p>not closed <a href="/x', '<p>not closed '],
  ])('%j', async (html, expected) => {
    const bytes = Buffer.from(html, 'latin1');
    for (const size of [1, 7, 1000]) {
      const rewritten = await buffer(await rewriteHtml(inPieces(bytes, size), undefined, location));
      expect(rewritten.toString('latin1')).toBe(expected);
    }
  });

  test.each([
    ['gzip', gzipSync, gunzipSync],
    ['deflate', deflateSync, inflateSync],
  ] as const)('%s', async (encoding, pack, unpack) => {
    const html = await rewriteHtml(inPieces(pack('<a href="/x">'), 3), encoding, location);
    expect(unpack(await buffer(html)).toString()).toBe(`<a href="${location.prefix}/x">`);
    await expect(
      rewriteHtml(inPieces(Buffer.from('no such thing'), 4), encoding, location).then(buffer),
    ).rejects.toThrow();
  });

  test('much of it passes piece by piece', async () => {
    const piece = Buffer.from(`<p>${'x'.repeat(1000)}</p><a href="/x">`);
    const many = Readable.from(Array.from({ length: 5000 }, () => piece));
    const rewritten = await buffer(await rewriteHtml(many, undefined, location));
    expect(rewritten).toHaveLength(5000 * (piece.length + location.prefix.length));
  });

  test('one endless tag breaks off', async () => {
    const endless = Readable.from(
      (function* () {
        yield Buffer.from('<a title="');
        for (;;) yield Buffer.alloc(64 * 1024, 'x');
      })(),
    );
    await expect(rewriteHtml(endless, undefined, location).then(buffer)).rejects.toThrow('too long');
  });
});
