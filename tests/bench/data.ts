import type { TestPlatform } from "../lab/platform";
import { type FigureName, median } from "./figures";

type Measured = Partial<Record<FigureName, number>>;

/** Seconds of a command of the lab, which must succeed. */
async function seconds(platform: TestPlatform, args: readonly string[]): Promise<number> {
  const answer = await platform.ruche(args);
  if (answer.status !== 0)
    throw new Error(`ruche ${args.join(" ")} ended with status ${answer.status}:\n${answer.stderr}`);
  return answer.seconds;
}

/** What backups, drills and a rebuild take, on a lab that is up. */
export async function measureData(platform: TestPlatform): Promise<Measured> {
  await seconds(platform, ["backup", "lab"]);
  const drill = await seconds(platform, ["drill", "lab", "wiki"]);
  const drills = await seconds(platform, ["drill", "lab"]);
  const changed = await changedFiles(platform);
  for (const machine of ["hive1", "hive2", "hive3"]) await platform.destroy(machine);
  return { drill, drills, ...changed, rebuild: await seconds(platform, ["rebuild", "lab", "--consent", "lab"]) };
}

/**
 * 1 GB of files in which each one is changed in a hundredth of its bytes, backed up by the platform and by bare restic,
 * which is given the same repository's machine and no other work: both read everything again.
 */
async function changedFiles(platform: TestPlatform): Promise<Measured> {
  const folder = "/DATA/services/home/srv/www/bench";
  const repository = "/etc/ruche/backup/repositories/cellar";
  const change =
    `for i in $(seq 100); do dd if=/dev/urandom of=${folder}/$i bs=100K count=1 seek=$((RANDOM % 100)) ` +
    "conv=notrunc status=none; done; sync";
  const timed = async (command: string): Promise<number> => {
    await platform.on("hive1", change);
    const begin = Date.now();
    await platform.on("hive1", command);
    return (Date.now() - begin) / 1000;
  };
  const ours = "ruche-backup run home";
  const bare =
    `RESTIC_PASSWORD_FILE=${repository}/password restic -q -r rclone:bench -o ` +
    `rclone.program=${repository}/connect backup --host bench ${folder}`;
  await platform.on(
    "hive1",
    `mkdir -p ${folder} && for i in $(seq 100); do head -c 10M /dev/urandom > ${folder}/$i; done`,
  );
  await timed(ours);
  await timed(bare);
  // One pair says little: a single run may take half as long again as the one before.
  const ratios: number[] = [];
  for (let pair = 0; pair < 5; pair++) {
    const peerFirst = pair % 2 === 0 ? await timed(bare) : undefined;
    const own = await timed(ours);
    ratios.push(own / (peerFirst ?? (await timed(bare))));
  }
  await platform.on("hive1", `rm -rf ${folder}`);
  return { backup: median(ratios) };
}
