import * as z from 'zod';
import { periodChoices, type ShorterPeriods } from './kept-data.ts';

/** W11: what an operator writes to keep things for less long, such as `messages=180, mails=30`. */
export const retentionDaysSchema = z.string().transform((text, context): ShorterPeriods => {
  const choices = periodChoices();
  const periods = new Map<string, number>();
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [, name = '', digits = ''] = /^([a-z-]+)\s*=\s*(\d{1,5})$/.exec(part) ?? [];
    if (name === '') return refuse('is not like messages=180, mails=30');
    const choice = choices.get(name);
    if (choice === undefined)
      return refuse(`has "${name}", and there is only ${[...choices.keys()].join(', ')}`);
    const days = Number(digits);
    if (days < choice.least || days > choice.most)
      return refuse(`keeps ${name} for ${days} days; ${choice.least} to ${choice.most} are possible`);
    if (periods.has(name)) return refuse(`has ${name} twice`);
    periods.set(name, days);
  }
  return Object.fromEntries(periods);
});
