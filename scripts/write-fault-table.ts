import { readFileSync, writeFileSync } from "node:fs";

import { FAULT_TABLE_PLACE, faultTable, testFiles, withTable } from "./fault-table.ts";

// npm run faults: writes the table of faults anew, from the names of the tests.
const readme = readFileSync(FAULT_TABLE_PLACE, "utf8");
writeFileSync(FAULT_TABLE_PLACE, withTable(readme, faultTable(testFiles())));
