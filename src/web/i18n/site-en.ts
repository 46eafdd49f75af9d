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
  'form.error.too-large':
    'That was more than we can take. Go back, where your text still is, and make it shorter.',
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
} as const;
