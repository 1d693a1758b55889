// A bar taken up and put elsewhere: by the arrows of the keyboard or by dragging, in steps of the grid. Nothing is written until it is saved.
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Planned } from '#contract/calendar-views.ts';
import type { Axis } from './axis.ts';
import { placeOf, stepped, stepsOf } from './axis.ts';
import { dropDraft, placeDraft, takeUp, useCalendar } from './calendar-state.ts';
import type { View } from './view.ts';

type Scene = { axis: Axis; onChange: (part: Partial<View>) => void };
const isTakenUp = (planned: Planned): boolean => useCalendar.getState().draft?.planned.id === planned.id;
const settled: readonly Planned['state'][] = ['implementing', 'validating', 'implemented', 'under-review', 'closed', 'rejected', 'cancelled'];
/** Work that has begun or is over stays where it took place. */
export const canMove = ({ state }: Pick<Planned, 'state'>): boolean => !settled.includes(state);

/** Moves the draft by steps, its end along with it or alone; the view goes along when it leaves it. */
function shift({ axis, onChange }: Scene, by: number, { step = axis.step, isEndOnly = false }: { step?: Axis['step']; isEndOnly?: boolean } = {}): void {
  const { draft } = useCalendar.getState();
  if (!draft) return;
  const moved = { step, zone: axis.zone };
  const startsAt = isEndOnly ? draft.startsAt : stepped(draft.startsAt, moved, by);
  // A move keeps the length of the work; a resize changes it.
  const endsAt = isEndOnly ? stepped(draft.endsAt, moved, by) : startsAt + (draft.endsAt - draft.startsAt);
  placeDraft(startsAt, endsAt);
  if (startsAt < axis.from || startsAt >= axis.to) onChange({ at: placeOf(startsAt, axis.zone) });
}

/** Keys on a bar: `M` takes it up; then arrows move it, Shift and arrows move its end, up and down go by days. Answers whether the key was one of these. */
export function keyOnBar(planned: Planned, event: KeyboardEvent, scene: Scene): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (!isTakenUp(planned)) {
    if (event.key.toLowerCase() !== 'm' || !canMove(planned)) return false;
    event.preventDefault();
    takeUp(planned);
    scene.onChange({ open: planned.number });
    return true;
  }
  const day = { step: { days: 1 } };
  const acts: Partial<Record<string, () => void>> = {
    ArrowLeft: () => { shift(scene, -1, { isEndOnly: event.shiftKey }); }, ArrowRight: () => { shift(scene, 1, { isEndOnly: event.shiftKey }); },
    ArrowUp: () => { shift(scene, -1, day); }, ArrowDown: () => { shift(scene, 1, day); }, Escape: dropDraft,
  };
  const act = acts[event.key];
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}

/** A drag begins only after this many pixels, so that a click stays a click. */
const slack = 4;
/** The last pixels of a bar take hold of its end. */
const edge = 6;

/** Follows the pointer from a press on a bar until it is let go. */
export function startDrag(planned: Planned, event: PointerEvent<HTMLElement>, scene: Scene): void {
  const track = event.currentTarget.parentElement;
  const bar = event.currentTarget.querySelector('button');
  if (event.button !== 0 || !track || !bar || !canMove(planned)) return;
  const { axis } = scene;
  const from = event.clientX;
  const box = bar.getBoundingClientRect();
  const isEndOnly = box.width > 3 * edge && from > box.right - edge && from <= box.right;
  const msPerPixel = (axis.to - axis.from) / track.getBoundingClientRect().width;
  const { draft } = useCalendar.getState();
  const origin = draft?.planned.id === planned.id ? { startsAt: draft.startsAt, endsAt: draft.endsAt } : { startsAt: Date.parse(planned.startsAt), endsAt: Date.parse(planned.endsAt) };
  const ended = new AbortController();
  const listen = { signal: ended.signal };
  window.addEventListener('pointermove', (e) => {
    if (Math.abs(e.clientX - from) < slack) return;
    if (!isTakenUp(planned)) { takeUp(planned); scene.onChange({ open: planned.number }); }
    const by = stepsOf((e.clientX - from) * msPerPixel, axis);
    const startsAt = isEndOnly ? origin.startsAt : stepped(origin.startsAt, axis, by);
    placeDraft(startsAt, isEndOnly ? stepped(origin.endsAt, axis, by) : startsAt + origin.endsAt - origin.startsAt);
  }, listen);
  for (const end of ['pointerup', 'pointercancel'] as const) window.addEventListener(end, () => { ended.abort(); }, listen);
}
