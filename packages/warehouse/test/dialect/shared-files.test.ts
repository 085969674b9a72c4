import { describe, expect, it } from 'vitest';
import { sharedFile } from '../shared-data.js';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { warehouse } = temporaryWarehouse();

/** Four times what a busy two-core machine takes; a reader that goes over its input twice too often passes it. */
const MILLISECONDS_PER_CELL = 0.02;
const MILLISECONDS_AT_LEAST = 10_000;

/** What the README of each folder says, and where the file has a header its first name. */
interface SharedFile {
  readonly rows: number;
  readonly width: number;
  readonly delimiter?: string;
  readonly firstName?: string;
  /** Rows set aside, where the file holds some that are none. */
  readonly refused?: number;
  /** Kinds of columns that the README or a look at the file settles. */
  readonly kinds?: Readonly<Record<string, string>>;
}

const berkaDates = { date: 'date' };
const fraudKinds = { TRANSACTION_ID: 'id', TX_DATETIME: 'datetime', TX_AMOUNT: 'numeric', TX_FRAUD: 'boolean' };
const lendingKinds = { status: 'category', loan_amnt: 'integer', outcome: 'category', dti: 'numeric' };

const files: Readonly<Record<string, SharedFile>> = {
  'adult/adult.data.gz': { rows: 32_561, width: 15, kinds: { column_1: 'integer', column_15: 'category' } },
  'adult/adult.test.gz': { rows: 16_281, width: 15, refused: 1, kinds: { column_1: 'integer', column_15: 'category' } },
  'australian_credit/australian.dat.gz': { rows: 690, width: 15, delimiter: ' ', kinds: { column_15: 'boolean' } },
  'bank_churners/BankChurners.csv.gz': {
    ...{ rows: 10_127, width: 21, firstName: 'CLIENTNUM' },
    kinds: { CLIENTNUM: 'id', Attrition_Flag: 'category', Customer_Age: 'integer', Avg_Utilization_Ratio: 'numeric' },
  },
  'berka/account.asc.gz': { rows: 4500, width: 4, delimiter: ';', firstName: 'account_id', kinds: berkaDates },
  'berka/card.asc.gz': { rows: 892, width: 4, delimiter: ';', firstName: 'card_id', kinds: { issued: 'date' } },
  // Months of women have 50 added: no dates.
  'berka/client.asc.gz': {
    rows: 5369,
    width: 3,
    delimiter: ';',
    firstName: 'client_id',
    kinds: { birth_number: 'integer' },
  },
  'berka/disp.asc.gz': { rows: 5369, width: 4, delimiter: ';', firstName: 'disp_id', kinds: { type: 'category' } },
  'berka/district.asc.gz': {
    rows: 77,
    width: 16,
    delimiter: ';',
    firstName: 'A1',
    kinds: { A4: 'integer', A11: 'integer' },
  },
  'berka/loan.asc.gz': {
    ...{ rows: 682, width: 7, delimiter: ';', firstName: 'loan_id' },
    kinds: { ...berkaDates, amount: 'integer', payments: 'integer', status: 'category' },
  },
  'berka/order.asc.gz': { rows: 6471, width: 6, delimiter: ';', firstName: 'order_id', kinds: { amount: 'numeric' } },
  'berka/trans_1993-01_to_1994-03.asc.gz': {
    ...{ rows: 49_102, width: 10, delimiter: ';', firstName: 'trans_id' },
    kinds: { ...berkaDates, amount: 'numeric', balance: 'numeric', k_symbol: 'category' },
  },
  'bitcoin_otc/soc-sign-bitcoinotc.csv.gz': { rows: 35_592, width: 4, kinds: { column_3: 'integer' } },
  'card_segmentation/cc_general.csv.gz': {
    ...{ rows: 8950, width: 19, firstName: 'Recnum' },
    kinds: { Recnum: 'id', CREDIT_LIMIT: 'numeric', TENURE: 'integer' },
  },
  'cdnow/cdnow.csv.gz': {
    rows: 6696,
    width: 4,
    firstName: 'Id',
    kinds: { Date: 'date', CDs: 'integer', Price: 'numeric' },
  },
  'ethereum_fraud/transaction_dataset.csv.gz': {
    ...{ rows: 9841, width: 51, firstName: 'id' },
    kinds: { id: 'id', FLAG: 'boolean' },
  },
  'fraud_handbook/transactions_2018-04.csv.gz': {
    rows: 288_062,
    width: 9,
    firstName: 'TRANSACTION_ID',
    kinds: fraudKinds,
  },
  'fraud_handbook/transactions_2018-05.csv.gz': {
    rows: 297_115,
    width: 9,
    firstName: 'TRANSACTION_ID',
    kinds: fraudKinds,
  },
  'fraud_handbook/transactions_2018-06.csv.gz': {
    rows: 287_618,
    width: 9,
    firstName: 'TRANSACTION_ID',
    kinds: fraudKinds,
  },
  'fraud_handbook/transactions_2018-07.csv.gz': {
    rows: 296_928,
    width: 9,
    firstName: 'TRANSACTION_ID',
    kinds: fraudKinds,
  },
  'fraud_handbook/transactions_2018-08.csv.gz': {
    rows: 296_559,
    width: 9,
    firstName: 'TRANSACTION_ID',
    kinds: fraudKinds,
  },
  'fred_macro/fred_md_monthly.csv.gz': {
    rows: 777,
    width: 119,
    firstName: 'date',
    kinds: { date: 'date', UNRATE: 'numeric' },
  },
  'fred_macro/fred_qd_quarterly.csv.gz': {
    rows: 259,
    width: 234,
    firstName: 'date',
    kinds: { date: 'date', GDPC1: 'numeric' },
  },
  'fred_macro/fred_trans.csv.gz': { rows: 280, width: 3, firstName: 'variable', kinds: { variable: 'id' } },
  'german_credit/german.data.gz': {
    ...{ rows: 1000, width: 21, delimiter: ' ' },
    kinds: { column_1: 'category', column_5: 'integer', column_21: 'integer' },
  },
  'give_me_some_credit/cs-training.csv.gz': {
    ...{ rows: 150_000, width: 12, firstName: 'column_1' },
    kinds: { column_1: 'id', SeriousDlqin2yrs: 'boolean', age: 'integer', DebtRatio: 'numeric' },
  },
  'hmda_2018/hmda_test_preprocessed.csv.gz': {
    rows: 19_831,
    width: 22,
    firstName: 'row_id',
    kinds: { black: 'boolean' },
  },
  'hmda_2018/hmda_train_preprocessed.csv.gz': {
    rows: 160_338,
    width: 23,
    firstName: 'row_id',
    kinds: { high_priced: 'boolean' },
  },
  'hmeq/hmeq.csv.gz': {
    ...{ rows: 5960, width: 13, firstName: 'BAD' },
    kinds: { BAD: 'boolean', LOAN: 'integer', REASON: 'category', DEBTINC: 'numeric' },
  },
  'household_transactions/daily_household_transactions.csv.gz': {
    ...{ rows: 2461, width: 8, firstName: 'Date' },
    kinds: { Date: 'datetime', Amount: 'numeric', 'Income/Expense': 'category' },
  },
  'japanese_credit/crx.csv.gz': {
    ...{ rows: 690, width: 16, firstName: 'A1' },
    kinds: { A1: 'category', A2: 'numeric', A9: 'boolean', A16: 'category' },
  },
  'lendingclub_2018/lendingclub_2018.csv.gz': {
    ...{ rows: 31_766, width: 45, firstName: 'id' },
    kinds: { id: 'id', issue_d: 'date', grade: 'category', annual_inc: 'numeric', addr_state: 'category' },
  },
  'lendingclub_pooled/full_train_set.csv.gz': { rows: 119_987, width: 19, firstName: 'status', kinds: lendingKinds },
  'lendingclub_pooled/loan_data.csv.gz': { rows: 45_342, width: 21, firstName: 'column_1', kinds: lendingKinds },
  'personal_transactions/personal_transactions.csv.gz': {
    ...{ rows: 806, width: 6, firstName: 'Date' },
    kinds: { Date: 'date', Amount: 'numeric', 'Transaction Type': 'category' },
  },
  'polish_bankruptcy/1year.arff.gz': {
    rows: 7027,
    width: 65,
    delimiter: '',
    firstName: 'Attr1',
    kinds: { Attr64: 'numeric', class: 'boolean' },
  },
  'polish_bankruptcy/3year_part1.csv.gz': {
    rows: 7877,
    width: 65,
    firstName: 'Attr1',
    kinds: { Attr64: 'numeric', class: 'boolean' },
  },
  'polish_bankruptcy/3year_part2.csv.gz': {
    rows: 2626,
    width: 65,
    firstName: 'Attr1',
    kinds: { Attr64: 'numeric', class: 'boolean' },
  },
  'polish_bankruptcy/5year.arff.gz': {
    rows: 5910,
    width: 65,
    delimiter: '',
    firstName: 'Attr1',
    kinds: { Attr64: 'numeric', class: 'boolean' },
  },
  'sba_loans/SBAcase.csv.gz': {
    ...{ rows: 2101, width: 35, firstName: 'Selected' },
    kinds: { LoanNr_ChkDgt: 'id', State: 'category', Term: 'integer', MIS_Status: 'category', GrAppv: 'integer' },
  },
  'scf_2019/SCFP2019.csv.gz': { rows: 28_885, width: 351, firstName: 'YY1', kinds: { WGT: 'numeric', AGE: 'integer' } },
  'south_german_credit/SouthGermanCredit.asc.gz': {
    ...{ rows: 1000, width: 21, delimiter: ' ', firstName: 'status' },
    kinds: { amount: 'integer', credit_risk: 'boolean' },
  },
  'taiwan_credit_card/UCI_Credit_Card.csv.gz': {
    ...{ rows: 30_000, width: 25, firstName: 'ID' },
    kinds: { ID: 'id', LIMIT_BAL: 'integer', 'default.payment.next.month': 'boolean' },
  },
  'ulb_creditcard_balanced/creditcard_balanced.csv.gz': { rows: 984, width: 31, kinds: { column_31: 'boolean' } },
};

