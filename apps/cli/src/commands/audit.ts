import { ProbityError } from '@probity/domain';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';

export function auditCommand(): Command {
  const verify = new Command('verify')
    .description('Walk the whole chain; exit 1 and say where when an entry was changed, removed or reordered.')
    .action(runVerify);
  const erase = new Command('erase')
    .description('Erase a person for ever: the key of their decisions is destroyed; the chain still verifies.')
    .argument('<subject>', 'the identifier that their decisions were recorded with, or a decision id')
    .option('--yes', 'really do it; without it nothing happens')
    .action(runErase);
  return new Command('audit')
    .summary('verify the audit chain; erase a person')
    .addHelpText('after', examplesOf('audit verify', 'audit erase customer-17 --yes'))
    .description('The tamper-evident log of decisions and changes.')
    .addCommand(verify)
    .addCommand(erase);
}

async function runErase(subject: string, options: CommonOptions & { readonly yes?: boolean }): Promise<void> {
  if (options.yes !== true) {
    throw new ProbityError('INVALID_ARGUMENT', '`audit erase` cannot be undone: add `--yes` to do it', {
      field: '--yes',
    });
  }
  const app = await createApp(options);
  const { terminal } = app;
  const erasure = await app.withStores((stores) => stores.audit.eraseSubject(subject));
  terminal.print(
    erasure.erased
      ? `erased: ${erasure.decisions} ${erasure.decisions === 1 ? 'decision' : 'decisions'} can no longer be read`
      : 'nothing to erase: the log knows no such subject',
  );
  terminal.printJson({ erased: erasure.erased, decisions: erasure.decisions });
}

async function runVerify(options: CommonOptions): Promise<void> {
  const app = await createApp(options);
  const { terminal } = app;
  const report = await app.withStores((stores) =>
    stores.audit.verify((checked, total) =>
      terminal.progress(total === 0 ? 1 : checked / total, `${checked} of ${total} entries`),
    ),
  );
  terminal.print(
    report.intact
      ? `intact: ${report.entries} entries, head ${report.head}`
      : `BROKEN: ${report.findings.length} findings in ${report.entries} entries`,
  );
  for (const finding of report.findings)
    terminal.print(`  entry ${finding.sequence}: ${finding.kind}: ${finding.message}`);
  terminal.printJson(report);
  if (report.intact) return;
  if (terminal.json) {
    // The report is the answer; a second object on stdout would spoil it.
    process.exitCode = 1;
    return;
  }
  const first = report.findings[0];
  throw new ProbityError(
    'AUDIT_BROKEN',
    `the audit chain does not verify: entry ${first?.sequence}: ${first?.message}`,
  );
}
