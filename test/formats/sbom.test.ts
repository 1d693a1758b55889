// Bills of materials of CycloneDX: those of other tools as an independent reader counted them, and those that have to be refused.
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FormatError } from '../../src-main/formats/format-error.ts';
import { readSbom } from '../../src-main/formats/sbom.ts';

// Files of other tools, in ../shared/samples beside the project where somebody put them there; the project itself never needs them.
const corpus = join(import.meta.dirname, '../../../shared/samples/sbom');
const given = (name: string): string => join(corpus, name);
const folder = mkdtempSync(join(tmpdir(), 'gavel-sbom-'));
const written = (name: string, text: string): string => { const path = join(folder, name); writeFileSync(path, text); return path; };
const refusalOf = async (path: string): Promise<FormatError> => { try { await readSbom(path); } catch (error) { if (error instanceof FormatError) return error; throw error; } throw new Error('it was read'); };
const bom = (parts: Record<string, unknown>): string => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', ...parts }, null, 1);

test.runIf(existsSync(corpus)).each([
  ['syft-alpine.cdx.json', '1.4', 15, 'docker.io/library/alpine:latest'], ['nested.cdx.json', '1.4', 3, 'quarkus/mandrel-for-jdk-21-rhel8'], ['composer-laravel.cdx.xml', '1.3', 62, undefined], ['grype.cdx.xml', '1.2', 307, undefined], ['spec-valid-1.6.cdx.json', '1.6', 3, 'Acme Application'], ['spec-valid-1.6.cdx.xml', '1.6', 3, 'Acme Application'],
])('REL-04 %s of CycloneDX %s has %d components', async (name, spec, count, about) => {
  const { specVersion, main, components } = await readSbom(given(name));
  expect([specVersion, components.length]).toEqual([spec, count]);
  if (about !== undefined) expect(main?.name).toBe(about);
  expect(components.every(({ name: called }) => called !== '')).toBe(true);
});

test('REL-04 JSON and XML of one bill of materials say the same', async () => {
  const component = { type: 'library', group: 'org.slf4j', name: 'slf4j-api', version: '2.0.9', purl: 'pkg:maven/org.slf4j/slf4j-api@2.0.9' };
  const json = written('same.json', bom({ metadata: { component: { type: 'application', name: 'Hub', version: '3.0.0' } }, components: [{ ...component, components: [{ type: 'library', name: 'inner', version: '1' }] }] }));
  const xml = written('same.xml', `<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><metadata><tools><component type="application"><name>no part of it</name></component></tools><component type="application"><name>Hub</name><version>3.0.0</version></component></metadata>
<components><component type="library"><group>org.slf4j</group><name><![CDATA[slf4j-api]]></name><version>2.0.9</version><purl>pkg:maven/org.slf4j/slf4j-api@2.0.9</purl><pedigree><ancestors><component type="library"><name>older</name><version>1</version></component></ancestors></pedigree>
<components><component type="library"><name>inner</name><version>1</version></component></components></component></components></bom>`);
  const [one, other] = [await readSbom(json), await readSbom(xml)];
  expect(other.main).toEqual(one.main);
  expect(other.components.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(one.components.toSorted((a, b) => a.name.localeCompare(b.name)));
  expect(one.components[0]).toEqual({ name: 'org.slf4j/slf4j-api', version: '2.0.9', purl: 'pkg:maven/org.slf4j/slf4j-api@2.0.9' });
});

test('REL-04 what is no CycloneDX, or of a version nobody knows here, is refused by name', async () => {
  expect((await refusalOf(written('format.json', bom({ bomFormat: 'CDX' })))).message).toContain('CDX');
  expect((await refusalOf(written('spdx.json', '{"spdxVersion":"SPDX-2.3"}'))).message).toContain('SPDX');
  expect((await refusalOf(written('future.json', bom({ specVersion: '9.9' })))).message).toContain('9.9');
  expect((await refusalOf(written('list.json', '[]'))).message).toContain('no JSON object');
  expect((await refusalOf(written('table.csv', 'a,b\n1,2\n'))).message).toContain('neither JSON nor XML');
  expect(await refusalOf(written('root.xml', '<?xml version="1.0"?>\n<report/>'))).toMatchObject({ where: { line: 2 } });
});

test('REL-04 a component that is wrong is refused with its place and name, a file that is broken with its line', async () => {
  const wrong = await refusalOf(written('number.json', bom({ components: [{ name: 'a', version: '1' }, { name: 'lodash', version: 4 }] })));
  expect([wrong.where?.field, wrong.message]).toEqual(['components[1].version', expect.stringContaining('lodash')]);
  expect((await refusalOf(written('nameless.json', bom({ components: [{ name: 'a', components: [{ version: '1' }] }] })))).where?.field).toBe('components[0].components[0].name');
  expect((await refusalOf(written('object.json', bom({ components: {} })))).where?.field).toBe('components');
  expect((await refusalOf(written('cut.json', bom({ components: [] }).slice(0, -3)))).where?.line).toBeGreaterThan(1);
  expect((await refusalOf(written('nameless.xml', '<bom xmlns="http://cyclonedx.org/schema/bom/1.4">\n<components>\n<component><version>1</version></component></components></bom>'))).where).toMatchObject({ line: 3 });
  expect((await refusalOf(written('bomb.xml', '<!DOCTYPE bom [<!ENTITY a "aaaa">]>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>'))).code).toBe('doctype_refused');
  expect((await refusalOf(written('many.json', bom({ components: Array.from({ length: 10_001 }, (_, i) => ({ name: `c${i}` })) })))).code).toBe('too_large');
  expect((await refusalOf(written('long.json', bom({ components: [{ name: 'x'.repeat(1001) }] })))).where?.field).toBe('components[0].name');
});
