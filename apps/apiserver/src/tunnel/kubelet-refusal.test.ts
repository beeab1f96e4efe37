import { kubeletRefusal } from './kubelet-refusal';

test.each([
  [400, 'BadRequest', 'container "a" in pod "p" is waiting to start: ContainerCreating'],
  [500, 'InternalError', 'Internal error occurred: container "a" in pod "p" is waiting to start: ContainerCreating'],
  [404, 'NotFound', 'the server could not find the requested resource ( pods/log p)'],
  [403, 'Forbidden', 'container "a" in pod "p" is waiting to start: ContainerCreating ( pods/log p)'],
  [503, 'ServiceUnavailable', 'the server is currently unable to handle the request ( pods/log p)'],
  [
    502,
    'InternalError',
    'an error on the server ("container \\"a\\" in pod \\"p\\" is waiting to start: ContainerCreating") has prevented the request from succeeding ( pods/log p)',
  ],
  [302, '', 'the server responded with the status code 302 but did not return more information ( pods/log p)'],
])('%d', (code, reason, message) => {
  const refusal = kubeletRefusal(
    code,
    'container "a" in pod "p" is waiting to start: ContainerCreating',
    'pods/log',
    'p',
  );
  expect(refusal).toMatchObject({ code, reason, message });
});
