import assert from "node:assert/strict";
import fc from "fast-check";
import { fargateSize, fargateSizes } from "../../capacity/fargateSize";
import type { PodRequests } from "../../capacity/podRequests";

const container = (cpu?: string, memory?: string) => ({
  resources: { requests: { ...(cpu && { cpu }), ...(memory && { memory }) } },
});
const pod = (cpu?: string, memory?: string): PodRequests => ({ containers: [container(cpu, memory)] });
const text = (spec: PodRequests): string => {
  const { vcpu, memoryGiB } = fargateSize(spec);
  return `${vcpu}vCPU ${memoryGiB}GB`;
};

describe("fargateSize", () => {
  // https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html, 2026-11-21
  it("agrees with AWS's own examples: 1 vCPU with 8 GB is billed as 2 with 9, nothing as 0.25 with 0.5", () => {
    assert.equal(text(pod("1", "8Gi")), "2vCPU 9GB");
    assert.equal(text({ containers: [{}] }), "0.25vCPU 0.5GB");
  });

  it("knows the 74 published sizes", () => {
    const memory = (wanted: number) => fargateSizes.filter(({ vcpu }) => vcpu === wanted).map((size) => size.memoryGiB);
    assert.deepEqual(memory(0.25), [0.5, 1, 2]);
    assert.deepEqual(memory(0.5), [1, 2, 3, 4]);
    assert.deepEqual(memory(1), [2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual([memory(2)[0], memory(2).at(-1), memory(2).length], [4, 16, 13]);
    assert.deepEqual([memory(4)[0], memory(4).at(-1), memory(4).length], [8, 30, 23]);
    assert.deepEqual(memory(8), [16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60]);
    assert.deepEqual(memory(16), [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120]);
    assert.equal(fargateSizes.length, 74);
  });

  it("gives a pod the whole size less 256 MiB, and the next size for a byte more", () => {
    for (const { vcpu, memoryGiB } of fargateSizes) {
      const bytes = memoryGiB * 1024 ** 3 - 256 * 1024 ** 2;
      assert.deepEqual(fargateSize(pod(String(vcpu), String(bytes))), { vcpu, memoryGiB });
      if (memoryGiB < 120) assert.notDeepEqual(fargateSize(pod(String(vcpu), String(bytes + 1))), { vcpu, memoryGiB });
    }
  });

  it("takes more memory where the vCPUs come only with more", () => {
    assert.equal(text(pod("3", "1Gi")), "4vCPU 8GB");
    assert.equal(text(pod("250m", "3Gi")), "0.5vCPU 4GB");
  });

  it("adds containers, and takes the largest init container instead where that is more", () => {
    const containers = [container("500m", "1Gi"), container("500m", "1Gi")];
    assert.equal(text({ containers }), "1vCPU 3GB");
    const initContainers = [container("2", "256Mi"), container("100m", "4Gi")];
    assert.equal(text({ containers, initContainers }), "2vCPU 5GB");
  });

  it("adds sidecars to the containers, and to the init containers that start after them", () => {
    const sidecar = { ...container("500m", "512Mi"), restartPolicy: "Always" };
    const containers = [container("500m", "512Mi")];
    const migration = container("1", "1Gi");
    assert.equal(text({ containers, initContainers: [sidecar] }), "1vCPU 2GB");
    assert.equal(text({ containers, initContainers: [sidecar, migration] }), "2vCPU 4GB");
    assert.equal(text({ containers, initContainers: [migration, sidecar] }), "1vCPU 2GB");
  });

  it("counts a limit without a request, and the overhead of the runtime class", () => {
    assert.equal(text({ containers: [{ resources: { limits: { cpu: "2", memory: "1Gi" } } }] }), "2vCPU 4GB");
    assert.equal(text({ ...pod("250m", "256Mi"), overhead: { cpu: "250m", memory: "1Gi" } }), "0.5vCPU 2GB");
  });

  it("adds small requests exactly: ten times 100m is one vCPU", () => {
    assert.equal(text({ containers: Array.from({ length: 10 }, () => container("0.1")) }), "1vCPU 2GB");
  });

  it("says how much is too much, and what is not a quantity", () => {
    assert.throws(
      () => fargateSize(pod("16001m")),
      /no Fargate size holds 16\.001 vCPU and 0\.25 GiB .* 16 vCPU and 120/,
    );
    assert.throws(() => fargateSize(pod("1", "120Gi")), /holds 1 vCPU and 120\.25 GiB/);
    assert.throws(
      () => fargateSize(pod("1", "2 GB")),
      /"2 GB" is not a Kubernetes quantity of memory, for example 512Mi/,
    );
    assert.throws(() => fargateSize(pod("-1")), /"-1" is not a Kubernetes quantity of cpu, for example 250m/);
  });

  it("holds what was asked for, and never shrinks when more is asked for", () => {
    const amount = fc.record({
      milli: fc.integer({ min: 0, max: 16_000 }),
      mebi: fc.integer({ min: 0, max: 119 * 1024 }),
    });
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const size = fargateSize(pod(`${one.milli}m`, `${one.mebi}Mi`));
        assert.ok(size.vcpu * 1_000 >= one.milli && size.memoryGiB * 1024 >= one.mebi + 256);
        const more = { milli: Math.max(one.milli, other.milli), mebi: Math.max(one.mebi, other.mebi) };
        const larger = fargateSize(pod(`${more.milli}m`, `${more.mebi}Mi`));
        assert.ok(larger.vcpu >= size.vcpu && (larger.vcpu > size.vcpu || larger.memoryGiB >= size.memoryGiB));
      }),
    );
  });
});
