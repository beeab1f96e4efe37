import { Metadata } from '@grpc/grpc-js';
import { asciiJson } from './caller';

test.each(['plain', '"quoted"', 'é\n\u0000', '\u{1f600}\u007f\u2028', '\ud800'])(
  'a warning of %j is carried by metadata',
  (text) => {
    const metadata = new Metadata();
    metadata.add('warning', asciiJson(text));
    expect(JSON.parse(String(metadata.get('warning')[0]))).toBe(text);
  },
);
