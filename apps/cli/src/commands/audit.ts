import { ProbityError } from '@probity/domain';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';

export function auditCommand(): Command {
  const verify = new Command('verify')
    .description('Walk the whole chain; exit 1 and say where when an entry was changed, removed or reordered.')
    .action(runVerify);
  return new Command('audit').description('The tamper-evident log of decisions and changes.').addCommand(verify);
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
