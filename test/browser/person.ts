import type { Locator, Page } from 'playwright-core';
import type { NoRoomReason } from '../../src/shared/reasons.ts';

/** As much of a person as it takes to show a code; not `Person`, whose type this file is about to make. */
interface Inviting {
  readonly page: Page;
  inPanel(target: Locator, act: (target: Locator) => Promise<void>): Promise<void>;
}

/** What a person does with the page, and what they can see on it. */
export function personAt(page: Page) {
  const logo = page.locator('#logo');
  const attribute = (name: string) => page.locator('body').getAttribute(name);
  return {
    page,
    logo,

    async open(url: string): Promise<void> {
      await page.goto(url);
      await page.locator('body[data-connection="online"]').waitFor();
    },

    /** One tap on the logo, by mouse, finger or key. */
    async tap(by: 'mouse' | 'touch' | 'Enter' | 'Space' = 'mouse'): Promise<void> {
      if (by === 'mouse') await logo.click();
      else if (by === 'touch') await logo.tap();
      else {
        await logo.focus();
        await page.keyboard.press(by);
      }
    },

    state: () => logo.getAttribute('data-state'),
    reason: () => logo.getAttribute('data-reason'),
    meeting: async () => (await attribute('data-meeting')) || null,

    /** Waits for a state of the logo. */
    async reaches(state: string, ms = 15_000): Promise<void> {
      await this.sees(page.locator(`#logo[data-state="${state}"]`), ms);
    },

    /** Waits until the page neither listens nor waits for what comes of it. */
    async isIdle(): Promise<void> {
      const listening = ['asking', 'listening', 'silent-microphone', 'playing', 'deciding'];
      const busy = [...listening, 'nearby', 'nearby-waiting'];
      const idle = busy.map((state) => `:not([data-state="${state}"])`).join('');
      await page.locator(`#logo${idle}`).waitFor({ timeout: 15_000 });
    },

    /** Waits for something on the page; says what the page shows instead when it does not come. */
    async sees(what: Locator, ms: number): Promise<void> {
      try {
        await what.waitFor({ timeout: ms });
      } catch {
        const status = await page.locator('#status').textContent();
        throw new Error(`${what} did not come; ${await this.state()} ${await this.reason()}: ${status}`);
      }
    },

    /** Waits until the page says that no room was found, and why. */
    async hearsNothing(ms = 16_000): Promise<NoRoomReason> {
      await this.reaches('nothing', ms);
      return (await this.reason()) as NoRoomReason;
    },

    /** Waits until the page asks whether somebody nearby is in this room. */
    async isAsked(ms = 16_000): Promise<void> {
      await this.sees(page.locator('#logo[data-state="nearby"]'), ms);
    },

    async answer(yes: boolean, by: 'mouse' | 'touch' = 'mouse'): Promise<void> {
      const button = page.locator(yes ? '#nearby-yes' : '#nearby-no');
      await (by === 'mouse' ? button.click() : button.tap());
    },

    /** Waits until the page shows a meeting. */
    async isInMeeting(ms = 15_000): Promise<string> {
      await this.sees(page.locator('body[data-meeting]:not([data-meeting=""])'), ms);
      return (await this.meeting()) as string;
    },

    async isInNoMeeting(ms = 5_000): Promise<void> {
      await page.locator('body[data-meeting=""]').waitFor({ timeout: ms });
    },

    /** Begins a meeting with four words, which show themselves. */
    async begin(): Promise<void> {
      await page.locator('#code-begin').click();
      await this.isInMeeting();
      await page.locator('#invite-dialog .invite-word').nth(3).waitFor();
      await page.locator('#invite-close').click();
    },

    card: (text: string) => page.locator('.card', { hasText: text }),

    /** Lays a URL or a note on the table through the panel. */
    async lay(text: string): Promise<void> {
      await this.openPanel();
      await page.locator('#add-text').fill(text);
      await page.locator('#add-button').click();
    },

    /** On a phone the panel is a sheet that may be folded. */
    async openPanel(): Promise<void> {
      await this.inPanel(page.locator('#add-text'), (field) => field.waitFor({ timeout: 2_000 }));
    },

    /** Does something in the panel; a sheet that folds itself just then, as after adding, is opened again. */
    async inPanel(target: Locator, act: (target: Locator) => Promise<void>): Promise<void> {
      for (let attempt = 1; ; attempt += 1) {
        if (!(await target.isVisible())) await page.locator('#panel-toggle').click();
        try {
          return await act(target);
        } catch (error) {
          if (attempt === 3) throw error;
        }
      }
    },

    /** Presses "x" on the own item with this text. */
    async remove(text: string): Promise<void> {
      const button = page.locator('.my-items li', { hasText: text }).locator('.remove');
      await this.inPanel(button, (target) => target.click({ timeout: 3_000 }));
    },

    /** Enters the meeting that somebody shows the code of. */
    async enterCodeOf(other: Inviting): Promise<void> {
      await other.inPanel(other.page.locator('#invite-open'), (button) => button.click({ timeout: 3_000 }));
      const words = other.page.locator('#invite-dialog .invite-word');
      await words.nth(3).waitFor();
      const code = (await words.allTextContents()).join(' ');
      await other.page.keyboard.press('Escape');
      if (!(await page.locator('#code').isVisible())) await page.locator('#code-open').click();
      await page.locator('#code').fill(code);
      await page.keyboard.press('Enter');
    },

    /** Lays files down as the file dialog does. */
    async layFiles(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
      if (!(await page.locator('#choose-files').isVisible())) await page.locator('#panel-toggle').click();
      await page.locator('#add-files').setInputFiles(files);
    },

    async name(name: string): Promise<void> {
      const field = page.locator('#name');
      if (!(await field.isVisible())) await page.locator('#panel-toggle').click();
      await field.fill(name);
      await field.press('Enter');
    },

    async leave(): Promise<void> {
      await this.inPanel(page.locator('#leave'), (button) => button.click({ timeout: 3_000 }));
      await this.isInNoMeeting();
    },
  };
}

export type Person = ReturnType<typeof personAt>;

/** Milliseconds until a promise is done. */
export async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
