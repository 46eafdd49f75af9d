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
  'form.children':
    'We ask children for nothing about themselves. If you are under 13, let a parent, guardian or teacher write to us, or leave name, address and number empty.',
  'form.wrong': 'That did not work yet. What you wrote is still here.',
  'form.again': 'Write another',

  'form.error.empty': 'Please write something here.',
  'form.error.too-long': 'This is longer than {count} characters.',
  'form.error.bad-email': 'This is no e-mail address.',
  'form.error.bad-telephone': 'This is no telephone number.',
  'form.error.bad-text': 'This has characters that cannot be sent.',
  'form.error.no-way': 'Give us one way to answer: an e-mail address or a telephone number.',
  'form.error.child':
    'We take nothing personal from children under 13. Empty the name, the address and the number, or let an adult write.',
  'form.error.trap': 'A field that people do not see was filled in. Please empty it and send again.',
  'form.error.too-quick': 'That was quicker than people write. Please send it once more.',
  'form.error.too-old': 'This page was open for long. Please send it once more.',
  'form.error.too-many': 'A lot came from your address just now. Please wait ten minutes and send it again.',
  'form.error.away':
    'We cannot keep it at this moment. Nothing you wrote is lost: send it again in a minute.',

  'feedback.title': 'Feedback',
  'feedback.lead': 'What works, what does not, what is missing? No name is needed.',
  'feedback.text': 'What would you like to tell us?',
  'feedback.email-hint': 'Only if you would like an answer.',
  'feedback.thanks': 'Thank you. It has arrived.',

  'information.title': 'Ask for information',
  'information.lead': 'Ask whatever you would like to know; a person answers.',
  'information.text': 'What would you like to know?',
  'information.thanks': 'Your question has arrived. We answer the way you chose.',

  'news.title': 'News',
  'news.lead': 'Now and then a mail about what is new, and offers. Every one has a link to get no more.',
  'news.thanks':
    'Look into your mailbox: unless this address is on the list already, a mail to it is on its way. Nothing else comes until you press the button that it leads to.',
  'news.children':
    'An address is personal, and we take nothing personal from children. If you are under 13, let a parent, guardian or teacher sign up.',
  'news.confirm': 'Yes, send me news',
  'news.confirm-lead': 'One press of the button, and you are on the list.',
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
