// Puts `window.gavel` into the page. It knows no operation by name, and one channel.
import { contextBridge, ipcRenderer } from 'electron';
import type { Answering, Asking } from '../../wire.ts';
import { wireBridge } from '../../wire.ts';

const post = (message: Asking): void => { ipcRenderer.send('gavel', message); };
const hear = (take: (message: Answering) => void): void => { ipcRenderer.on('gavel', (_event, message: Answering) => { take(message); }); };
// In the page's own world, because an AbortSignal cannot cross from there to here; only messages do.
contextBridge.executeInMainWorld({ func: wireBridge, args: [post, hear, 'gavel'] });
