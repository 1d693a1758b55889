import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import '../ui/tokens.css';
import '../ui/base.css';
import { hearChanges } from '../data/refresh.ts';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { loadSession } from './session.ts';
import { hearKeys } from './shortcuts.ts';
import { applyTheme } from './theme.ts';

// The policy of the page forbids code made at run time, which the schemas would otherwise try.
config({ jitless: true });
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the window.');
applyTheme();
createRoot(root).render(<ErrorBoundary><App /></ErrorBoundary>);
if (window.gavel) {
  hearChanges();
  hearKeys();
  void loadSession();
}
