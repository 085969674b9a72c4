import {
  analysePersonal,
  type CategoryRules,
  correctCategory,
  type PersonalReport,
  type StatedMapping,
} from '@probity/personal';
import { useMemo, useState } from 'react';
import { type DroppedFile, type FileOutcome, readAll, takeFile } from './read-files.js';

const RULES_KEY = 'probity-money-rules';

/** The state of the page; all of it lives in this browser. */
export interface Money {
  readonly outcomes: readonly FileOutcome[];
  /** Every account in the files, for the choice. */
  readonly accounts: readonly string[];
  readonly account: string;
  readonly report: PersonalReport | undefined;
  readonly rules: CategoryRules;
  readonly error: unknown;
  readonly isReading: boolean;
  take(files: readonly File[]): void;
  drop(name: string): void;
  remap(name: string, mapping: StatedMapping): void;
  choose(account: string): void;
  correct(text: string, category: string): void;
  forgetRules(): void;
}

/** Files in, report out. Corrected categories are remembered in this browser, payments are not. */
export function useMoney(): Money {
  const [files, setFiles] = useState<readonly DroppedFile[]>([]);
  const [account, setAccount] = useState('');
  const [rules, setRules] = useState<CategoryRules>(rememberedRules);
  const [error, setError] = useState<unknown>();
  const [isReading, setReading] = useState(false);
  const { ledger, outcomes } = useMemo(() => readAll(files), [files]);
  const accounts = useMemo(() => [...new Set(ledger.payments.map((payment) => payment.account))], [ledger]);
  const chosen = accounts.includes(account) ? account : '';
  const report = useMemo(
    () =>
      ledger.payments.length === 0
        ? undefined
        : analysePersonal(ledger, { rules, ...(chosen === '' ? {} : { accounts: [chosen] }) }),
    [ledger, rules, chosen],
  );
  const remember = (next: CategoryRules) => {
    setRules(next);
    localStorage.setItem(RULES_KEY, JSON.stringify(next));
  };
  const read = async (dropped: readonly File[]) => {
    setReading(true);
    setError(undefined);
    try {
      const taken = await Promise.all(dropped.map(takeFile));
      const names = new Set(taken.map(({ name }) => name));
      setFiles((before) => [...before.filter(({ name }) => !names.has(name)), ...taken]);
    } catch (caught) {
      setError(caught);
    } finally {
      setReading(false);
    }
  };
  return {
    ...{ outcomes, accounts, account: chosen, report, rules, error, isReading },
    take: (dropped) => void read(dropped),
    drop: (name) => setFiles((before) => before.filter((file) => file.name !== name)),
    remap: (name, mapping) =>
      setFiles((before) => before.map((file) => (file.name === name ? { ...file, mapping } : file))),
    choose: setAccount,
    correct: (text, category) => remember(correctCategory(rules, text, category)),
    forgetRules: () => remember({}),
  };
}

function rememberedRules(): CategoryRules {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RULES_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, category]) => typeof category === 'string'));
  } catch {
    return {};
  }
}
