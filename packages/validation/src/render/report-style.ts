/** The page's style: one column, light and dark by the reader's setting, black on white in print; no fonts from elsewhere. */
export const reportStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#59636e;--line:#d5dae0;--panel:#f5f7f9;--link:#0550ae;
--green:#1a7f37;--amber:#8a5a00;--red:#b3261e;--none:#59636e;--s0:#0063b1;--s1:#b24a00;--s2:#00714f;--s3:#8a3ea0;--s4:#7a5c00;--s5:#006d80;--s6:#a3214f;--s7:#4d5560}
@media (prefers-color-scheme:dark){:root{--bg:#12161b;--fg:#e7ebef;--soft:#a3adb8;--line:#343c45;--panel:#1a2027;--link:#7db7ff;
--green:#56c271;--amber:#e2b340;--red:#ff8a80;--none:#a3adb8;--s0:#6cb6ff;--s1:#ff9d57;--s2:#4cd1a1;--s3:#d9a5ec;--s4:#e0c35c;--s5:#5fd0e3;--s6:#ff9ab8;--s7:#b3bcc6}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 4rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.25rem;margin:2.4rem 0 .4rem;padding-top:.8rem;border-top:1px solid var(--line)}h3{font-size:1rem;margin:1.4rem 0 .3rem}
p{margin:.4rem 0}a{color:var(--link)}.soft,.note{color:var(--soft)}.note{font-size:.85rem;max-width:50rem}code{font-size:.85em;overflow-wrap:anywhere}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}
td:not(.text){white-space:nowrap}th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}th:first-child,td:first-child,td.text,th.text{text-align:left}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem;margin:.6rem 0}
.figure{background:var(--panel);border-radius:.4rem;padding:.5rem .7rem}.figure dt{color:var(--soft);font-size:.82rem}.figure dd{margin:0;font-size:1.1rem;font-weight:600;overflow-wrap:anywhere}
.figure dd.long{font-size:.8rem;font-weight:400}.figure small{display:block;font-size:.78rem;font-weight:400;color:var(--soft)}
.light{display:inline-block;padding:.05rem .55rem;border-radius:1rem;border:1.5px solid currentColor;font-size:.8rem;font-weight:600;white-space:nowrap}
.green{color:var(--green)}.amber{color:var(--amber)}.red{color:var(--red)}.none,.gap{color:var(--none)}.gap{border-style:dashed}
.chart{max-width:44rem;margin:.4rem 0 1rem}.chart svg{width:100%;height:auto;display:block}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}svg .axis-label{font-size:12px}svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--soft)}
svg .line{fill:none;stroke-width:2}svg .whisker{stroke-width:1.5;opacity:.7}svg .reference{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 4}svg .mark{stroke:var(--fg);stroke-dasharray:2 3}svg .mark-label{fill:var(--fg)}
${[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `svg .s${n}{stroke:var(--s${n})}svg circle.s${n}{fill:var(--s${n})}svg path.s${n}{stroke-dasharray:${['none', '7 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 2', '6 2 2 2 2 2'][n] ?? 'none'}}`).join('')}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.2rem 0;padding:0 0 0 3.5rem;font-size:.82rem;color:var(--soft)}.legend svg{width:1.8rem;height:.7rem;display:inline-block;margin-right:.3rem}
.verdict{font-size:1.1rem;border-left:.35rem solid currentColor;padding:.3rem .9rem;margin:1rem 0}.verdict span{color:var(--fg)}
nav ol{columns:2;column-gap:2rem;padding-left:1.4rem}
@media (max-width:40rem){nav ol{columns:1}body{padding:1rem .8rem 3rem}.summary thead{display:none}.summary tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}.summary td{display:block;border:0;padding:.1rem 0}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#bbb;--panel:#f4f4f4}body{max-width:none;font-size:10.5pt;padding:0}h2{break-after:avoid}.chart,.figure,tr{break-inside:avoid}.wide{overflow:visible}a{color:inherit;text-decoration:none}}
`.trim();
