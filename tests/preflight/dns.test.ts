import assert from "node:assert/strict";
import { certificateNames } from "../../preflight/checks/certificateNames";
import { hostedZones } from "../../preflight/checks/hostedZones";
import { type Answers, finding, found, notFound, refused } from "./asked";

const dev = { name: "dev.example.com", id: "Z1" };
const servers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];

/** An account with dev.example.com, and perhaps with the zone above it. */
const account = (zone: object = {}, above?: readonly string[]): Answers => ({
  getZone: ({ zoneId, name }) => {
    if (zoneId === dev.id) return { name: dev.name, zoneId, privateZone: false, nameServers: servers, ...zone };
    return above && name === "example.com" ? { name, zoneId: "Z0", privateZone: false, nameServers: [] } : notFound;
  },
  getRecords: {
    resourceRecordSets: [
      { name: "dev.example.com.", type: "NS", resourceRecords: above?.map((value) => ({ value: `${value}.` })) ?? [] },
    ],
  },
});

describe("preflight: hosted zones", () => {
  const zone = (answers: Answers, changes: object = {}) =>
    finding(hostedZones, answers, { "dns.zones": [{ ...dev, ...changes }] });

  it("are asked for only where the stack file names some", async () => {
    assert.deepEqual(await found(hostedZones, {}), []);
  });

  it("are there, and the zone above leads to them or is elsewhere", async () => {
    const led = await zone(account({}, [...servers].reverse()));
    assert.deepEqual([led.verdict, led.detail], ["ok", "Z1 is a public zone, and example.com leads to it"]);
    const elsewhere = await zone(account());
    assert.equal(elsewhere.verdict, "ok");
    assert.match(elsewhere.detail, /what leads to it was not read, dig \+short NS dev\.example\.com must print ns-1/);
    const hidden = await zone(account({ privateZone: true }), { private: true });
    assert.deepEqual([hidden.verdict, hidden.detail], ["ok", "Z1 is a private zone"]);
  });

  it("are not there, or not what the stack file says", async () => {
    const wrong = async (answers: Answers, detail: RegExp) => {
      const { verdict, detail: given } = await zone(answers);
      assert.equal(verdict, "wrong");
      assert.match(given, detail);
    };
    await wrong({ getZone: notFound }, /^Z1 is not in the account$/);
    await wrong(account({ name: "prod.example.com" }), /^Z1 is the zone prod\.example\.com$/);
    await wrong(account({ privateZone: true }), /^Z1 is a private zone$/);
    await wrong(account({}, ["ns-9.awsdns-09.org"]), /^example\.com leads to ns-9\.awsdns-09\.org, not to Z1$/);
    await wrong(account({}, []), /^example\.com does not lead to Z1$/);
  });

  it("are unknown when Route 53 does not say", async () => {
    assert.equal((await zone({ getZone: refused })).verdict, "unknown");
  });
});

describe("preflight: certificates", () => {
  it("have no more hosts than the account's quota", async () => {
    const hosts = (count: number) => Array.from({ length: count }, (_, index) => `app-${index}.dev.example.com`);
    const verdict = async (more: number) => {
      const web = { domainName: "dev.example.com", subjectAlternativeNames: hosts(more) };
      const changes = { dns: { zones: [dev], certificates: { web } } };
      return (await finding(certificateNames, { getServiceQuota: { value: 10 } }, changes)).verdict;
    };
    assert.deepEqual([await verdict(9), await verdict(10)], ["ok", "wrong"]);
  });
});
