import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { scores } from '../../testing/verdicts';
import { imageLocality } from './image-locality';

const MiB = 1024 * 1024;
const cluster = buildCluster([
  buildNode('a', {
    status: {
      images: [
        { names: ['docker.io/nginx:latest', 'nginx:latest'], sizeBytes: 1000 * MiB },
        { names: ['r:5000/tiny:latest'], sizeBytes: 10 * MiB },
      ],
    },
  }),
  buildNode('b', { status: { images: [{ names: ['nginx:latest'], sizeBytes: 1000 * MiB }] } }),
  buildNode('c', { status: { images: [{ names: ['big:v1'], sizeBytes: 3000 * MiB }] } }),
  buildNode('d'),
]);

test.each<{ name: string; images: string[]; expected: Record<string, number> | undefined }>([
  { name: 'an image no node has', images: ['other'], expected: undefined },
  // 1000 MiB on half of the nodes count as 500 MiB: (500-23)/(1000-23)
  { name: 'an image without a tag is its latest', images: ['nginx'], expected: { a: 48, b: 48, c: 0, d: 0 } },
  {
    name: 'a registry port is not a tag, and small images count nothing',
    images: ['r:5000/tiny'],
    expected: { a: 0, b: 0, c: 0, d: 0 },
  },
  // 750 MiB and 500 MiB of at most 2000
  { name: 'two containers', images: ['nginx', 'big:v1'], expected: { a: 24, b: 24, c: 36, d: 0 } },
])('$name', ({ images, expected }) => {
  const pod = buildPodInfo('p', { spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) } });
  expect(scores(imageLocality, pod, cluster)).toEqual(expected);
});
