import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formFields } from './support/form-fields.ts';
import { hiddenOf, type SiteServed, serveSite, writeSurvey } from './support/site-served.ts';

const SURVEY = {
  title: 'How was the room?',
  asksForAddress: true,
  questions: [
    { id: 'what', kind: 'text', label: 'What did you share?', maxLength: 30 },
    { id: 'device', kind: 'choice', label: 'On what?', options: ['Phone', 'Laptop'], required: true },
    { id: 'why', kind: 'several', label: 'Why?', options: ['Work', 'School', 'Fun, mostly'] },
    { id: 'again', kind: 'scale', label: 'Again?', from: 1, to: 5, low: 'never', high: 'surely' },
  ],
};

let site: SiteServed;
beforeAll(async () => {
  site = await serveSite({ contactEmail: 'us@zipsocket.example' });
  await writeSurvey(site, 'rooms', SURVEY);
});
afterAll(() => site.close());

async function open(path = '/survey/rooms'): Promise<Record<string, string>> {
  const { body } = await site.get(path);
  site.clock.now += 11 * 60_000; // nobody is too quick, or sends too many
  return hiddenOf(body);
}
const answers = (id = 'rooms') => site.site.store.surveys.list(id, { limit: 100 });
const GOOD = { 'q-what': '=1+1', 'q-device': 'Phone', 'q-why': ['Work', 'Fun, mostly'], 'q-again': '4' };

