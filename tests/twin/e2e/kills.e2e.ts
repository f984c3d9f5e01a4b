import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { disagreements } from "./kills/agreement";
import { type CommandName, drawKill, type Kill, runAndKill } from "./kills/kill";
import { Random } from "./kills/random";
import { type StepKind, STEP_KINDS } from "./kills/steps";
import { Rehearsal } from "./rehearsal";

/**
 * Kills that are drawn; a command may be done before it comes to one. `KILLS=99` is nine rounds, in which every process is killed at every step at which
 * it runs; `KILLS=11 KILL_SEED=3` is the round of seed 3.
 */
const kills = Number(process.env.KILLS ?? 55);
const firstSeed = Number(process.env.KILL_SEED ?? 1);

const KILLS_A_ROUND = 2 * STEP_KINDS.length + 1;

const app = { image: "public.ecr.aws/nginx/nginx-unprivileged:1.29.8-alpine", greeting: "Hello" };
const created = { "cluster.deletionProtection": false, "apps.hello": app };
/** Changes an app and a node group in place. */
const changed = {
  ...created,
  "apps.hello": { ...app, greeting: "Hello again" },
  "dataPlane.0.scaling": { min: 1, max: 3 },
  "dataPlane.0.labels": { tier: "system" },
};

interface Row {
  tried: number;
  converged: number;
  /** How long a command went on after the kill. */
  longestMilliseconds: number;
}

describe("a command after one that was killed", () => {
  const table = new Map<string, Row>();
  const rowOf = ({ command, process, step }: Kill) => {
    const key = [command, step, process].join(" | ");
    const row = table.get(key) ?? { tried: 0, converged: 0, longestMilliseconds: 0 };
    table.set(key, row);
    return row;
  };
  after(() => {
    console.log("command | step | process | tried | converged | ended after");
    for (const [key, row] of table) console.log(describeRow(key, row));
    console.log(describeRow("all | | ", total([...table.values()])));
  });

  for (let round = 0; round * KILLS_A_ROUND < kills; round++) {
    const seed = firstSeed + round;
    it(`carries on: seed ${seed}`, async () => {
      const rehearsal = new Rehearsal(`kills-${seed}`, join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
      try {
        await converge(seed, rehearsal);
      } catch (error) {
        const again = `KILLS=${KILLS_A_ROUND} KILL_SEED=${seed} npm run test:twin -- --grep "carries on: seed ${seed}$"`;
        throw new Error(`${again} does this again`, { cause: error });
      } finally {
        await rehearsal.discard();
      }
    });
  }

  it("was killed nearly as often as was drawn", () => {
    assert.ok(total([...table.values()]).tried >= Math.floor(kills * 0.75));
  });

  async function converge(seed: number, rehearsal: Rehearsal): Promise<void> {
    const random = new Random(seed);
    const killAt = async (command: CommandName, steps: readonly StepKind[]) => {
      const killed: Kill[] = [];
      for (const step of steps) {
        if (command === "destroy" && !existsSync(rehearsal.environment.directory)) break;
        const kill = drawKill(seed, random, command, step);
        const milliseconds = await runAndKill(rehearsal, kill);
        if (milliseconds === undefined) continue;
        const row = rowOf(kill);
        row.tried++;
        row.longestMilliseconds = Math.max(row.longestMilliseconds, milliseconds);
        killed.push(kill);
      }
      return () => killed.forEach((kill) => rowOf(kill).converged++);
    };
    const assertUp = async () => {
      await rehearsal.up();
      await rehearsal.assertUnchanged();
      assert.deepEqual(await disagreements(rehearsal.environment), []);
    };

    rehearsal.write(created);
    const upConverged = await killAt("up", STEP_KINDS);
    await assertUp();
    upConverged();

    rehearsal.write(changed);
    const updateConverged = await killAt("up", [seed % 2 === 0 ? "nodes" : "objects"]);
    await assertUp();
    updateConverged();

    const destroyConverged = await killAt("destroy", STEP_KINDS.toReversed());
    if (existsSync(rehearsal.environment.directory)) await rehearsal.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(existsSync(rehearsal.environment.directory), false);
    destroyConverged();
  }
});

function total(rows: readonly Row[]): Row {
  return {
    tried: rows.reduce((sum, { tried }) => sum + tried, 0),
    converged: rows.reduce((sum, { converged }) => sum + converged, 0),
    longestMilliseconds: Math.max(0, ...rows.map(({ longestMilliseconds }) => longestMilliseconds)),
  };
}

function describeRow(key: string, { tried, converged, longestMilliseconds }: Row): string {
  return `${key} | ${tried} | ${converged} | ${(longestMilliseconds / 1000).toFixed(1)} s`;
}
