import { heldEn } from './held-en.ts';

/**
 * Every text of the website's pages, apart from the policy. Not part of the page's script.
 */
export const siteEn = {
  'nav.label': 'ZipSocket',
  'nav.home': 'ZipSocket',
  'nav.privacy': 'Privacy',
  'nav.feedback': 'Feedback',
  'nav.information': 'Ask for information',
  'nav.news': 'News',
  'nav.statistics': 'Statistics',
  'nav.your-data': 'Your data',
  'nav.retention': 'How long anything is held',

  'form.optional': 'optional',
  'form.send': 'Send',
  'form.name': 'Name',
  'form.email': 'E-mail address',
  'form.telephone': 'Telephone number',
  'form.trap': 'Leave this empty',
  'form.age': 'How old are you?',
  'form.age-open': 'I would rather not say',
  'form.age-child': 'Under 13',
  'form.age-adult': '13 or older',
  'form.wrong': 'That did not work yet. What you wrote is still here.',
  'form.again': 'Write another',

  'form.error.empty': 'Please write something here.',
  'form.error.too-long': 'This is longer than {count} characters.',
  'form.error.bad-email': 'This is no e-mail address.',
  'form.error.bad-telephone': 'This is no telephone number.',
  'form.error.bad-text': 'This has characters that cannot be sent.',
  'form.error.unchosen': 'Please choose an answer.',
  'form.error.bad-choice': 'This is none of the answers offered here. Please choose again.',
  'form.error.bad-date': 'This is no date. Write it as year-month-day, such as 2027-01-31.',
  'form.error.bad-order': 'This is before the first day.',
  'form.error.in-future': 'This day is yet to come.',
  'form.error.no-way': 'Give us one way to answer: an e-mail address or a telephone number.',
  'form.error.child':
    'We take nothing personal from children under 13. Empty the name, the address and the number, or let an adult write.',
  'form.error.trap': 'A field that people do not see was filled in. Please empty it and send again.',
  'form.error.too-quick': 'That was quicker than people write. Please send it once more.',
  'form.error.too-old': 'This page was open for long. Please send it once more.',
  'form.error.too-many': 'A lot came from your address just now. Please wait ten minutes and send it again.',
  'form.error.too-large':
    'That was more than we can take. Go back, where your text still is, and make it shorter.',
  'form.error.away':
    'We cannot keep it at this moment. Nothing you wrote is lost: send it again in a minute.',

  'feedback.title': 'Feedback',
  'feedback.lead': 'What works, what does not, what is missing? No name is needed.',
  'feedback.text': 'What would you like to tell us?',
  'feedback.email-hint': 'Only if you would like an answer.',
  'feedback.children':
    'We ask children for nothing about themselves. If you are under 13, let a parent, guardian or teacher write to us, or leave name and address empty.',
  'feedback.thanks': 'Thank you. It has arrived.',

  'survey.anonymous':
    'Your answers come without your name or address: nobody can tell whose they are, and you cannot ask for them later.',
  'survey.personal':
    'Answers are anonymous unless you leave an address. With one, we can show and erase them for you.',
  'survey.children':
    'We ask children for nothing about themselves. If you are under 13, leave the address empty.',
  'survey.send': 'Send my answers',
  'survey.email': 'Your e-mail address',
  'survey.thanks': 'Thank you. Your answers have arrived.',
  'survey.over': 'This survey has ended. Thank you for looking.',
  'survey.home': 'To ZipSocket',

  'information.title': 'Ask for information',
  'information.lead': 'Ask whatever you would like to know; a person answers.',
  'information.text': 'What would you like to know?',
  'information.children':
    'We ask children for nothing about themselves, and could not answer without an address. If you are under 13, let a parent, guardian or teacher ask.',
  'information.thanks': 'Your question has arrived. We answer by mail or telephone, as you gave them.',

  'privacy.title': 'Privacy',
  'privacy.old-title': 'Privacy, an earlier version',
  'privacy.modified': 'Last changed on',
  'privacy.old': 'This no longer holds. It is the version of',
  'privacy.newest': 'The version that holds now',
  'privacy.history': 'Earlier versions, and what changed',
  'privacy.json': 'The same for machines (JSON)',
  'privacy.whole': 'The whole privacy policy',
  'privacy.proof': '{id}: what keeps this promise',
  'privacy.california-title': 'For residents of California',
  'privacy.no-processors': 'no company at this moment',

  'notice.label': 'Notices',
  'notice.hide': 'Hide this',
  'notice.more': 'See what changed',

  'history.title': 'How the privacy policy changed',
  'history.lead': 'Newest first. What is new is underlined, what went is struck through.',
  'history.added': 'New:',
  'history.removed': 'Gone:',

  'proofs.title': 'What keeps our promises',
  'proofs.lead':
    'For each promise of the privacy policy: the places in the program that keep it, and the tests that show it.',
  'proofs.enforced': 'Kept by',
  'proofs.proven': 'Shown by',
  'proofs.planned': 'Not kept yet, or not in full. Please do not rely on it.',
  'statistics.title': 'Statistics',
  'statistics.lead':
    'What we count, by the week (Monday to Sunday, UTC). A week is shown once it is over and does not change from then on. Nothing is shown of which there were fewer than {least}.',
  'statistics.none': 'No week is over yet. The first numbers come when one is.',
  'statistics.week': 'From {from} to {until}',
  'statistics.week-of': 'Week from {from}',
  'statistics.visits': 'Visits',
  'statistics.meetings': 'Meetings',
  'statistics.page': 'Pages',
  'statistics.referrer': 'Site people came from',
  'statistics.browser': 'Browser',
  'statistics.device': 'Device',
  'statistics.match': 'What came of listening',
  'statistics.item': 'Things laid on the table',
  'statistics.total': '{count} in all',
  'statistics.others': 'Others',
  'statistics.few': 'Too few to show.',
  'statistics.how':
    'A visit is somebody\u2019s first page of a day (UTC): who comes on three days is three visits. Of visits, browsers, devices and sites, five are five on one day. Pages, results, things and meetings are counted each time, so that one person may be in them more than once. To know which is the first, the server mixes your address with a secret that it keeps in memory alone and forgets every day; the address itself is not kept. A browser that sends Global Privacy Control or Do Not Track is not counted. Meetings, results and things are counted as numbers, with nobody\u2019s name or visit. Countries are not counted.',
  'statistics.json': 'The same numbers as JSON',
  'statistics.away': 'The numbers cannot be read at this moment. Please try again in a minute.',

  'value.referrer.none': 'None, or not said',
  'value.device.computer': 'Computer',
  'value.device.phone': 'Phone',
  'value.device.tablet': 'Tablet',
  'value.device.television': 'Television',
  'value.page./': 'Start page',
  'value.match.found': 'Room found',
  'value.match.knocking': 'At the door of a locked meeting',
  'value.match.failed': 'Something failed',
  'value.match.muted': 'The microphone gave no sound',
  'value.match.too-quiet': 'Too quiet',
  'value.match.alone': 'Nobody else was listening',
  'value.match.no-match': 'Others heard another room',
  'value.match.ambiguous': 'More than one room fitted',
  'value.match.too-short': 'Too short',
  'value.item.url': 'Web address',
  'value.item.note': 'Note',
  'value.item.markdown': 'Formatted note',
  'value.item.image': 'Picture',
  'value.item.pdf': 'PDF',
  'value.item.file': 'Other file',

  'your-data.title': 'Your data',
  'your-data.lead': 'What this visit tells us, and what we hold under your e-mail address.',
  'your-data.thanks': 'A mail is on its way.',
  'your-data.visit': 'This visit',
  'your-data.objects': 'Your browser asks not to be counted. So this visit is not counted at all.',
  'your-data.machine': 'Your browser says that it is a machine. Machines are not counted.',
  'your-data.address':
    'Your network address came along, as with every request. It is used to tell visits of a day apart and is not kept; only where somebody sends too much, or signs in wrongly, it is noted, for seven days at most.',
  'your-data.no-cookies': 'No cookies came with this request.',
  'your-data.cookies': 'Cookies that came with this request: {names}.',
  'your-data.held': 'Under your e-mail address',
  'your-data.how':
    'We send you a link. With it you see all we hold under your address; you can take it along, correct your name and telephone number, or erase everything. A copy of what you wrote may be in the mailbox of the person who runs this server; ask them, and they delete it.',
  'your-data.nameless':
    'What you wrote without an address cannot be found this way: nothing says that it is yours.',

  'rights.mail-subject': 'Your data at ZipSocket',
  'rights.mail-text':
    'Hello,\n\nwith this link you see what ZipSocket holds under your e-mail address, and can take it along, correct it or erase it. It works for an hour.\n\n{link}\n\nIf you did not ask for it, you need not do anything: opening the link changes nothing.\n',
  'rights.sent':
    'If the address is right, and there were not three links to it already in the last hour, a mail with a link arrives within minutes. The link works for an hour.',
  'rights.sent-later':
    'This server cannot send mail yet. If there were not three links to it already in the last hour, a mail with a link goes out as soon as it can; if that takes more than an hour, the link is over: then ask once more.',
  'rights.erased': 'Everything we held under your address is erased.',
  'rights.over': 'This link is used up, or older than an hour. You can ask for a new one.',
  'rights.away':
    'We cannot reach what is kept at this moment. Nothing was changed. Please try again in a minute.',
  'rights.again': 'Ask for a link',

  'held.title': 'What we hold about you',
  'held.lead': {
    one: 'Under {email} there is one thing.',
    other: 'Under {email} there are {count} things.',
  },
  'held.corrected': 'It is corrected.',
  'held.same': 'Nothing was different, so all stays as it is.',
  'held.none': 'Nothing.',
  'held.messages': 'What you wrote to us',
  'held.subscribers': 'Mailing list',
  'held.surveyAnswers': 'Surveys',
  'held.mails': 'Mails',
  'held.actions': 'What you can do',
  'held.export': 'Take everything along (JSON)',
  'held.children':
    'We ask children for nothing about themselves. If you are under 13, empty the fields, or let a parent, guardian or teacher put this right.',
  'held.suppressions': 'That no news goes to you',
  ...heldEn,
  'held.correct-what':
    'What you change here is put right wherever you gave it, and in our copies of it; empty takes it away. What we mailed to somebody before stays in their mailbox as it was.',
  'held.correct': 'Correct it',
  'held.else': 'Is something else wrong?',
  'held.write': 'Write to us.',
  'held.copies':
    'What you sent us by a form also went as a mail to the person who runs this server. The copy in their mailbox cannot be erased from here: write to them, and they delete it.',
  'held.erase-what':
    'Erasing takes away everything on this page, at once and for good, and this link is used up. One thing stays, as a scrambled code instead of your address: if you are on the mailing list, asked to be, or get no more news already, we note that no news goes to you. You can sign up again.',
  'held.erase': 'Erase everything',
  'news.title': 'News',
  // None of these texts is ever changed: each is what people agreed to. A new one has a date of its own.
  'consent.2026-11-26':
    'Now and then a mail about what is new, and offers. Every one has a link to get no more.',
  'news.thanks':
    'Look into your mailbox: unless this address is on the list already, a mail to it is on its way. Nothing else comes until you press the button that it leads to.',
  'news.thanks-later':
    'This server cannot send mail yet. As soon as it can, a mail goes to this address, unless it is on the list already. Nothing else comes until you press the button that it leads to.',
  'your-data.children':
    'An address is personal, and we take nothing personal from children. If you are under 13, let a parent, guardian or teacher ask.',
  'news.children':
    'An address is personal, and we take nothing personal from children. If you are under 13, let a parent, guardian or teacher sign up.',
  'news.confirm': 'Yes, send me news',
  'news.confirm-lead': 'One press of the button, and you are on the list. This is what you asked for:',
  'news.uncounted': 'Do not count the mails that I open',
  'news.uncounted-hint': 'We count how often a mail is opened by all together, never who opened it.',
  'news.confirmed': 'You are on the list. Every mail has a link to get no more.',
  'news.too-old': 'This link is older than seven days, or not whole. Sign up once more and a new one comes.',
  'news.again': 'Sign up',

  'unsubscribe.title': 'No more news',
  'unsubscribe.lead': 'One press of the button, and no more news is sent to your address.',
  'unsubscribe.button': 'Send me no more news',
  'unsubscribe.done': 'Done. No more news is sent to your address. Answers to what you ask still come.',
  'unsubscribe.bad-link': 'This link is not whole. Open it from the mail once more, or copy all of it.',
  'unsubscribe.away': 'We cannot do this at this moment. Please try it again in a minute.',
  'opens.title': 'Mails you open',
  'opens.counted': 'We count how often a mail is opened by all together, never who opened it.',
  'opens.uncounted': 'Mails that you open are not counted.',
  'opens.stop': 'Leave mine out',
  'opens.start': 'Count mine too',
} as const;
