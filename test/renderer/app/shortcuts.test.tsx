// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { useActions } from '../../../src-renderer/app/actions.ts';
import type { Action } from '../../../src-renderer/app/actions.ts';
import { hearKeys, strokeOf } from '../../../src-renderer/app/shortcuts.ts';
import { RaisedLayer } from '../../../src-renderer/ui/layers.tsx';
import { useToasts } from '../../../src-renderer/ui/toast.tsx';
import { mount, press } from '../../support/mount.tsx';

function Acts({ acts }: { acts: readonly Action[] }) {
  useActions(acts);
  return <input aria-label="words" />;
}
const act = (hotkey: string, run: () => void, more: Partial<Action> = {}): Action => ({ id: hotkey, label: hotkey, hotkey, run, ...more });

beforeEach(() => hearKeys());

test('a stroke is written as it is printed: letters large, Shift named only where it is no other sign', () => {
  const key = (k: string, more: Partial<KeyboardEvent> = {}): string => strokeOf({ key: k, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  expect(key('c')).toBe('C');
  expect(key('?', { shiftKey: true })).toBe('?');
  expect(key('V', { shiftKey: true })).toBe('Shift+V');
  expect(key('k', { ctrlKey: true })).toBe('Mod+K');
  expect(key('Enter', { metaKey: true })).toBe('Mod+Enter');
});

test('a key runs its act, and two strokes run theirs', async () => {
  const [one, two] = [vi.fn(), vi.fn()];
  await mount(<Acts acts={[act('C', one), act('G B', two)]} />);
  await press('c');
  await press('g');
  await press('b');
  expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 1]);
});

test('letters typed into a field run nothing, Ctrl with a letter does', async () => {
  const [letter, control] = [vi.fn(), vi.fn()];
  const place = await mount(<Acts acts={[act('C', letter), act('Mod+S', control)]} />);
  const field = place.querySelector('input')!;
  await press('c', field);
  await press('s', field, { ctrlKey: true });
  expect([letter.mock.calls.length, control.mock.calls.length]).toEqual([0, 1]);
});

const fieldOf = (type: string): HTMLInputElement => Object.assign(document.createElement('input'), { type });

test.each(['checkbox', 'radio', 'file', 'button', 'submit'])('an input of type %s takes no letters, so keys run their acts while it has the focus', async (type) => {
  const letter = vi.fn();
  const place = await mount(<Acts acts={[act('C', letter)]} />);
  await press('c', place.appendChild(fieldOf(type)));
  expect(letter).toHaveBeenCalledOnce();
});

test.each(['text', 'search', 'password', 'number', 'date', 'datetime-local', 'time'])('an input of type %s is typed in, so letters stay its own', async (type) => {
  const letter = vi.fn();
  const place = await mount(<Acts acts={[act('C', letter)]} />);
  await press('c', place.appendChild(fieldOf(type)));
  expect(letter).not.toHaveBeenCalled();
});

test('a pressed input keeps Enter, and a radio button its arrows', async () => {
  const [enter, down] = [vi.fn(), vi.fn()];
  const place = await mount(<Acts acts={[act('Enter', enter), act('ArrowDown', down)]} />);
  await press('Enter', place.appendChild(fieldOf('file')));
  await press('ArrowDown', place.appendChild(fieldOf('radio')));
  expect([enter.mock.calls.length, down.mock.calls.length]).toEqual([0, 0]);
  await press('ArrowDown', place.appendChild(fieldOf('checkbox')));
  expect(down).toHaveBeenCalledOnce();
});

test('while a dialog is open the keys of the page below it sleep', async () => {
  const [below, above] = [vi.fn(), vi.fn()];
  await mount(<><Acts acts={[act('C', below)]} /><RaisedLayer onEscape={vi.fn()}><Acts acts={[act('D', above)]} /></RaisedLayer></>);
  await press('c');
  await press('d');
  expect([below.mock.calls.length, above.mock.calls.length]).toEqual([0, 1]);
});

test('Escape leaves what lies on top, wherever the focus is, and never the page below it', async () => {
  const [page, lower, upper] = [vi.fn(), vi.fn(), vi.fn()];
  const place = await mount(<><Acts acts={[act('Escape', page)]} /><RaisedLayer onEscape={lower}><RaisedLayer onEscape={upper}><p>On top</p></RaisedLayer></RaisedLayer></>);
  await press('Escape', place.querySelector('input')!);
  expect([page.mock.calls.length, lower.mock.calls.length, upper.mock.calls.length]).toEqual([0, 0, 1]);
});

test('an act of a dialog on Escape comes before leaving it', async () => {
  const [leave, own] = [vi.fn(), vi.fn()];
  await mount(<RaisedLayer onEscape={leave}><Acts acts={[act('Escape', own)]} /></RaisedLayer>);
  await press('Escape');
  expect([leave.mock.calls.length, own.mock.calls.length]).toEqual([0, 1]);
});

test('a key whose act is not possible now says why instead of doing nothing', async () => {
  const run = vi.fn();
  await mount(<Acts acts={[act('S', run, { may: { ok: false, code: 'not_assessed', facts: {} } })]} />);
  await press('s');
  expect(run).not.toHaveBeenCalled();
  expect(useToasts.getState().current?.text).toContain('risk assessment is not done');
});
