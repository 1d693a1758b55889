// Texts of the worked example: a made-up bank. Nothing here is about anybody.
export const organisation = 'Northwind Bank';
export const people = [
  ['Marta Lindqvist', 'CAB chair'], ['Tomasz Zielinski', 'Release manager'], ['Aisha Bello', 'Security'], ['Ravi Menon', 'Operations'], ['Hannah Schuster', 'Service desk'],
  ['Luis Ortega', 'Databases'], ['Grace Obi', 'Network'], ['Jonas Weber', 'Payments'], ['Priya Nair', 'Risk'], ['Owen Hughes', 'Internal audit'],
  ['Elena Petrova', 'Online banking'], ['Samuel Adeyemi', 'Core ledger'], ['Yuki Tanaka', 'Mobile'], ['Fatima Zahra', 'Identity'], ['Daniel Novak', 'Batch'], ['Chloé Martin', 'Architecture'],
  ['Ingrid Solberg', 'Change manager'], ['Peter O’Neill', 'Data centre'], ['Mei Lin', 'Fraud'], ['Karim Haddad', 'Treasury'],
] as const;
export const services = [
  ['Core ledger', 1, ['ledger-db-1', 'ledger-db-2', 'ledger-app-1']], ['Card authorisation', 1, ['switch-1', 'switch-2', 'hsm-1']], ['Payment hub', 1, ['hub-app-1', 'hub-app-2', 'hub-mq-1']],
  ['Online banking', 1, ['web-1', 'web-2', 'session-store']], ['Mobile banking API', 1, ['api-gw-1', 'api-gw-2']], ['Login and identity', 1, ['login-node-1', 'login-node-2', 'directory-1']],
  ['Fraud screening', 2, ['fraud-engine-1', 'rules-store']], ['Batch settlement', 1, ['BS-01', 'BS-02']], ['Edge network', 1, ['edge-leeds-1', 'edge-reading-1', 'dns-1']], ['Database platform', 1, ['array-1', 'array-2', 'backup-1']],
  ['Open banking edge', 2, ['ob-proxy-1', 'ob-consent']], ['Statements and archive', 3, ['print-1', 'archive-1']], ['Treasury desk', 2, ['desk-1']], ['Service desk tools', 3, ['ticket-1', 'chat-1']],
] as const;
export const acts = [
  ['Upgrade {item} to release {v}', 'Replaces release {w}, which leaves vendor support in {month}.'],
  ['Renew the certificate on {item}', 'The present certificate expires in {n} days; the new chain was tested in staging.'],
  ['Apply the {month} security patches to {item}', 'Closes {n} advisories, two of them rated high by the vendor.'],
  ['Raise the connection pool limit on {item}', 'At month end the pool ran dry for {n} minutes; measured peak is {m} connections.'],
  ['Move {service} to storage array 2', 'Array 1 is at {m} % of its capacity and out of warranty this quarter.'],
  ['Rebuild the indexes of {item}', 'Median query time grew by {n} % since spring; a rehearsal on a copy took {m} minutes.'],
  ['Switch {item} to the new time source', 'Drift of {n} ms was seen after the last maintenance; settlement needs less than 5 ms.'],
  ['Enable the {month} rule set on {item}', 'Brings {n} new rules; in shadow mode they raised {m} alerts a day, as expected.'],
  ['Retire host {item}', 'No traffic for {m} days; backups are kept for seven years.'],
  ['Open the route between {item} and the settlement network', 'Needed by the new scheme rules that hold from {month}.'],
  ['Correct the rounding of interest in {service}', 'Incident follow-up: {n} statements were off by one cent.'],
  ['Add a read replica for {service}', 'Reporting takes {n} % of the primary in office hours.'],
] as const;
export const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
export const steps = ['Announce to the service desk and hold the change window', 'Take the node out of the pool and wait until it is idle', 'Take a backup and note its checksum', 'Apply the change with the script in the release folder', 'Run the smoke tests and compare with the baseline', 'Put the node back and watch errors for 15 minutes', 'Repeat for the next node', 'Close the window with the service desk'] as const;
export const tests = ['Smoke tests pass on every node; error rate below 0.2 % for 15 minutes.', 'Regression set of 412 cases passed in staging on the same build.', 'A payment of each kind goes through end to end; balances agree to the cent.', 'Login, consent and logout work from three networks.'] as const;
export const backouts = ['Put the previous release back with the same script; rehearsed in staging in 12 minutes.', 'Restore the snapshot taken before the start; 35 minutes, point of no return at the first settlement run.', 'Switch the flag off; takes effect within a minute.', 'Fail over to the other site, then restore at leisure.'] as const;
export const criteria = ['Errors above 2 % for 5 minutes, or decision by the owner', 'Median answer time above 800 ms for 10 minutes', 'Any settlement message in the dead letter queue', 'A failed smoke test that is not explained within 10 minutes'] as const;
export const rationales = ['Rehearsed, evidence complete, window agreed with operations.', 'The risk of waiting is larger than the risk of the change.', 'Tested on the same build; owner on call during the window.', 'Low load in this window; backout fits into the time.'] as const;
export const refusals = ['The backout needs longer than the window allows.', 'Evidence is older than the build that would be deployed.', 'Collides with the quarter-end close.'] as const;
export const conditions = ['Repeat the smoke tests on the final build and attach the report', 'Service desk has the customer notice in hand', 'A second database administrator is on call', 'Backout rehearsed once more on the copy of production'] as const;
