// What the writer of an event had seen. Folds ask it to tell "later" from "made apart" (trail design, B5).

/** A place in the trail: the feed, the commit in it, the event in that. Of a forked feed each branch is a line of its own; else the line is the feed. */
export type EventPlace = { feed: string; line: string; seq: number; place: number };

/** Who wrote something last in a replay, and where; `alike` are those who wrote the same apart. */
export type Written = { place: EventPlace; by: string; at: string; alike?: readonly Written[] };
/** What one replay of a record remembers: the last writer of each field, of the state, of each decision. Never kept, because an event that had seen everything can conflict with nothing. */
export type Trace = Map<string, Written>;
export const newTrace = (): Trace => new Map();

/** Without a cause an event counts as one whose writer had seen everything: that is how this device's own events are folded. */
export type Cause = {
  place: EventPlace;
  saw(place: EventPlace): boolean;
  trace: Trace;
  /** The role a decision was signed in was taken away by somebody who had not seen the decision. */
  isRoleDisputed: boolean;
};

export const placeText = ({ feed, seq, place }: EventPlace): string => `${feed}:${seq}:${place}`;

/** Those who wrote it and were not seen, the last one first. */
export const unseenOf = (cause: Cause, written: Written): Written[] => [written, ...(written.alike ?? [])].filter(({ place }) => !cause.saw(place));
/** Whether the writer knew what was written: it had seen one of those who say so. */
export const hasSeen = (cause: Cause, written: Written): boolean => unseenOf(cause, written).length <= (written.alike?.length ?? 0);
/** Whether the writer had seen what the trace knows of `key`. Without a cause it had seen everything. */
export const sawLast = (cause: Cause | undefined, key: string): boolean => {
  const last = cause?.trace.get(key);
  return last === undefined || hasSeen(cause!, last);
};
export const noteWritten = (cause: Cause | undefined, key: string, { by, at }: { by: string; at: string }): void => {
  cause?.trace.set(key, { place: cause.place, by, at });
};
