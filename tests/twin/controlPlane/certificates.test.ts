import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createAuthority, issue } from "../../../twin/controlPlane/certificates";

describe("certificates of a control plane", () => {
  it("are signed by their authority, and fit their key", async () => {
    const authority = await createAuthority("kubernetes");
    const { certificate, key } = await issue(authority, { commonName: "admin" });
    const issued = new X509Certificate(certificate);
    assert.ok(issued.checkIssued(new X509Certificate(authority.certificate)));
    assert.ok(issued.verify(new X509Certificate(authority.certificate).publicKey));
    assert.ok(issued.checkPrivateKey(createPrivateKey(key)));
    assert.ok(!issued.ca);
    assert.ok(new X509Certificate(authority.certificate).ca);
  });

  it("carry a user and groups, also a user name longer than X.520 allows", async () => {
    const role = `arn:aws:iam::111111111111:role/${"x".repeat(64)}`;
    const { certificate } = await issue(await createAuthority("kubernetes"), {
      commonName: role,
      organizations: ["team-a", "system:masters"],
    });
    assert.equal(new X509Certificate(certificate).subject, `O=team-a\nO=system:masters\nCN=${role}`);
  });

  it("are good for a server only where names are given", async () => {
    const authority = await createAuthority("kubernetes");
    const server = new X509Certificate(
      (await issue(authority, { commonName: "s" }, { dnsNames: ["localhost"], ipAddresses: ["172.20.0.1"] }))
        .certificate,
    );
    assert.equal(server.checkIP("172.20.0.1"), "172.20.0.1");
    assert.equal(server.checkHost("localhost"), "localhost");
    const [serverAuthentication, clientAuthentication] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
    assert.deepEqual(server.keyUsage, [clientAuthentication, serverAuthentication]);
    const client = new X509Certificate((await issue(authority, { commonName: "c" })).certificate);
    assert.deepEqual(client.keyUsage, [clientAuthentication]);
  });
});