describe('every public data set is read whole, with nothing stated', () => {
  for (const [name, expected] of Object.entries(files)) {
    const { rows, width, delimiter = ',', firstName, refused = 0, kinds = {} } = expected;
    const file = sharedFile(name);
    it.skipIf(file === undefined)(`${name} (skipped where the data set is not at hand)`, async () => {
      const started = performance.now();
      const dataset = await warehouse.ingest(file ?? '', {});
      const { dialect, schema, table, quarantined } = dataset;
      expect({ delimiter: dialect.delimiter, header: dialect.header, gzip: dialect.gzip }).toEqual({
        ...{ delimiter, header: firstName !== undefined, gzip: true },
      });
      expect(schema.columns).toHaveLength(width);
      expect(schema.columns[0]?.name).toBe(firstName ?? 'column_1');
      expect([table.rowCount, quarantined.count, dataset.rowsRead]).toEqual([rows, refused, rows + refused]);
      const found = new Map<string, string>(schema.columns.map((column) => [column.name, column.kind]));
      expect(Object.fromEntries(Object.keys(kinds).map((column) => [column, found.get(column)]))).toEqual(kinds);
      const milliseconds = performance.now() - started;
      expect(milliseconds).toBeLessThan(Math.max(MILLISECONDS_AT_LEAST, rows * width * MILLISECONDS_PER_CELL));
    });
  }
});
