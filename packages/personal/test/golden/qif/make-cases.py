# Reads the *.qif beside this file with quiffen and writes cases.json. Run: python make-cases.py
import glob, json, os
from importlib.metadata import version
from quiffen import Qif

here = os.path.dirname(os.path.abspath(__file__))
cases = {"quiffen": version("quiffen"), "files": {}}
for path in sorted(glob.glob(os.path.join(here, "*.qif"))):
    qif = Qif.parse(path, day_first=False)
    rows = []
    for name, account in qif.accounts.items():
        for _, entries in account.transactions.items():
            for entry in entries:
                rows.append([name, entry.date.strftime("%Y-%m-%d"), int(entry.amount * 100), entry.payee])
    cases["files"][os.path.basename(path)] = rows
json.dump(cases, open(os.path.join(here, "cases.json"), "w"), indent=0)
