import { app, BrowserWindow, ipcMain, Menu, protocol, session, shell } from 'electron';
import { join } from 'node:path';
import { startCore } from '../../core-thread.ts';
import { findPlaces } from '../places.ts';
import { runElectron } from './electron-window.ts';

const { dataDir, exportsDir, resourcesDir, rendererDir, preload, app: version } = findPlaces();
// Before anything asks for them: the single-instance lock lies in this folder too.
app.setPath('userData', join(dataDir, 'electron'));
// No menu of Electron's own: its shortcuts would shadow those of the window. macOS needs one to copy, paste and quit.
Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null);
// Not awaited here: Electron gets ready only after this file has run to its end.
runElectron({ app, BrowserWindow, ipcMain, protocol, session, shell }, { rendererDir, preload, startCore: () => startCore({ dataDir, exportsDir, resourcesDir, app: version }) }).catch((error: unknown) => {
  console.error(error);
  app.exit(70);
});
