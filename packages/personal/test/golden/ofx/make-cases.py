# Reads the *.ofx beside this file with ofxtools and ofxparse and writes cases.json. Run: python make-cases.py
import glob, io, json, os
from importlib.metadata import version
from decimal import Decimal
import ofxparse
from ofxtools.Parser import OFXTree

here = os.path.dirname(os.path.abspath(__file__))
cents = lambda amount: int(Decimal(str(amount)) * 100)
cases = {"ofxtools": version("ofxtools"), "ofxparse": version("ofxparse"), "files": {}}
for path in sorted(glob.glob(os.path.join(here, "*.ofx"))):
    tree = OFXTree()
    tree.parse(path)
    by_tools = []
    for statement in tree.convert().statements:
        account = statement.account.acctid
        for entry in statement.transactions:
            # The raw day as written: ofxtools turns it to UTC.
            by_tools.append([account, cents(entry.trnamt), entry.fitid, entry.name, entry.memo])
    with open(path, "rb") as file:
        parsed = ofxparse.OfxParser.parse(io.BytesIO(file.read()))
    by_parse, balances = [], []
    for account in parsed.accounts:
        balances.append([account.account_id, cents(account.statement.balance)])
        for entry in account.statement.transactions:
            by_parse.append([account.account_id, entry.date.strftime("%Y-%m-%d"), cents(entry.amount), entry.id])
    cases["files"][os.path.basename(path)] = {"ofxtools": by_tools, "ofxparse": by_parse, "balances": balances}
json.dump(cases, open(os.path.join(here, "cases.json"), "w"), indent=0)
