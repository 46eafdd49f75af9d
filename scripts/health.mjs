// Whether the server of this container answers: exit code 0 or 1. Its certificate is not looked at, it is asked from inside.
import { request } from 'node:https';

const port = process.env.PORT || 8443;
const host = process.env.HOST || '127.0.0.1';
const fail = () => process.exit(1);
const options = { host, port, path: '/health', rejectUnauthorized: false, timeout: 2_500 };
request(options, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
  .on('timeout', fail)
  .on('error', fail)
  .end();
