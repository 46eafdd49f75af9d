import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ABUSE_LIMITS } from '../../../shared/abuse-limits.ts';
import { OPERATOR_FIELDS } from '../../../shared/operator.ts';
import { maskLinks } from '../../../site/mail/mail-links.ts';
import { ANSWER_FIELD, type FieldsOutcome } from '../../../site/operator/inbox.ts';
import { NOTICE_FIELDS } from '../../../site/operator/notices.ts';
import type { Message } from '../../../storage/durable/durable-store.ts';
import { renderGaugePage, renderHealthPage } from '../../../web/pages/site/operator/health-page.tsx';
import { renderInboxPage, renderMessagePage } from '../../../web/pages/site/operator/inbox-page.tsx';
import { renderLogPage, renderMailPage } from '../../../web/pages/site/operator/lists-page.tsx';
import { renderNoticesPage } from '../../../web/pages/site/operator/notices-page.tsx';
import type { Place } from '../../../web/pages/site/operator/operator-page.tsx';
import { renderNotDonePage } from '../../../web/pages/site/operator/sign-in-page.tsx';
import type { HttpApp } from '../../http/app.ts';
import type { SiteRoutesOptions } from '../form-routes.ts';
import { addCountsRoutes } from './counts-routes.ts';
import { addNewsDeskRoutes } from './news-desk-routes.ts';
import { addOperatorScope, fieldIn, type OperatorScope, sendPage } from './operator-scope.ts';
import { addAnswerRoutes } from './survey-answer-routes.ts';

/** Lines on one page of a list. */
const PER_PAGE = 20;

/** What the routes of the operator's pages share. */
export interface OperatorRoutes extends OperatorScope, Pick<SiteRoutesOptions, 'site'> {
  gone(reply: FastifyReply): FastifyReply;
  now(): Date;
}

/** The operator's pages. Without JavaScript. */
export function addOperatorRoutes(app: HttpApp, options: SiteRoutesOptions): void {
  addOperatorScope(app, options, (scope) => {
    const routes: OperatorRoutes = {
      ...scope,
      site: options.site,
      now: () => new Date(options.site().operator.now()),
      gone: (reply) =>
        sendPage(reply.code(404), renderNotDonePage({ styles: options.styles(), why: 'gone' })),
    };
    addInboxRoutes(routes);
    addAnswerRoutes(routes);
    addNewsDeskRoutes(routes);
    addCountsRoutes(routes);
    addNoticeRoutes(routes);
    addListRoutes(routes);
  });
}

/** Where in a list a request is. */
export function placeOf(request: FastifyRequest): { page: number; limit: number; offset: number } {
  const page = z.coerce.number().int().min(1).max(1_000_000).catch(1).parse(fieldIn(request.query, 'page'));
  return { page, limit: PER_PAGE, offset: (page - 1) * PER_PAGE };
}
export const placeIn = (page: number, total: number): Place => ({ page, total, perPage: PER_PAGE });

/** The id in an address, where it is one. */
export function idOf(request: FastifyRequest): string | null {
  const id = z.uuid().safeParse((request.params as { id?: string }).id);
  return id.success ? id.data : null;
}

