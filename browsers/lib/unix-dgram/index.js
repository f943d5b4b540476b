// Janode loads this eagerly, but only its Unix socket transport uses it; the tests use WebSockets.
'use strict';

exports.createSocket = () => {
  throw new Error('no Unix datagram sockets in these tests');
};
