import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ABUSE_LIMITS } from '../../../shared/abuse-limits.ts';
import { OPERATOR_FIELDS } from '../../../shared/operator.ts';
import {
  DRAFT_FIELDS,
  ERASE_FIELD,
  IMPORT_FIELDS,
  LEAVE_FIELD,
  TEST_FIELD,
} from '../../../site/operator/news-desk.ts';
import type { Campaign } from '../../../storage/durable/mail-types.ts';
import {
  type CampaignPageOptions,
  renderCampaignPage,
  renderNewDraftPage,
  renderStartPage,
} from '../../../web/pages/site/operator/campaign-page.tsx';
import { type NewsPageOptions, renderNewsPage } from '../../../web/pages/site/operator/news-page.tsx';
import { idOf, type OperatorRoutes, placeIn, placeOf } from './operator-routes.ts';
import { fieldIn, sendPage } from './operator-scope.ts';

const PATH = '/operator/news';
const NOTHING = { values: {}, errors: {} };
const PEOPLE = { people: IMPORT_FIELDS, leave: LEAVE_FIELD, erase: ERASE_FIELD };
/** What else these pages show, where it is not the usual. */
type More<T> = Partial<T>;

/** W4, W5: mails to the list, and who is on it. */
export function addNewsDeskRoutes(routes: OperatorRoutes): void {
  addListRoutes(routes);
  addDraftRoutes(routes);
  addSendingRoutes(routes);
}

function addListRoutes({ app, site, frameOf }: OperatorRoutes): void {
  const desk = () => site().newsDesk;
  const big = { bodyLimit: ABUSE_LIMITS.newsFormBytes };
  const page = async (request: FastifyRequest, reply: FastifyReply, more: More<NewsPageOptions>) => {
    const { page, ...part } = placeOf(request);
    const { overview } = site().store;
    const [campaigns, all] = [await overview.campaigns(part), await overview.numbers()];
    const { confirmed = 0, asked = 0 } = all.subscribers;
    const numbers = { confirmed, asked, suppressed: all.suppressions };
    const shown = { frame: frameOf(request), numbers, campaigns, place: placeIn(page, all.campaigns) };
    const usual = { fields: PEOPLE, typed: NOTHING, imported: null, done: null };
    return sendPage(reply, renderNewsPage({ ...shown, ...usual, ...more }));
  };

  app.get(PATH, (request, reply) => {
    const done = z.enum(['leave', 'erase']).nullable().catch(null).parse(fieldIn(request.query, 'done'));
    return page(request, reply, { done });
  });
  app.post(`${PATH}/import`, big, async (request, reply) => {
    const done = await desk().import(request.body);
    if ('errors' in done) return page(request, reply.code(422), { typed: done });
    return page(request, reply, {
      // Lines that are put right come from the same place.
      typed: { values: done.left === '' ? {} : { ...fieldsIn(request.body), people: done.left }, errors: {} },
      imported: done.result,
    });
  });
  app.post(`${PATH}/leave`, async (request, reply) => {
    const typed = await desk().unsubscribe(request.body);
    return typed ? page(request, reply.code(422), { typed }) : reply.redirect(`${PATH}?done=leave`, 303);
  });
  app.post(`${PATH}/erase`, async (request, reply) => {
    const typed = await desk().erase(request.body);
    return typed ? page(request, reply.code(422), { typed }) : reply.redirect(`${PATH}?done=erase`, 303);
  });
}

/** Where and when people asked, as it was typed. */
const fieldsIn = (body: unknown) => ({ source: fieldIn(body, 'source'), asked: fieldIn(body, 'asked') });

/** Finds the mail that an address is about. */
async function find(
  { site }: Pick<OperatorRoutes, 'site'>,
  request: FastifyRequest,
): Promise<Campaign | null> {
  const id = idOf(request);
  return id === null ? null : site().store.campaigns.find(id);
}

/** Shows a mail to the list. */
async function showCampaign(
  { site, frameOf }: OperatorRoutes,
  { request, reply, campaign }: { request: FastifyRequest; reply: FastifyReply; campaign: Campaign },
  more: More<CampaignPageOptions>,
): Promise<FastifyReply> {
  const { id, subject, text } = campaign;
  const preview = (await site().campaigns.preview(id))?.text ?? '';
  const shown = { frame: frameOf(request), campaign, preview, progress: await site().campaigns.progress(id) };
  const usual = {
    ...{ fields: DRAFT_FIELDS, draft: { values: { subject, text }, errors: {} } },
    ...{ testField: TEST_FIELD, test: NOTHING, isTested: false, late: null },
    mailsWait: !site().sendsMail,
  };
  return sendPage(reply, renderCampaignPage({ ...shown, ...usual, ...more }));
}

