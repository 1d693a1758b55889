// What the writer of an event had seen. Folds ask it to tell "later" from "made apart" (trail design, B5).

/** A place in the trail: the feed, the commit in it, the event in that. */
export type EventPlace = { feed: string; seq: number; place: number };

/** What one replay of a record remembers: who wrote what last. Never kept, because an event that had seen everything can conflict with nothing. */
export type Trace = { written: Map<string, EventPlace> };
export const newTrace = (): Trace => ({ written: new Map() });

/** Without a cause an event counts as one whose writer had seen everything: that is how this device's own events are folded. */
export type Cause = {
  place: EventPlace;
  saw(place: EventPlace): boolean;
  trace: Trace;
  /** The role a decision was signed in was taken away by somebody who had not seen the decision. */
  isRoleDisputed: boolean;
};
