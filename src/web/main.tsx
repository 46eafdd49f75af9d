import { hydrate } from 'preact';
import * as z from 'zod/mini';
import './styles/tokens.css';
import './styles/page.css';
import './styles/logo.css';
import './styles/meeting.css';
import './styles/forms.css';
import './styles/panel.css';
import './styles/ways-in.css';
import './styles/notices.css';
import './styles/my-things.css';
import { App } from './pages/app.tsx';
import { startApp } from './pages/start-app.ts';

// The page's policy forbids code made from text, which zod would try.
z.config({ jitless: true });

const root = document.getElementById('app');
if (root !== null) {
  const { model, start } = startApp();
  hydrate(<App model={model} />, root);
  void start();
}