function addDraftRoutes(routes: OperatorRoutes): void {
  const { app, site, frameOf, gone } = routes;
  const desk = () => site().newsDesk;
  const big = { bodyLimit: ABUSE_LIMITS.newsFormBytes };

  app.get(`${PATH}/new`, (request, reply) => {
    const shown = { frame: frameOf(request), fields: DRAFT_FIELDS, typed: NOTHING, id: randomUUID() };
    return sendPage(reply, renderNewDraftPage(shown));
  });
  app.post(PATH, big, async (request, reply) => {
    const made = await desk().create(request.body);
    if (typeof made === 'string') return reply.redirect(`${PATH}/${made}`, 303);
    const id = z.uuid().catch(randomUUID()).parse(fieldIn(request.body, OPERATOR_FIELDS.id));
    const shown = { frame: frameOf(request), fields: DRAFT_FIELDS, typed: made, id };
    return sendPage(reply.code(422), renderNewDraftPage(shown));
  });
  app.get(`${PATH}/:id`, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    const isTested = fieldIn(request.query, 'done') === 'test';
    return showCampaign(routes, { request, reply, campaign }, { isTested });
  });
  app.post(`${PATH}/:id`, big, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    const done = await desk().change(campaign.id, request.body);
    if (done === null) return reply.redirect(`${PATH}/${campaign.id}`, 303);
    if (done !== false)
      return showCampaign(routes, { request, reply: reply.code(422), campaign }, { draft: done });
    const late = ['subject', 'text'].map((name) => fieldIn(request.body, name)).join('\n\n');
    const now = (await find(routes, request)) ?? campaign;
    return showCampaign(routes, { request, reply: reply.code(409), campaign: now }, { late });
  });
  app.post(`${PATH}/:id/test`, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    const test = await desk().test(campaign.id, request.body);
    if (test === null) return reply.redirect(`${PATH}/${campaign.id}?done=test`, 303);
    return showCampaign(routes, { request, reply: reply.code(422), campaign }, { test });
  });
  app.post(`${PATH}/:id/delete`, async (request, reply) => {
    const id = idOf(request);
    if (id === null || !(await desk().remove(id))) return gone(reply);
    return reply.redirect(PATH, 303);
  });
  // As a mail program shows it. Opening it is not counted: the picture that counts is left out.
  app.get(`${PATH}/:id/preview`, async (request, reply) => {
    const id = idOf(request);
    const somebody = { email: 'somebody@example.org', countsOpens: false };
    const mail = id === null ? null : await site().campaigns.preview(id, somebody);
    return mail === null ? gone(reply) : sendPage(reply, mail.html);
  });
}

function addSendingRoutes(routes: OperatorRoutes): void {
  const { app, site, frameOf, gone } = routes;
  const desk = () => site().newsDesk;

  app.get(`${PATH}/:id/start`, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    if (campaign.state !== 'draft') return reply.redirect(`${PATH}/${campaign.id}`, 303);
    const preview = (await site().campaigns.preview(campaign.id))?.text ?? '';
    const readers = await desk().readers();
    return sendPage(reply, renderStartPage({ frame: frameOf(request), campaign, preview, readers }));
  });
  app.post(`${PATH}/:id/start`, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    const isBegun = await desk().start(campaign.id);
    // A button pressed twice leads to the progress, too; a list with nobody on it back to the question.
    const isDraft = !isBegun && (await find(routes, request))?.state === 'draft';
    return reply.redirect(`${PATH}/${campaign.id}${isDraft ? '/start' : ''}`, 303);
  });
  app.post(`${PATH}/:id/resume`, async (request, reply) => {
    const id = idOf(request);
    if (id === null || (await find(routes, request)) === null) return gone(reply);
    await desk().resume(id);
    return reply.redirect(`${PATH}/${id}`, 303);
  });
  app.post(`${PATH}/:id/stop`, async (request, reply) => {
    const campaign = await find(routes, request);
    if (campaign === null) return gone(reply);
    if (campaign.state === 'sending' || campaign.state === 'paused') await desk().stop(campaign.id);
    return reply.redirect(`${PATH}/${campaign.id}`, 303);
  });
}
