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
  'form.error.unchosen': 'Please choose an answer.',
  'form.error.bad-choice': 'This is none of the answers offered here. Please choose again.',
  'form.error.bad-date': 'This is no date. Write it as year-month-day, such as 2027-01-31.',
  'form.error.bad-order': 'This is before the first day.',
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

  'survey.anonymous':
    'Your answers come without your name or address: nobody can tell whose they are, and you cannot ask for them later.',
  'survey.personal':
    'Answers are anonymous unless you leave an address. With one, we can show and erase them for you.',
  'survey.send': 'Send my answers',
  'survey.email': 'Your e-mail address',
  'survey.thanks': 'Thank you. Your answers have arrived.',
  'survey.over': 'This survey has ended. Thank you for looking.',
  'survey.home': 'To ZipSocket',

  'information.title': 'Ask for information',
  'information.lead': 'Ask whatever you would like to know; a person answers.',
  'information.text': 'What would you like to know?',
  'information.thanks': 'Your question has arrived. We answer the way you chose.',
} as const;
