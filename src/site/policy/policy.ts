import type { LeftInBrowser } from '../../shared/cookies.ts';
import { LEFT_IN_BROWSER } from '../../shared/cookies.ts';
import { KEPT_DATA, type KeptData, keptTable, kindName } from '../kept-data.ts';
import { type ChangedPassage, differences } from './policy-differences.ts';
import { type PromiseRow, readPromises } from './promise-table.ts';
import { type PolicyVersion, type PolicyVersions, policyNotices, readPolicy } from './read-policy.ts';

export interface PolicyOptions {
  /** Absolute path. */
  folder: string;
  /** Where people can write to; null: by the form. */
  contactEmail: string | null;
  /** W9: who works for the operator on these data, in words; null: nobody that has a name here. */
  processors: string | null;
  /** W11: what is kept, for as long as the operator keeps it. */
  kept: readonly KeptData[];
}

/** W2: the privacy policy with its history, and what the operator adds to it. */
export interface Policy extends Omit<PolicyOptions, 'folder'> {
  readonly versions: PolicyVersions;
  readonly promises: readonly PromiseRow[];
  /** The newest version as this server's page shows it: with its own periods, where the text has the longest. */
  readonly shown: PolicyVersion;
  /** What is new in each version, newest first; nothing for the first one. */
  readonly history: readonly { version: PolicyVersion; passages: readonly ChangedPassage[] }[];
  /** W3: what the home page says about it now. */
  notices(now: number): string[];
}

/** @throws PolicyError */
export function openPolicy({ folder, ...operator }: PolicyOptions): Policy {
  const versions = readPolicy(folder);
  const history = versions.map((version, index) => {
    const before = versions[index + 1];
    return { version, passages: before === undefined ? [] : differences(before.text, version.text) };
  });
  return {
    ...{ ...operator, versions, history, promises: readPromises() },
    shown: { ...versions[0], text: versions[0].text.replace(keptTable(), () => keptTable(operator.kept)) },
    notices: (now) => policyNotices(versions, now),
  };
}

/** The policy for machines, as `/privacy.json` gives it. */
export interface PolicyReport extends Omit<PolicyOptions, 'folder' | 'kept'> {
  readonly lastModified: string;
  readonly versions: readonly PolicyVersion[];
  readonly leftInBrowser: readonly LeftInBrowser[];
  readonly kept: readonly {
    name: string;
    what: string;
    days: number | null;
    /** What the text of the policy allows. */
    mostDays: number | null;
    until: string | null;
  }[];
  readonly promises: readonly PromiseRow[];
}

export function reportOf({ versions, promises, contactEmail, processors, kept }: Policy): PolicyReport {
  return {
    lastModified: versions[0].date,
    ...{ contactEmail, processors, versions, promises },
    leftInBrowser: LEFT_IN_BROWSER,
    kept: kept.map(({ what, days, until = null, ...kind }) => {
      const name = kindName(kind);
      const most = KEPT_DATA.find((each) => kindName(each) === name)?.days ?? null;
      return { name, what, days, mostDays: most, until };
    }),
  };
}
