// The package carries its declarations, but its list of exports hides them. It has the interface of better-sqlite3 and one call more.
declare module 'better-sqlite3-multiple-ciphers' {
  import type Database from 'better-sqlite3';

  const CipherDatabase: new (file: string, options?: Database.Options) => Database.Database & { key(key: Buffer): number };
  export default CipherDatabase;
}
