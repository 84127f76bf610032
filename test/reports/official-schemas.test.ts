import { describe, expect, it } from 'vitest';
import { ocsfVersions } from '../../src/reporters/reporter.ts';
import { haveSchemas, officialSchema, problems } from './schemas.ts';
import { estates, write } from './support.ts';

describe.runIf(haveSchemas)('the official schemas', () => {
  for (const [name, estate] of Object.entries(estates)) {
    it(`take the SARIF of ${name}`, async () => {
      const log = JSON.parse(write('sarif', await estate()));
      expect(problems(officialSchema('sarif-2.1.0.schema.json'), log)).toEqual([]);
    });

    for (const ocsfVersion of ocsfVersions) {
      it(`take every OCSF ${ocsfVersion} event of ${name}`, async () => {
        const validate = officialSchema(`ocsf-compliance-finding-${ocsfVersion}.0.schema.json`);
        const judged = await estate();
        const events = write('ocsf', judged, { ocsfVersion }).split('\n').slice(0, -1);
        expect(events).toHaveLength(judged.report.findings.length);
        for (const event of events) expect(problems(validate, JSON.parse(event))).toEqual([]);
      });
    }
  }
});
