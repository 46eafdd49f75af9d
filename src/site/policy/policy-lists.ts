import { cookieTable } from '../../shared/cookies.ts';
import { PROMISE_IDS } from '../../shared/promises.ts';
import { keptTable } from '../kept-data.ts';

/** Where a policy's text links a promise to. */
const proofLink = (id: string) => `[${id}](/privacy/proofs#${id})`;

/** What the newest text of the policy lacks of what the program does, one line each. */
export function faultsOfNewest(text: string): string[] {
  const faults = PROMISE_IDS.flatMap((id) => {
    const times = text.split(proofLink(id)).length - 1;
    return times === 1 ? [] : [`names the promise ${id} ${times} times: link it once, as ${proofLink(id)}`];
  });
  // W7, W11: the lists are part of the text, so that a change of them is a new version of the policy.
  for (const [what, table] of [
    ['left in a browser (src/shared/cookies.ts)', cookieTable()],
    ['kept (src/site/kept-data.ts)', keptTable()],
  ] as const) {
    if (!text.includes(table)) faults.push(`lacks this list of what is ${what}:\n${table}`);
  }
  return faults;
}
