import { fieldErrorText } from '@kubets/apimachinery';
import type { CertificateSigningRequest } from '@kubets/proto-gen/certificates/v1';
import { validateRequestUpdate } from './validation';

const csr = (...types: string[]): CertificateSigningRequest => ({
  status: { conditions: types.map((type) => ({ type, status: 'True' })) },
});

test('what is taken away is told before what is added', () => {
  expect(validateRequestUpdate(csr('Approved'), csr('Failed')).map(fieldErrorText)).toEqual([
    'status.conditions: Forbidden: updates may not remove a condition of type "Failed"',
    'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
  ]);
  expect(validateRequestUpdate(csr('Failed', 'Approved'), csr('Failed'), { approval: true })).toEqual([]);
});
