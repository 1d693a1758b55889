// The two coverage formats in XML, as visitors of their elements.
import { commitId, namesCommit, wholeCommitId } from './commit-id.ts';
import { type Tally, addLine, fileIn, isHit, mostLines, wholeNumber } from './coverage-tally.ts';
import { FormatError } from './format-error.ts';
import { refused } from './refused.ts';
import { timeReader } from './report-time.ts';
import type { XmlElement, XmlVisitor } from './xml-walk.ts';

const readTime = timeReader();

/** The root may say how much was covered; it differs from the lines more often than not, and the lines are counted. */
function compareWithHeader(tally: Tally, declared: { covered: string | undefined; total: string | undefined }): void {
  if (declared.covered === undefined || declared.total === undefined) return;
  let covered = 0;
  let total = 0;
  for (const file of tally.files.values()) for (const hit of file.lines.values()) { total += 1; if (hit) covered += 1; }
  if (Number(declared.covered) === covered && Number(declared.total) === total) return;
  tally.warnings.push(`The report says ${declared.covered.slice(0, 20)} of ${declared.total.slice(0, 20)} lines are covered; ${covered} of ${total} are listed, and these are counted.`);
}

/** An attribute of the root that is named like a commit and holds one. */
function rootCommits(tally: Tally, { attributes }: XmlElement): void {
  for (const [name, value] of Object.entries(attributes)) {
    const id = namesCommit(name) ? commitId(value) : null;
    if (id !== null) tally.commits.add(id);
  }
}

/**
 * Cobertura: the lines of a class, not those of its methods again; conditions are summed as they are listed, since every listing of
 * a line (a template, a closure) has its own. A class that lists lines in its methods only is counted by these.
 */
export function coberturaReader(tally: Tally): XmlVisitor {
  let file = '';
  let isListed = false;
  let ofMethods: XmlElement[] = [];
  let header: XmlElement['attributes'] = {};
  const take = ({ attributes, line }: XmlElement): void => {
    addLine(tally, fileIn(tally, file), wholeNumber(attributes['number'], { line, field: 'number' }), isHit(attributes['hits'], { line, field: 'hits' }));
    const share = /\((\d{1,9})\/(\d{1,9})\)/.exec(attributes['condition-coverage'] ?? '');
    if (!share) return;
    const [covered, total] = [Number(share[1]), Number(share[2])];
    if (covered > total) throw refused('contradiction', `condition-coverage at line ${line} has more covered conditions than conditions`, { line, field: 'condition-coverage' });
    tally.conditions.covered += covered;
    tally.conditions.total += total;
  };
  const remember = (element: XmlElement): void => {
    if (ofMethods.push(element) > mostLines) throw new FormatError('too_large', { what: 'a single class', limit: `${mostLines} lines` }, { line: element.line });
  };
  return {
    open: (element, path) => {
      const { name, attributes, line } = element;
      if (path.length === 0) {
        header = attributes;
        rootCommits(tally, element);
        readStamp(tally, attributes['timestamp']);
      } else if (name === 'project' && path.length === 1) throw refused('unsupported', 'it is a Clover report; coverage is read from Cobertura, JaCoCo and LCOV', { line });
      else if (name === 'class') {
        file = (attributes['filename'] ?? '').trim();
        if (file === '') throw refused('missing', `a class at line ${line} names no file`, { line, field: 'filename' });
        isListed = false;
        ofMethods = [];
      } else if (name === 'line' && file !== '') {
        const isOfMethod = path.includes('method');
        if (!isOfMethod) { isListed = true; take(element); } else if (!isListed) remember(element);
      }
    },
    close: (name, path) => {
      if (name === 'class') {
        if (!isListed) ofMethods.forEach(take);
        file = '';
        ofMethods = [];
      }
      if (path.length === 0) compareWithHeader(tally, { covered: header['lines-covered'], total: header['lines-valid'] });
    },
  };
}

function readStamp(tally: Tally, text: string | undefined): void {
  if (text === undefined || text.trim() === '' || text.trim() === '0') return;
  const time = readTime(text);
  if ('at' in time) tally.timestamp = tally.timestamp === null || time.at > tally.timestamp ? time.at : tally.timestamp;
  else tally.warnings.push(`The report's time, ${text.trim().slice(0, 60)}, cannot be read${time.why === 'zone_needed' ? ': it has no zone' : ''}.`);
}

/**
 * JaCoCo: the lines of source files; a line is covered when an instruction on it ran, and its branches are counted with it. A report
 * made without line numbers has none and cannot be counted. The last dump is its time; a session named by a whole commit ID names it.
 */
export function jacocoReader(tally: Tally): XmlVisitor {
  const scope: string[] = [];
  let file = '';
  let declared: { covered: string | undefined; total: string | undefined } = { covered: undefined, total: undefined };
  const addSession = (attributes: XmlElement['attributes']): void => {
    readStamp(tally, attributes['dump']);
    const id = wholeCommitId(attributes['id'] ?? '');
    if (id !== null) tally.commits.add(id);
  };
  const take = ({ attributes, line }: XmlElement): void => {
    const at = (field: string): number => wholeNumber(attributes[field], { line, field });
    addLine(tally, fileIn(tally, file), at('nr'), at('ci') > 0);
    const [missed, covered] = [attributes['mb'] === undefined ? 0 : at('mb'), attributes['cb'] === undefined ? 0 : at('cb')];
    tally.conditions.covered += covered;
    tally.conditions.total += missed + covered;
  };
  return {
    open: (element, path) => {
      const { name, attributes, line } = element;
      if (path.length === 0) {
        rootCommits(tally, element);
        if (attributes['name'] === undefined) throw refused('unsupported', 'it is a report of another kind than JaCoCo; coverage is read from Cobertura, JaCoCo and LCOV', { line });
      } else if (name === 'sessioninfo') addSession(attributes);
      else if (name === 'group' || name === 'package') scope.push(attributes['name'] ?? '');
      else if (name === 'sourcefile') file = [...scope, attributes['name'] ?? ''].join('/');
      else if (name === 'line' && path.at(-1) === 'sourcefile') take(element);
      else if (name === 'counter' && path.length === 1 && attributes['type'] === 'LINE') {
        const [missed, covered] = [wholeNumber(attributes['missed'], { line, field: 'missed' }), wholeNumber(attributes['covered'], { line, field: 'covered' })];
        declared = { covered: String(covered), total: String(missed + covered) };
      }
    },
    close: (name, path) => {
      if (name === 'group' || name === 'package') scope.pop();
      if (path.length === 0) compareWithHeader(tally, declared);
    },
  };
}