function addInboxRoutes({ app, site, frameOf, gone }: OperatorRoutes): void {
  const messages = () => site().store.messages;
  const find = async (request: FastifyRequest): Promise<Message | null> => {
    const id = idOf(request);
    return id === null ? null : messages().get(id);
  };
  const messagePage = (
    request: FastifyRequest,
    reply: FastifyReply,
    message: Message,
    { values, errors }: NonNullable<FieldsOutcome>,
  ) =>
    sendPage(
      reply,
      renderMessagePage({ frame: frameOf(request), message, field: ANSWER_FIELD, values, errors }),
    );

  app.get('/operator', async (request, reply) => {
    const { page, ...part } = placeOf(request);
    const [list, total] = [await messages().list(part), await messages().count()];
    const place = placeIn(page, total);
    return sendPage(reply, renderInboxPage({ frame: frameOf(request), messages: list, place }));
  });
  app.get('/operator/messages/:id', async (request, reply) => {
    const message = await find(request);
    return message ? messagePage(request, reply, message, { values: {}, errors: {} }) : gone(reply);
  });
  app.post(
    '/operator/messages/:id/answer',
    { bodyLimit: ABUSE_LIMITS.operatorFormBytes },
    async (request, reply) => {
      const message = await find(request);
      if (message === null) return gone(reply);
      const outcome = await site().operator.inbox.answer(message, request.body);
      if (outcome !== null) return messagePage(request, reply.code(422), message, outcome);
      return reply.redirect(`/operator/messages/${message.id}`, 303);
    },
  );
  app.post('/operator/messages/:id/delete', async (request, reply) => {
    const id = idOf(request);
    if (id === null) return gone(reply);
    await site().operator.inbox.remove(id);
    return reply.redirect('/operator', 303);
  });
}

function addNoticeRoutes({ app, site, frameOf, gone, now }: OperatorRoutes): void {
  const notices = () => site().operator.notices;
  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: NonNullable<FieldsOutcome>,
    id: string,
  ) => {
    const all = await notices().refresh();
    const shown = { frame: frameOf(request), notices: all, now: now(), fields: NOTICE_FIELDS };
    return sendPage(reply, renderNoticesPage({ ...shown, ...outcome, id }));
  };
  app.get('/operator/notices', (request, reply) => {
    const values = { from: now().toISOString().slice(0, 10) };
    return page(request, reply, { values, errors: {} }, randomUUID());
  });
  app.post('/operator/notices', { bodyLimit: ABUSE_LIMITS.operatorFormBytes }, async (request, reply) => {
    const outcome = await notices().add(request.body);
    if (outcome === null) return reply.redirect('/operator/notices', 303);
    const id = z.uuid().catch(randomUUID()).parse(fieldIn(request.body, OPERATOR_FIELDS.id));
    return page(request, reply.code(422), outcome, id);
  });
  app.post('/operator/notices/:id/delete', async (request, reply) => {
    const id = idOf(request);
    if (id === null) return gone(reply);
    await notices().remove(id);
    return reply.redirect('/operator/notices', 303);
  });
}

function addListRoutes({ app, site, frameOf }: OperatorRoutes): void {
  const overview = () => site().store.overview;
  const sum = (numbers: Readonly<Record<string, number>>) =>
    Object.values(numbers).reduce((total, each) => total + each, 0);

  app.get('/operator/mail', async (request, reply) => {
    const { page, ...part } = placeOf(request);
    const { store, campaigns } = site();
    const [queued, numbers] = [await store.mails.list(part), await overview().numbers()];
    // Of news the queue holds no text: it is made for each reader when it is sent.
    const made = await Promise.all(queued.map((mail) => campaigns.complete(mail)));
    // W12: the links in it are for who gets it alone.
    const masked = (text: string | undefined) => (text === undefined ? null : maskLinks(text));
    const mails = queued.map((mail, i) => ({ ...mail, text: masked(made[i]?.text) }));
    const place = placeIn(page, sum(numbers.mails));
    return sendPage(reply, renderMailPage({ frame: frameOf(request), mails, place }));
  });
  app.get('/operator/gauge', async (request, reply) => {
    const { page, ...part } = placeOf(request);
    const { gauge } = site().store;
    const [hours, total] = [await gauge.list(part), await gauge.count()];
    return sendPage(reply, renderGaugePage({ frame: frameOf(request), hours, place: placeIn(page, total) }));
  });
  app.get('/operator/log', async (request, reply) => {
    const { page, ...part } = placeOf(request);
    const { audit } = site().store;
    const [entries, total] = [await audit.list(part), await audit.count()];
    return sendPage(reply, renderLogPage({ frame: frameOf(request), entries, place: placeIn(page, total) }));
  });
  app.get('/operator/health', async (request, reply) => {
    const health = await site().operator.health();
    return sendPage(reply, renderHealthPage({ frame: frameOf(request), health }));
  });
}
