// Files run beside each other end together when the long ones come first. How long they are says their size, but for those that have
// programs built or installed and wait for them.
const { default: Sequencer } = require('@jest/test-sequencer');

const LONG = [
  'clients/clients',
  'testing-package',
  'kubets-package',
  'apiserver-kubectl',
  'supervisor.test',
  'testing-cluster',
];

module.exports = class LongFilesFirst extends Sequencer {
  /** @override */
  sort(tests) {
    const isLong = ({ path }) => LONG.some((part) => path.includes(part));
    return super.sort(tests).sort((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
};
