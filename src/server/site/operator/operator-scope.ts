import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OPERATOR_COOKIE, OPERATOR_FIELDS } from '../../../shared/operator.ts';
import { isOwnForm, SESSION_MS, type SignedIn } from '../../../site/operator/operator-sessions.ts';
import { StoreAway } from '../../../storage/durable/durable-store.ts';
import type { Frame } from '../../../web/pages/site/operator/operator-page.tsx';
import { renderNotDonePage, renderSignInPage } from '../../../web/pages/site/operator/sign-in-page.tsx';
import type { HttpApp } from '../../http/app.ts';
import { clientAddress } from '../../http/origin.ts';
import type { SiteRoutesOptions } from '../form-routes.ts';
import { isFromOwnPage } from './own-page.ts';

/** Fields of our forms with something that somebody wrote. */
const WRITTEN = ['answer', 'subject', 'text', 'people', 'source'];
const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** What routes of the operator can do. */
export interface OperatorScope {
  app: HttpApp;
  frameOf(request: FastifyRequest): Frame;
}

export const sendPage = (reply: FastifyReply, html: string) =>
  reply.type('text/html; charset=utf-8').send(html);

/** Text fields of a body, whatever it is. */
export function fieldIn(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

/**
 * W12: the operator's part of the website. What `add` adds is for nobody who is not signed in, and its forms are taken
 * from our own pages in the same session alone. Only the sign-in itself lies outside.
 */
export function addOperatorScope(
  app: HttpApp,
  { site, trust, styles }: SiteRoutesOptions,
  add: (scope: OperatorScope) => void,
): void {
  const signedIn = new WeakMap<FastifyRequest, SignedIn>();
  const sessions = () => site().operator.sessions;
  const tokenIn = (request: FastifyRequest) => request.cookies[OPERATOR_COOKIE] ?? '';
  const signInPage = (reply: FastifyReply, more: Partial<Parameters<typeof renderSignInPage>[0]>) => {
    const hasToken = site().operator.link === null;
    return sendPage(
      reply,
      renderSignInPage({ styles: styles(), link: null, hasToken, problem: null, ...more }),
    );
  };
  const notDone = (reply: FastifyReply, why: 'form' | 'site' | 'away', typed: string[] = []) =>
    sendPage(reply, renderNotDonePage({ styles: styles(), why, typed }));

  app.register(async (outside) => {
    await outside.register(cookie);
    outside.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
      // Otherwise browsers say of our own forms that they come from nowhere. The link of the sign-in stays here too.
      reply.header('referrer-policy', 'same-origin');
    });
    outside.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'POST' || isFromOwnPage(request.raw, trust)) return;
      return notDone(reply.code(403), 'site');
    });
    outside.setErrorHandler((error: Error, _request, reply) => {
      if (!(error instanceof StoreAway)) throw error; // is the whole app's to answer
      return notDone(reply.code(503), 'away', typedIn(_request));
    });

    outside.get('/operator/sign-in', (request, reply) => {
      const link = fieldIn(request.query, 'link');
      return signInPage(reply, { link: link === '' ? null : link.slice(0, 200) });
    });
    outside.post('/operator/sign-in', async (request, reply) => {
      const secret = fieldIn(request.body, OPERATOR_FIELDS.secret);
      const done = await sessions().signIn(secret, clientAddress(request.raw, trust));
      if (typeof done === 'string')
        return signInPage(reply.code(done === 'wrong' ? 403 : 429), { problem: done });
      reply.setCookie(OPERATOR_COOKIE, done.token, { ...COOKIE, maxAge: SESSION_MS / 1000 });
      return reply.redirect('/operator', 303);
    });

    outside.register(async (inside) => {
      inside.addHook('preHandler', async (request, reply) => {
        const token = tokenIn(request);
        const session = token === '' ? null : await sessions().find(token);
        if (session === null) {
          if (request.method !== 'POST') return reply.redirect('/operator/sign-in', 303);
          return signInPage(reply.code(401), { typed: typedIn(request) });
        }
        if (request.method === 'POST' && !isOwnForm(session, fieldIn(request.body, OPERATOR_FIELDS.csrf)))
          return notDone(reply.code(403), 'form', typedIn(request));
        signedIn.set(request, session);
      });
      inside.post('/operator/sign-out', async (request, reply) => {
        await sessions().signOut(tokenIn(request));
        return reply.clearCookie(OPERATOR_COOKIE, COOKIE).redirect('/operator/sign-in', 303);
      });
      add({
        app: inside as unknown as HttpApp,
        frameOf: (request) => ({ styles: styles(), ...signedIn.get(request)! }),
      });
    });
  });
}

function typedIn({ body }: FastifyRequest): string[] {
  return WRITTEN.map((name) => fieldIn(body, name)).filter((text) => text.trim() !== '');
}
