import { itDoesWhatWasRecorded, useHost } from "./replay";
import { readTraces } from "./traces";

/** Apart from components.test.ts so that the two can run beside each other: together they take longest of all unit tests. */
describe("twin/components, clusters", () => {
  const host = useHost();
  const clusters = readTraces().filter((trace) => trace.case.startsWith("cluster-") && !trace.errors);
  for (const trace of clusters) itDoesWhatWasRecorded(host, trace);
});
