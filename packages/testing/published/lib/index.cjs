exports.startCluster = require('./loaded-kit.cjs').kit.startCluster;
