import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { LogoButton } from '../listen/logo-button.tsx';
import { DoorNotice } from '../panel/door-notice.tsx';
import { DropZone } from '../panel/drop-zone.tsx';
import { HeldDialog } from '../panel/held-dialog.tsx';
import { Panel } from '../panel/panel.tsx';
import { UndoBar } from '../panel/undo-bar.tsx';
import type { AppModel } from './app-model.ts';
import { Banner } from './banner.tsx';
import { LaterNotice } from './later-notice.tsx';

/**
 * The one page. The logo is the same element before and in a meeting, so that the focus stays on it when a meeting
 * begins.
 */
export function App({ model }: { model: AppModel }) {
  const view = model.state.meeting.value;
  const inMeeting = view !== null;
  const later = model.state.later.value;
  useEffect(() => {
    // What had the focus may be gone with the meeting: go on where one would begin again.
    if (!inMeeting && document.activeElement === document.body && model.state.farewell.value !== null) {
      document.getElementById('logo')?.focus({ preventScroll: true });
    }
  }, [inMeeting, model]);

  return (
    <>
      {/* Always there: a reader of the screen hears of what comes into it. */}
      <div class="line-place" data-view={inMeeting ? 'meeting' : 'home'} role="status">
        <Banner model={model} />
      </div>
      <div class="app" data-view={inMeeting ? 'meeting' : 'home'}>
        <DoorNotice model={model} />
        <DropZone model={model} />
        {later === null ? null : <later.SharedNotice model={model} />}
        <header class={inMeeting ? 'visually-hidden' : 'masthead'}>
          <h1 class="wordmark">{t('page.title')}</h1>
        </header>
        <main class="stage">
          <LogoButton model={model} />
          {view === null ? null : later === null ? (
            <LaterNotice model={model} />
          ) : (
            <later.Table model={model} view={view} />
          )}
        </main>
        <Panel model={model} view={view} />
        <UndoBar model={model} />
        {inMeeting ? null : (
          <footer class="foot">
            <p>
              {t('page.sound')} {/* N4 */ t('page.children')}
            </p>
            <div class="foot-links">
              <HeldDialog model={model} /> <a href="/retention">{t('retention.title')}</a>{' '}
              <a href="/privacy">{t('page.privacy')}</a> <a href="/feedback">{t('page.feedback')}</a>{' '}
              <a href="/information">{t('page.information')}</a>{' '}
              <a href="/statistics">{t('page.statistics')}</a> <a href="/news">{t('page.news')}</a>{' '}
              <a href="/your-data">{t('page.your-data')}</a>
            </div>
          </footer>
        )}
        <p id="announcer" class="visually-hidden" aria-live="polite">
          {model.state.announcement.value}
        </p>
      </div>
    </>
  );
}
