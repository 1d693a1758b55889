// Coverage reports and test results as build tools write them, small enough to read.

/** Cobertura: of `total` lines the first ones are covered. */
export const cobertura = ({ covered, total, commit, madeAt }: { covered: number; total: number; commit?: string; madeAt: string }): string => `<?xml version="1.0"?>
<coverage line-rate="${covered / total}" lines-covered="${covered}" lines-valid="${total}" timestamp="${Date.parse(madeAt)}"${commit === undefined ? '' : ` commit="${commit}"`}>
  <packages><package name="cards"><classes><class name="Switch" filename="switch.py"><lines>
    ${Array.from({ length: total }, (_, i) => `<line number="${i + 1}" hits="${i < covered ? 3 : 0}"/>`).join('')}
  </lines></class></classes></package></packages>
</coverage>`;

/** JUnit: so many test cases, of which some failed. */
export const junit = ({ tests, failed = 0 }: { tests: number; failed?: number }): string => `<testsuite name="cards" tests="${tests}" failures="${failed}" errors="0" skipped="0">
  ${Array.from({ length: tests }, (_, i) => `<testcase classname="switch" name="case ${i + 1}" time="0.01">${i < failed ? '<failure message="expected 7"/>' : ''}</testcase>`).join('\n  ')}
</testsuite>`;
