import { describe, expect, it } from 'vitest';
import { newSalt, saltLength } from '../../src-main/trail/hashes.ts';

describe('salts', () => {
  it('are sixteen bytes each and never given out twice, also beyond one draw', () => {
    const salts = Array.from({ length: 2000 }, () => newSalt());
    expect(salts.every((salt) => salt.length === saltLength)).toBe(true);
    expect(new Set(salts.map((salt) => Buffer.from(salt).toString('hex'))).size).toBe(2000);
  });
});
