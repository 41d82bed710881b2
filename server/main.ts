import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { Role } from '../engine/model/user.ts';
import { backupTo, restoreFrom } from './cli/backup.ts';
import { showInstance, showQueues, verifyStore } from './cli/commands.ts';
import { type Connection, connect, tokenFor } from './cli/connection.ts';
import { intakeFiles } from './cli/intake.ts';
import { withStore } from './cli/open-store.ts';
import { runServer } from './cli/serve.ts';
import { type Config, configFrom } from './config.ts';

const config = readConfig();
const root = rootOf(dirname(fileURLToPath(import.meta.url)));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** As shells tell a command that Ctrl-C ended. */
const stoppedByHand = 130;
const dbOption = ['--db <file or postgres://…>', 'database', config.db] as const;

const program = new Command('chartkeeper')
  .description('Durable HIM workflows and record review')
  .showHelpAfterError();

program
  .command('serve')
  .description('run the server')
  .option(...dbOption)
  .option('--port <n>', 'port', wholeNumber, config.port)
  .option('--host <address>', 'address to listen on', config.host)
  .option('--mllp <n>', 'port for HL7 v2 over MLLP', wholeNumber, config.mllp.port)
  .option('--mllp-host <address>', 'address to listen on for MLLP', config.mllp.host)
  .option('--empty', 'without the demo data and its sign-in', false)
  .option('--discharges <n>', 'discharges of the made-up hospital; 0 for none', wholeNumber, 1200)
  .option('--seed <words>', 'the same seed makes the same hospital', 'mercy-valley')
  .option('--clock <instant>', 'start a virtual clock, for demonstrations and tests', instant)
  .option('--allow-origin <origin...>', 'origins of portals that may embed the widgets', [
    ...config.allowedOrigins,
  ])
  .action((options) =>
    runServer(config, {
      db: options.db,
      port: options.port,
      host: options.host,
      empty: options.empty,
      discharges: options.discharges,
      seed: options.seed,
      allowedOrigins: options.allowOrigin,
      root,
      mllp: { ...config.mllp, port: options.mllp, host: options.mllpHost },
      ...(options.clock === undefined ? {} : { clockStart: options.clock }),
    }),
  );

program
  .command('intake')
  .description(
    'take files of FHIR Bundles (.json, .json.gz), Bulk Data (.ndjson, .ndjson.gz) or HL7 v2 messages and batches',
  )
  .argument('<file...>')
  .option(...dbOption)
  .action((files, options) =>
    withConnection(options.db, async (connection) => {
      const { refused, isStopped } = await intakeFiles(connection, files, print);
      if (isStopped) process.exitCode = stoppedByHand;
      else if (refused > 0) process.exitCode = 1;
    }),
  );

program
  .command('queue')
  .description('the queues with their counts, or the tasks of one')
  .argument('[queue]')
  .option(...dbOption)
  .action((queue, options) =>
    withConnection(options.db, (connection) => showQueues(connection, queue, print)),
  );

program
  .command('show')
  .description('one chart, deficiency or other instance: state, why, history')
  .argument('<id>')
  .option(...dbOption)
  .action((id, options) =>
    withConnection(options.db, (connection) => showInstance(connection, id, print)),
  );

program
  .command('token')
  .description('a short-lived bearer token for scripts and for a host portal’s back end')
  .requiredOption('--user <id>', 'user id')
  .requiredOption('--role <role>', `one of ${Role.options.join(', ')}`, (text) => Role.parse(text))
  .option('--facility <facility...>', 'facilities; all when left out')
  .option('--practitioner <id>', 'the practitioner this user is')
  .option('--minutes <n>', 'validity', wholeNumber, 60)
  .option(...dbOption)
  .action(async (options) => {
    const user = {
      id: options.user,
      name: options.user,
      grants: [{ role: options.role, facilities: options.facility ?? ('*' as const) }],
      ...(options.practitioner === undefined ? {} : { practitionerId: options.practitioner }),
    };
    print(await tokenFor(options.db, user, options.minutes * 60));
  });

program
  .command('backup')
  .description('copy the database to a new file while the server goes on')
  .argument('<file>')
  .option(...dbOption)
  .action((file, options) => backupTo(options.db, file, print));

program
  .command('restore')
  .description('put a backup in the place of the database; the server must be stopped')
  .argument('<file>')
  .option(...dbOption)
  .action((file, options) => restoreFrom(file, options.db, print));

program
  .command('verify')
  .description(
    'replay the whole log and compare it with what is stored; the server must be stopped',
  )
  .option(...dbOption)
  .action(async (options) => {
    const isGood = await withStore(options.db, (store) => verifyStore(store, print));
    if (!isGood) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`chartkeeper: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** A setting that is wrong is told in a sentence, before anything is opened. */
function readConfig(): Config {
  try {
    return configFrom(process.env);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`chartkeeper: ${message}\n`);
    process.exit(1);
  }
}

async function withConnection(
  db: string,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await connect(config, db);
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('Give a whole number.');
  return number;
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give an ISO instant such as 2026-11-24T09:00:00Z.');
  return at;
}

/** From the sources and from the built file the project's folder is found the same way. */
function rootOf(folder: string): string {
  return folder.endsWith(join('dist', 'server')) ? join(folder, '../..') : join(folder, '..');
}
