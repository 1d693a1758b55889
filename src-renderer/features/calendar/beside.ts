// Blocks of a day that meet stand side by side: how many columns each cluster needs, and the column of each block.
type Block = { from: number; to: number };
export type Beside<B> = B & { column: number; columns: number };

/** Every block in the first column that is free when it begins; all of a cluster are as narrow as its widest moment needs. Blocks come in the order they begin. */
export function beside<B extends Block>(blocks: readonly B[]): Beside<B>[] {
  const done: Beside<B>[] = [];
  let cluster: Beside<B>[] = [];
  let ends: number[] = [];
  const close = (): void => {
    done.push(...cluster.map((block) => ({ ...block, columns: ends.length })));
    cluster = [];
    ends = [];
  };
  for (const block of blocks.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (ends.length > 0 && ends.every((end) => end <= block.from)) close();
    const free = ends.findIndex((end) => end <= block.from);
    const column = free === -1 ? ends.length : free;
    ends[column] = block.to;
    cluster.push({ ...block, column, columns: 0 });
  }
  close();
  return done;
}
