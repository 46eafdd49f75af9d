import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { FormError } from '../../shared/site-forms.ts';
import { readForm, readHidden } from '../../site/forms/read-form.ts';
import { readCorrection } from '../../site/rights/read-correction.ts';
import { kindOf } from '../../site/statistics/visit-counter.ts';
import { StoreAway } from '../../storage/durable/durable-store.ts';
import {
  type HeldPageOptions,
  type RightsNote,
  renderHeldPage,
  renderRightsNote,
} from '../../web/pages/site/held-page.tsx';
import { renderYourDataPage } from '../../web/pages/site/your-data-page.tsx';
import type { HttpApp } from '../http/app.ts';
import { clientAddress } from '../http/origin.ts';
import type { SiteRoutesOptions } from './form-routes.ts';
import { referrerOf, visitOf } from './statistics-routes.ts';

const paramsSchema = z.object({
  token: z
    .string()
    .regex(/^[\w-]{43}$/)
    .catch(''),
});
/** W11: the visitor's own view; and by a link in a mail all that is held under its address. */
export function addRightsRoutes(app: HttpApp, { site, trust, styles }: SiteRoutesOptions): void {
  const send = (reply: FastifyReply, html: string) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  const note = (reply: FastifyReply, said: RightsNote) =>
    send(reply, renderRightsNote({ note: said, styles: styles() }));
  const over = (reply: FastifyReply) => note(reply.code(410), 'over');
  const tokenOf = (request: FastifyRequest) => paramsSchema.parse(request.params).token;
  /** While the store is away the page says so, and that trying again is well. */
  const away = (reply: FastifyReply) => (error: unknown) => {
    if (!(error instanceof StoreAway)) throw error;
    return note(reply.code(503), 'away');
  };

  const page = (
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: { values: Record<string, string>; errors: Record<string, FormError> },
  ) => {
    const visit = kindOf(visitOf(request, trust));
    const hidden = { id: randomUUID(), token: site().guard.tokenOf('your-data') };
    const names = (request.headers.cookie ?? '')
      .split(';')
      .map((cookie) => cookie.split('=')[0]?.trim() ?? '');
    const cookies = names.filter((name) => name !== '');
    const referrer = referrerOf(request, trust);
    return send(
      reply,
      renderYourDataPage({ styles: styles(), visit, referrer, cookies, hidden, ...outcome }),
    );
  };

  app.get('/your-data', (request, reply) => {
    const has = (name: string) => Object.hasOwn(request.query as object, name);
    if (has('sent')) return note(reply, site().sendsMail ? 'sent' : 'sent-later');
    if (has('erased')) return note(reply, 'erased');
    return page(request, reply, { values: {}, errors: {} });
  });
  app.post('/your-data', { bodyLimit: ABUSE_LIMITS.addressFormBytes }, async (request, reply) => {
    const { guard, rights, linkTo } = site();
    const read = readForm('your-data', request.body);
    const { values } = read;
    if (!read.ok) return page(request, reply.code(422), read);
    const hidden = readHidden(request.body);
    const refused =
      guard.refusal('your-data', hidden) ?? guard.count('your-data', clientAddress(request.raw, trust));
    if (refused !== null) {
      return page(request, reply.code(refused === 'too-many' ? 429 : 422), {
        values,
        errors: { '': refused },
      });
    }
    try {
      await rights.ask(values.email ?? '', (token) => linkTo(`/your-data/${token}`));
    } catch (error) {
      if (!(error instanceof StoreAway)) throw error;
      return page(request, reply.code(503), { values, errors: { '': 'away' } });
    }
    return reply.redirect('/your-data?sent', 303);
  });

  const heldPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<HeldPageOptions, 'values' | 'errors' | 'done'> = {},
  ) => {
    const token = tokenOf(request);
    const found = await site().rights.held(token);
    return found === null
      ? over(reply)
      : send(reply, renderHeldPage({ styles: styles(), token, ...found, ...more }));
  };
  // Mail scanners open links: a GET changes nothing.
  app.get('/your-data/:token', (request, reply) => {
    const done = (['corrected', 'same'] as const).find((said) =>
      Object.hasOwn(request.query as object, said),
    );
    return heldPage(request, reply, done ? { done } : {}).catch(away(reply));
  });
  app.get('/your-data/:token/export.json', async (request, reply) => {
    const found = await site().rights.held(tokenOf(request)).catch(away(reply));
    if (found === null) return over(reply);
    if (!('held' in found)) return found;
    reply.header('content-disposition', 'attachment; filename="zipsocket-your-data.json"');
    const json = JSON.stringify({ address: found.email, ...found.held }, null, 2);
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(json);
  });
  app.post(
    '/your-data/:token/correct',
    { bodyLimit: ABUSE_LIMITS.addressFormBytes },
    async (request, reply) => {
      const { values, errors, to } = readCorrection(request.body);
      try {
        if (Object.keys(errors).length > 0)
          return await heldPage(request, reply.code(422), { values, errors });
        const isDone = await site().rights.correct(tokenOf(request), to);
        const said = Object.keys(to).length === 0 ? 'same' : 'corrected';
        return isDone ? reply.redirect(`/your-data/${tokenOf(request)}?${said}`, 303) : over(reply);
      } catch (error) {
        return away(reply)(error);
      }
    },
  );
  app.post(
    '/your-data/:token/erase',
    { bodyLimit: ABUSE_LIMITS.addressFormBytes },
    async (request, reply) => {
      try {
        const erased = await site().rights.erase(tokenOf(request));
        return erased === null ? over(reply) : reply.redirect('/your-data?erased', 303);
      } catch (error) {
        return away(reply)(error);
      }
    },
  );
}
