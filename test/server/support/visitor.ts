import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who reads pages and fills forms without JavaScript and without cookies. */
export interface Visitor {
  get(target: string): Promise<Reply>;
  /** Sends what is in a form, as a browser does; or a body as it is. */
  post(target: string, fields: Readonly<Record<string, string>> | string): Promise<Reply>;
  /** The address they come from. */
  readonly from: string;
  /** The hidden fields of a form's page. */
  hidden(target: string): Promise<Record<string, string>>;
}

const FORM = 'application/x-www-form-urlencoded';

/** @param options.from another address of this machine to come from, such as 127.0.0.2 */
export function open(url: string, { from }: { from?: string } = {}): Visitor {
  const ask = (target: string, body?: string) =>
    new Promise<Reply>((resolve, reject) => {
      const asked = request(new URL(target, url), {
        ...{ method: body === undefined ? 'GET' : 'POST', rejectUnauthorized: false, agent: false },
        ...{ host: '127.0.0.1', headers: body === undefined ? {} : { 'content-type': FORM } },
        ...(from === undefined ? {} : { localAddress: from }),
      });
      asked.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      asked.once('error', reject);
      asked.end(body);
    });
  return {
    from: from ?? '127.0.0.1',
    get: (target) => ask(target),
    post: (target, fields) =>
      ask(target, typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()),
    async hidden(target) {
      const { body } = await ask(target);
      const found = body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g);
      return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
    },
  };
}
