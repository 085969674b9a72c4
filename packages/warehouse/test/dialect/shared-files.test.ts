import { describe, expect, it } from 'vitest';
import { detectDialect } from '../../src/dialect/detect-dialect.js';
import { sampleFile } from '../../src/source/sample-file.js';
import { sharedFile } from '../shared-data.js';

/** File, delimiter, columns, and the first name where the file has a header. */
const files: readonly (readonly [file: string, delimiter: string, width: number, firstName: string | undefined])[] = [
  ['adult/adult.data.gz', ',', 15, undefined],
  ['adult/adult.test.gz', ',', 15, undefined],
  ['australian_credit/australian.dat.gz', ' ', 15, undefined],
  ['bank_churners/BankChurners.csv.gz', ',', 21, 'CLIENTNUM'],
  ['berka/account.asc.gz', ';', 4, 'account_id'],
  ['berka/card.asc.gz', ';', 4, 'card_id'],
  ['berka/client.asc.gz', ';', 3, 'client_id'],
  ['berka/disp.asc.gz', ';', 4, 'disp_id'],
  ['berka/district.asc.gz', ';', 16, 'A1'],
  ['berka/loan.asc.gz', ';', 7, 'loan_id'],
  ['berka/order.asc.gz', ';', 6, 'order_id'],
  ['berka/trans_1993-01_to_1994-03.asc.gz', ';', 10, 'trans_id'],
  ['bitcoin_otc/soc-sign-bitcoinotc.csv.gz', ',', 4, undefined],
  ['card_segmentation/cc_general.csv.gz', ',', 19, 'Recnum'],
  ['cdnow/cdnow.csv.gz', ',', 4, 'Id'],
  ['ethereum_fraud/transaction_dataset.csv.gz', ',', 51, 'id'],
  ['fraud_handbook/transactions_2018-04.csv.gz', ',', 9, 'TRANSACTION_ID'],
  ['fraud_handbook/transactions_2018-05.csv.gz', ',', 9, 'TRANSACTION_ID'],
  ['fraud_handbook/transactions_2018-06.csv.gz', ',', 9, 'TRANSACTION_ID'],
  ['fraud_handbook/transactions_2018-07.csv.gz', ',', 9, 'TRANSACTION_ID'],
  ['fraud_handbook/transactions_2018-08.csv.gz', ',', 9, 'TRANSACTION_ID'],
  ['fred_macro/fred_md_monthly.csv.gz', ',', 119, 'date'],
  ['fred_macro/fred_qd_quarterly.csv.gz', ',', 234, 'date'],
  ['fred_macro/fred_trans.csv.gz', ',', 3, 'variable'],
  ['german_credit/german.data.gz', ' ', 21, undefined],
  ['give_me_some_credit/cs-training.csv.gz', ',', 12, 'column_1'],
  ['hmda_2018/hmda_test_preprocessed.csv.gz', ',', 22, 'row_id'],
  ['hmda_2018/hmda_train_preprocessed.csv.gz', ',', 23, 'row_id'],
  ['hmeq/hmeq.csv.gz', ',', 13, 'BAD'],
  ['household_transactions/daily_household_transactions.csv.gz', ',', 8, 'Date'],
  ['japanese_credit/crx.csv.gz', ',', 16, 'A1'],
  ['lendingclub_2018/lendingclub_2018.csv.gz', ',', 45, 'id'],
  ['lendingclub_pooled/full_train_set.csv.gz', ',', 19, 'status'],
  ['lendingclub_pooled/loan_data.csv.gz', ',', 21, 'column_1'],
  ['personal_transactions/personal_transactions.csv.gz', ',', 6, 'Date'],
  ['polish_bankruptcy/1year.arff.gz', ',', 65, 'Attr1'],
  ['polish_bankruptcy/3year_part1.csv.gz', ',', 65, 'Attr1'],
  ['polish_bankruptcy/3year_part2.csv.gz', ',', 65, 'Attr1'],
  ['polish_bankruptcy/5year.arff.gz', ',', 65, 'Attr1'],
  ['sba_loans/SBAcase.csv.gz', ',', 35, 'Selected'],
  ['scf_2019/SCFP2019.csv.gz', ',', 351, 'YY1'],
  ['south_german_credit/SouthGermanCredit.asc.gz', ' ', 21, 'status'],
  ['taiwan_credit_card/UCI_Credit_Card.csv.gz', ',', 25, 'ID'],
  ['ulb_creditcard_balanced/creditcard_balanced.csv.gz', ',', 31, undefined],
];

describe('delimiter and header of the public data sets are found', () => {
  for (const [name, delimiter, width, firstName] of files) {
    const file = sharedFile(name);
    it.skipIf(file === undefined)(`${name} (skipped where the data set is not at hand)`, async () => {
      const sample = await sampleFile(file ?? '', {});
      const { format, layout } = detectDialect(file ?? '', sample, {}, []);
      expect({ delimiter: format.delimiter, width: layout.width, header: layout.header }).toEqual({
        delimiter,
        width,
        header: firstName !== undefined,
      });
      expect(layout.names[0]).toBe(firstName ?? 'column_1');
      expect(sample.gzip).toBe(true);
    });
  }
});
