import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** What a device's microphone is. */
export type Microphone =
  /** One of a sound house's; give its `env(source)` as `env`. */
  | { readonly source: string }
  /** A WAV (44.1 kHz, signed 16 bit, mono) that starts anew, and loops, at every getUserMedia. */
  | { readonly file: string }
  /** There, but the person says no. */
  | 'denied'
  | 'absent'
  /** Chromium's own beeps. */
  | 'default-beep';

export interface DeviceOptions {
  readonly kind: 'phone' | 'laptop';
  readonly microphone: Microphone;
  readonly env?: Record<string, string>;
  readonly extraArgs?: readonly string[];
  /**
   * Asks for less motion. Without a graphics card three browsers that draw 60 times a second leave too little time
   * for their microphones, which then lose sound: for tests in which several devices listen in real time.
   */
  readonly calm?: boolean;
  /** What it plays is to be heard in its room (a sound house's); else it is mute. */
  readonly loudspeaker?: boolean;
}

/** A browser process of its own, with one page. */
export interface Device {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Of the browser process, to kill it as a crash would. */
  readonly pid: number;
  close(): Promise<void>;
}

const EXECUTABLES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const QUIET_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** Points a browser at no sound card at all, whatever the machine has. */
const NO_SOUND = { PULSE_SERVER: 'unix:/nonexistent', ALSA_CONFIG_PATH: '/dev/null' };

function microphoneArgs(microphone: Microphone): string[] {
  const fake = '--use-fake-device-for-media-stream';
  if (microphone === 'denied') return [fake];
  const granted = '--use-fake-ui-for-media-stream';
  if (microphone === 'absent') return [granted];
  if (microphone === 'default-beep') return [granted, fake];
  if ('file' in microphone) return [granted, fake, `--use-file-for-fake-audio-capture=${microphone.file}`];
  return [granted];
}

/** A browser whose person lets no site keep anything in it: no cookie, no storage. */
export async function launchRefusing(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const executablePath = EXECUTABLES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('No Chromium found; `node scripts/test-setup.mjs` installs it');
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-browser-'));
  const BLOCK = 2;
  const preferences = { profile: { default_content_setting_values: { cookies: BLOCK } } };
  mkdirSync(join(folder, 'Default'));
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, {
    ...{ executablePath, args: [...QUIET_ARGS], ignoreHTTPSErrors: true },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a browser as a phone (390 x 844, touch) or a laptop (1366 x 768) with this microphone. */
export async function launchDevice(options: DeviceOptions): Promise<Device> {
  const { kind, microphone, env = {}, extraArgs = [], calm = false, loudspeaker = false } = options;
  const executablePath = EXECUTABLES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('No Chromium found; `node scripts/test-setup.mjs` installs it');
  if (typeof microphone === 'object' && 'file' in microphone && !existsSync(microphone.file)) {
    throw new Error(`No such file: ${microphone.file} (Chromium would say nothing and hear silence)`);
  }
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const server = await chromium.launchServer({
    executablePath,
    ignoreDefaultArgs: loudspeaker ? ['--mute-audio'] : [],
    args: [...QUIET_ARGS, ...microphoneArgs(microphone), ...extraArgs],
    env: { ...inherited, ...(microphone === 'absent' ? NO_SOUND : {}), ...env },
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    reducedMotion: calm ? 'reduce' : 'no-preference',
    ...(kind === 'phone'
      ? { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
      : { viewport: { width: 1366, height: 768 } }),
  });
  if (microphone !== 'denied') await context.grantPermissions(['microphone']);
  const page = await context.newPage();
  return {
    browser,
    context,
    page,
    pid: server.process().pid!,
    async close() {
      // What was killed on purpose cannot be asked to close.
      await browser.close().catch(() => {});
      await server.close().catch(() => {});
    },
  };
}
