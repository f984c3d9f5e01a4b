import assert from "node:assert/strict";
import { reservedMemoryMiB, reservedMillicores } from "../../capacity/kubeletReservation";

describe("kubelet reservation", () => {
  // Allocatable CPU of these sizes as EKS users publish it: 940m, 1930m, 3920m, 7910m, 15890m, 95690m.
  const reserved: readonly [vcpu: number, millicores: number][] = [
    [1, 60],
    [2, 70],
    [4, 80],
    [8, 90],
    [16, 110],
    [96, 310],
  ];
  for (const [vcpu, millicores] of reserved) {
    it(`keeps ${millicores}m of ${vcpu} vCPUs`, () => assert.equal(reservedMillicores(vcpu), millicores));
  }

  it("keeps 574 MiB of a node for 29 pods", () => assert.equal(reservedMemoryMiB(29), 574));
});