describe('W4: a survey', () => {
  test('is answered without cookie or script, anonymously; sent twice it is one answer', async () => {
    const sent = { ...(await open()), ...GOOD };
    const [first, second] = [
      await site.post('/survey/rooms', sent, {}),
      await site.post('/survey/rooms', sent, {}),
    ];
    for (const answer of [first, second])
      expect([answer.status, answer.headers.location]).toEqual([303, '/survey/rooms?sent']);
    expect(first.headers['set-cookie']).toBeUndefined();
    expect((await site.get('/survey/rooms?sent')).body).toContain('Your answers have arrived');
    const given = { what: '=1+1', device: 'Phone', why: ['Work', 'Fun, mostly'], again: '4' };
    expect(await answers()).toMatchObject([{ answers: given, email: null, surveyId: 'rooms' }]);
  });

  test('that the database is away for comes back whole, and sent again it is one answer', async () => {
    await writeSurvey(site, 'patient', SURVEY);
    const page = await open('/survey/patient');
    const sent = { ...page, ...GOOD };
    site.postgres.pause();
    let shown: Record<string, string[]> = {};
    try {
      const away = await site.post('/survey/patient', sent);
      expect(away.status).toBe(503);
      shown = formFields(away.body);
    } finally {
      site.postgres.resume();
    }
    const whole = Object.entries(GOOD).map(([name, value]) => [name, [value].flat()]);
    expect(shown).toMatchObject({ ...Object.fromEntries(whole), id: [page.id] });
    site.clock.now += 5_000;
    for (const again of [shown, shown, sent])
      expect((await site.post('/survey/patient', again)).status).toBe(303);
    expect(await answers('patient')).toHaveLength(1);
  });

  test('that is changed and sent again is one answer, with what it said last', async () => {
    await writeSurvey(site, 'changing', SURVEY);
    const sent = { ...(await open('/survey/changing')), ...GOOD };
    const changed = { ...sent, 'q-what': 'Two owls', 'q-why': [] };
    for (const each of [sent, changed, changed])
      expect((await site.post('/survey/changing', each)).status).toBe(303);
    const given = { what: 'Two owls', device: 'Phone', again: '4' };
    expect((await answers('changing')).map((each) => each.answers)).toEqual([given]);
  });

  test('comes back whole when it cannot be kept, whatever the reason', async () => {
    await writeSurvey(site, 'broken', SURVEY);
    const page = await open('/survey/broken');
    const sent = { ...page, ...GOOD };
    const client = new pg.Client({ connectionString: site.postgres.url });
    await client.connect();
    await client.query('alter table survey_answers rename to gone');
    try {
      const refused = await site.post('/survey/broken', sent);
      expect(refused.status).toBe(503);
      const whole = Object.entries(GOOD).map(([name, value]) => [name, [value].flat()]);
      expect(formFields(refused.body)).toMatchObject({ ...Object.fromEntries(whole), id: [page.id] });
    } finally {
      await client.query('alter table gone rename to survey_answers');
      await client.end();
    }
    expect((await site.post('/survey/broken', sent)).status).toBe(303);
    expect(await answers('broken')).toHaveLength(1);
  });

  test('is told to the operator by one mail, which says nothing of what was answered or by whom', async () => {
    const { store } = site.site;
    const told = () => store.mails.of('us@zipsocket.example');
    const before = (await told()).length;
    const sent = {
      ...(await open()),
      ...GOOD,
      'q-what': 'canary',
      email: 'canary@example.org',
      age: 'adult',
    };
    for (const _ of [1, 2]) expect((await site.post('/survey/rooms', sent)).status).toBe(303);
    expect(await told()).toHaveLength(before + 1);
    const mail = (await told()).at(-1);
    expect(mail).toMatchObject({ kind: 'operator', subject: 'An answer to a survey' });
    expect(mail?.text).toContain('https://site.example/operator/surveys/rooms\n');
    expect(JSON.stringify(mail)).not.toContain('canary');
  });

  test('keeps an address that is offered, in lower case', async () => {
    await site.post('/survey/rooms', { ...(await open()), ...GOOD, email: 'Ada@Example.org', age: 'adult' });
    expect(await site.site.store.surveys.of('ada@example.org')).toHaveLength(1);
  });

  test('N4: says that children are asked for nothing, and refuses their address, keeping what was answered', async () => {
    expect((await site.get('/survey/rooms')).body).toContain('under 13');
    const before = (await answers()).length;
    const child = { ...GOOD, email: 'kid@example.org', age: 'child' };
    const refused = await site.post('/survey/rooms', { ...(await open()), ...child });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('We take nothing personal from children');
    expect(refused.body).toMatch(/value="Fun, mostly" type="checkbox" checked/);
    expect(refused.body).toContain('value="kid@example.org"');
    expect(await answers()).toHaveLength(before);
    // Anonymous answers of a child are nothing personal.
    const anonymous = await site.post('/survey/rooms', { ...(await open()), ...GOOD, age: 'child' });
    expect(anonymous.status).toBe(303);
    expect(await answers()).toHaveLength(before + 1);
  });

  test.each([
    ['nothing where something is needed', { 'q-device': '' }, 'field-q-device-error', 'Please choose'],
    [
      'a choice that is not offered',
      { 'q-device': 'Toaster' },
      'field-q-device-error',
      'none of the answers',
    ],
    ['one of several not offered', { 'q-why': ['Work', 'x'] }, 'field-q-why-error', 'none of the answers'],
    ['a step beyond the scale', { 'q-again': '6' }, 'field-q-again-error', 'none of the answers'],
    ['a long text', { 'q-what': 'x'.repeat(31) }, 'field-q-what-error', 'longer than 30'],
    ['an address that is none', { email: 'ada@' }, 'field-email-error', 'no e-mail address'],
    [
      'an address with a line end in it',
      { email: 'a@b.org\nBcc: c@d.org' },
      'field-email-error',
      'cannot be sent',
    ],
  ])('says beside the field what is wrong with %s, and keeps the rest', async (_, more, id, text) => {
    const before = (await answers()).length;
    const answer = await site.post('/survey/rooms', { ...(await open()), ...GOOD, ...more });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatch(new RegExp(`id="${id}">[^<]*${text}`));
    if (id !== 'field-q-what-error') expect(answer.body).toContain('=1+1</textarea>');
    expect(await answers()).toHaveLength(before);
  });

  test('is not taken from a machine: the trap, haste, and a form that is not ours', async () => {
    const before = (await answers()).length;
    const page = await open();
    const trap = await site.post('/survey/rooms', { ...page, ...GOOD, website: 'x' });
    const forged = await site.post('/survey/rooms', { ...page, ...GOOD, token: 'x' });
    const fresh = hiddenOf((await site.get('/survey/rooms')).body);
    const hasty = await site.post('/survey/rooms', { ...fresh, ...GOOD });
    const bare = await site.post('/survey/rooms', GOOD);
    expect([trap, forged, hasty, bare].map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(hasty.body).toContain('quicker than people write');
    expect(await answers()).toHaveLength(before);
    expect((await site.post('/survey/rooms', { ...page, ...GOOD })).status).toBe(303);
    expect(await answers()).toHaveLength(before + 1);
  });

  test('that has ended says so; who had it open may still send it on the day after', async () => {
    await writeSurvey(site, 'brief', {
      ...SURVEY,
      until: new Date(site.clock.now).toISOString().slice(0, 10),
    });
    expect((await site.get('/survey/brief')).body).toContain('<form');
    const page = await open('/survey/brief');
    site.clock.now = (Math.floor(site.clock.now / 86_400_000) + 1) * 86_400_000; // midnight
    const over = await site.get('/survey/brief');
    expect(over.body).toContain('has ended');
    expect(over.body).not.toContain('<form');
    expect((await site.post('/survey/brief', { ...page, ...GOOD })).status).toBe(303);
    site.clock.now += 86_400_000;
    expect((await site.post('/survey/brief', { ...page, ...GOOD })).status).toBe(410);
    expect(await answers('brief')).toHaveLength(1);
  });

  test('that asks for no address takes none', async () => {
    await writeSurvey(site, 'plain', { ...SURVEY, asksForAddress: false });
    expect((await site.get('/survey/plain')).body).not.toContain('name="email"');
    await site.post('/survey/plain', { ...(await open('/survey/plain')), ...GOOD, email: 'a@b.org' });
    expect(await answers('plain')).toMatchObject([{ email: null }]);
  });

  test.each(['none', '..%2f..%2fpackage', 'Rooms', '%00', 'x'.repeat(60)])(
    'called %s is not there',
    async (id) => {
      expect((await site.get(`/survey/${id}`)).status).toBe(404);
      expect((await site.post(`/survey/${id}`, GOOD)).status).toBe(404);
    },
  );
});

describe('W4: files of surveys', () => {
  test('a bad one is named with what is wrong on the health page, and breaks nothing', async () => {
    const operator = await site.signIn();
    expect((await operator.get('/operator/health')).body).toContain('all can be used');
    const question = SURVEY.questions[0];
    const bad: Record<string, [unknown, RegExp]> = {
      broken: ['{ "title": ', /JSON/],
      empty: [{ title: 'x', questions: [] }, /questions/],
      twice: [{ title: 'x', questions: [question, question] }, /id twice/],
      kind: [{ title: 'x', questions: [{ ...question, kind: 'stars' }] }, /kind/],
      typo: [{ title: 'x', quetsions: [question] }, /quetsions/],
      'Big-Name': [SURVEY, /small letters/],
    };
    for (const [id, [survey]] of Object.entries(bad)) await writeSurvey(site, id, survey);
    for (const page of ['/operator/health', '/operator/surveys']) {
      const { status, body } = await operator.get(page);
      expect(status).toBe(200);
      for (const [id, [, fault]] of Object.entries(bad)) {
        const said = new RegExp(`<dt>${id}\\.json</dt><dd[^>]*>([^<]*)`).exec(body)?.[1];
        expect([id, said]).toEqual([id, expect.stringMatching(fault)]);
      }
    }
    for (const id of Object.keys(bad)) expect((await site.get(`/survey/${id}`)).status).toBe(404);
    expect((await site.get('/survey/rooms')).status).toBe(200);
  });
});

describe('W4: what the operator sees of surveys', () => {
  test('every answer, as a table and as CSV without formulas; one can be deleted', async () => {
    const operator = await site.signIn();
    const list = await operator.get('/operator/surveys');
    expect(list.body).toContain('How was the room?');
    const table = await operator.get('/operator/surveys/rooms');
    expect(table.body).toContain('Work; Fun, mostly');
    const csv = await operator.get('/operator/surveys/rooms/answers.csv');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="rooms.csv"');
    const [header, ...rows] = csv.body.trimEnd().split('\r\n');
    expect(header).toBe('\ufeffAnswered at,What did you share?,On what?,Why?,Again?,E-mail address');
    expect(rows).toHaveLength((await answers()).length);
    expect(rows.at(-1)).toMatch(/^2027-01-15T[\d:.]+Z,'=1\+1,Phone,"Work; Fun, mostly",4,$/);
    const [first, ...others] = await answers();
    await operator.post('/operator/surveys/rooms/delete', { id: first?.id ?? '' });
    expect(await answers()).toEqual(others);
    const log = await operator.get('/operator/log');
    expect(log.body).toContain('Deleted an answer to a survey');
    expect(log.body).toContain('Took the answers to a survey as CSV');
    expect(log.body).not.toContain('example.org');
  });
});
