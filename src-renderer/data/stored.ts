// What this window remembers between starts: drafts and views. Never answers of the core.

/** Reads what was stored, or null when it is absent or not of the expected form. */
export function readStored<T>(key: string, isFit: (value: unknown) => value is T): T | null {
  const text = localStorage.getItem(key);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFit(value) ? value : null;
  } catch {
    // Written by another version or by hand: as good as absent.
    return null;
  }
}

export function store(key: string, value: unknown): void {
  if (value === null || value === undefined) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(value));
}
