import { signal } from '@preact/signals';
import { h, render } from 'preact';
import type { Trouble } from '../../../src/web/meeting/request.ts';
import { CodeForm } from '../../../src/web/ways-in/code-form.tsx';
import { type Invitation, InviteDialog } from '../../../src/web/ways-in/invite.tsx';
import { InviteButton } from '../../../src/web/ways-in/invite-button.tsx';

/** What the test answers in the server's place. */
declare global {
  function invitationNow(): Promise<Invitation | Trouble>;
  function enterWith(code: string): Promise<Trouble | null>;
}

/** The two ways in, on a page of their own. */
const load = () => invitationNow();
const enter = (code: string) => enterWith(code);
const open = signal(false);
render(
  h(
    ...(['main', {}, h('h1', {}, 'Ways in'), h(InviteButton, { open })] as const),
    h(InviteDialog, { load, now: Date.now, open, locked: false }),
    h(CodeForm, { enter }),
  ),
  document.getElementById('app')!,
);
