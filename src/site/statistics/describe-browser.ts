import bowser from 'bowser';

/** Browsers that are told apart; a made-up name could be anything, and somebody's. */
const BROWSERS = new Map<string | undefined, string>([
  ['Chrome', 'Chrome'],
  ['Chromium', 'Chrome'],
  ['Brave', 'Brave'],
  ['DuckDuckGo', 'DuckDuckGo'],
  ['Firefox', 'Firefox'],
  ['LibreWolf', 'Firefox'],
  ['Focus', 'Firefox'],
  ['Microsoft Edge', 'Edge'],
  ['Opera', 'Opera'],
  ['Safari', 'Safari'],
  ['Samsung Internet for Android', 'Samsung Internet'],
  ['Vivaldi', 'Vivaldi'],
  ['Yandex Browser', 'Yandex'],
]);
const DEVICES = new Map<string | undefined, string>([
  ['desktop', 'computer'],
  ['mobile', 'phone'],
  ['tablet', 'tablet'],
  ['tv', 'television'],
]);
/** More than browsers send; the rest of a longer one is not looked at. */
const LONGEST = 512;

/** What a browser is counted as. */
export interface BrowserKind {
  readonly browser: string;
  readonly device: string;
}

/** W6: the kind of a browser and of its device, each one of few. null: a machine that says so. */
export function describeBrowser(userAgent: string): BrowserKind | null {
  if (userAgent === '') return { browser: 'other', device: 'other' };
  const { browser, platform } = bowser.parse(userAgent.slice(0, LONGEST));
  if (platform.type === 'bot') return null;
  return { browser: BROWSERS.get(browser.name) ?? 'other', device: DEVICES.get(platform.type) ?? 'other' };
}
