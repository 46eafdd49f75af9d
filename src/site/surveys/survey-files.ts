import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { SURVEY_ID, type Survey, surveySchema } from '../../shared/surveys.ts';

/** Longest file of a survey, bytes. */
const LONGEST = 131_072;

export interface SurveyFault {
  readonly file: string;
  /** What is wrong with it, for the operator. */
  readonly fault: string;
}

/** W4: the surveys of the operator: one JSON file each. They are read anew each time, so that a new file is there at once. */
export class SurveyFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** null: there is no such survey, or its file is bad. */
  async get(id: string): Promise<Survey | null> {
    if (!SURVEY_ID.test(id)) return null;
    const read = await this.#read(`${id}.json`);
    return read !== null && 'id' in read ? read : null;
  }

  /** All surveys, and all files that are none. */
  async all(): Promise<{ surveys: Survey[]; faults: SurveyFault[] }> {
    const surveys: Survey[] = [];
    const faults: SurveyFault[] = [];
    for (const file of await this.#files()) {
      const read = await this.#read(file);
      if (read === null) continue;
      if ('id' in read) surveys.push(read);
      else faults.push(read);
    }
    return { surveys, faults };
  }

  async #files(): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter((file) => file.endsWith('.json')).sort();
    } catch {
      return []; // no folder, no surveys
    }
  }

  async #read(file: string): Promise<Survey | SurveyFault | null> {
    const id = path.basename(file, '.json');
    if (!SURVEY_ID.test(id)) return { file, fault: 'A name may have small letters, digits and hyphens.' };
    try {
      const place = path.join(this.folder, file);
      if ((await stat(place)).size > LONGEST) return { file, fault: `It is longer than ${LONGEST} bytes.` };
      const read = surveySchema.safeParse(JSON.parse(await readFile(place, 'utf8')));
      return read.success ? { id, ...read.data } : { file, fault: z.prettifyError(read.error) };
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? null : { file, fault: code === '' ? message : code };
    }
  }
}
