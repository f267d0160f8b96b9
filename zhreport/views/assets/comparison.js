const proof = document.getElementById("proof");
const failing = new Set(data.checks.filter((check) => check.holds === false).flatMap((check) => check.places));

const verdict = (holds) => holds === null ? say("page.unchecked") : make("span", { class: holds ? "good" : "bad" }, holds ? `✓ ${say("page.holds")}` : `✗ ${say("page.fails")}`);
const open = (source, label = data.sources[source].shown) => make("button", { type: "button", class: "jump", click: () => showProof(data.rows[data.sources[source].row], source) }, label);

/** Everything about one row: its chart, and the sentence of each year with its figure marked. */
function showProof(row, chosen = null) {
  const unit = [row.unit, row.currency && row.currency !== "CNY" ? row.currency : null].filter(Boolean).join(" ");
  const facts = [unit, say(`kind.${row.kind}`), say(`role.${row.role}`), say(`status.${row.status}`), row.scope].filter(Boolean).join(" · ");
  const change = row.change_shown === null ? null : `${say("column.change")} ${row.change_shown}${row.percent_shown === null ? "" : `，${row.percent_shown}%`}${row.rate_shown === null ? "" : `，${say("column.cagr")} ${row.rate_shown}`}`;
  const index = chosen === null ? null : row.cells.indexOf(chosen);
  proof.replaceChildren(
    make("div", { class: "bar" },
      make("h2", { id: "proof-title" }, row.indicator),
      make("button", { type: "button", class: "close", "aria-label": say("page.close"), click: () => proof.close() }, "×")),
    make("p", { class: "quiet" }, facts, change && make("br"), change),
    barChart(row, index),
    make("ol", { class: "years" }, row.cells.map((cell, i) => cell === null ? null : yearProof(data.sources[cell], cell, cell === chosen))),
  );
  if (!proof.open) proof.showModal();
  proof.scrollTop = 0;
  const at = proof.querySelector(".chosen-year");
  if (at) { at.scrollIntoView({ block: "nearest" }); at.focus({ preventScroll: true }); }
}

function yearProof(source, index, isChosen) {
  const [before, after] = data.around[source.around];
  const link = source.confidence === null ? null : `${say("column.confidence")} ${source.confidence}：${source.reason}`;
  return make("li", { class: isChosen ? "chosen-year" : null, tabindex: "-1", "data-source": index },
    make("h3", {}, `${source.year}`, make("span", { class: "shown" }, source.shown), failing.has(index) ? make("span", { class: "bad" }, `✗ ${say("page.fails")}`) : null),
    make("blockquote", {}, before, make("mark", {}, source.figure), after),
    make("p", { class: "quiet" }, [source.doc, source.place].filter(Boolean).join(" · ")),
    source.reported && make("p", { class: "quiet" }, `${say("column.reported")} ${source.reported} `, source.agrees === null ? null : verdict(source.agrees)),
    link && make("details", { class: "quiet" }, make("summary", {}, say("column.reason")), link));
}
proof.addEventListener("click", (event) => { if (event.target === proof) proof.close(); });

const several = (row) => row.cells.filter((cell) => cell !== null).length > 1;
const spans = {
  several: (row) => several(row), new: (row) => row.new && several(row), dropped: (row) => row.dropped && several(row), one_year: (row) => !several(row),
};
const fails = (row) => row.cells.some((cell) => failing.has(cell));
const badges = (row) => [
  row.role === "level" ? null : say(`role.${row.role}`), row.status === "planned" ? say("status.planned") : null, row.scope,
].filter(Boolean).map((words) => make("span", { class: "badge" }, words));

function yearColumn(year, i) {
  return {
    label: String(year), number: true, name: "year",
    cell: (row) => row.cells[i] === null ? "" : [open(row.cells[i]), failing.has(row.cells[i]) ? make("span", { class: "bad", title: say("page.fails") }, "✗") : ""],
    sort: (row) => row.values[i],
  };
}
const numberOf = (key, shown, label) => ({ label: say(label), number: true, name: key, cell: (row) => row[shown] ?? "", sort: (row) => row[key] });
const options = (group, name) => optionsOf(data.rows, (row) => row[name], (value) => say(`${group}.${value}`));

new FilterTable(document.getElementById("table"), {
  label: say("page.table"),
  rows: data.rows,
  hint: say("page.search_rows"),
  columns: [
    { label: say("column.indicator"), name: "indicator", cell: (row) => [make("button", { type: "button", class: "jump name", click: () => showProof(row) }, row.indicator), badges(row)], sort: (row) => row.indicator },
    { label: say("column.std_unit"), name: "unit", cell: (row) => [row.unit ?? "", row.currency && row.currency !== "CNY" ? ` ${row.currency}` : ""], sort: (row) => row.unit },
    { label: say("column.trend"), name: "trend", cell: sparkline },
    ...data.years.map(yearColumn),
    numberOf("change", "change_shown", "column.change"),
    numberOf("percent", "percent_shown", "column.percent_change"),
    numberOf("rate", "rate_shown", "column.cagr"),
  ],
  filters: [
    { label: say("page.years"), options: Object.keys(spans).filter((name) => data.rows.some(spans[name])).map((name) => [name, say(`page.${name}`)]), fits: (row, name) => spans[name](row) },
    { label: say("column.kind"), options: options("kind", "kind"), fits: (row, kind) => row.kind === kind },
    { label: say("column.role"), options: options("role", "role"), fits: (row, role) => row.role === role },
    { label: say("column.status"), options: options("status", "status"), fits: (row, status) => row.status === status },
    ...(data.rows.some(fails) ? [{ label: say("column.check"), options: [["fails", say("page.fails")]], fits: fails }] : []),
  ],
  words: (row) => [row.indicator, row.scope, row.unit, ...row.cells.filter((cell) => cell !== null).flatMap((cell) => [data.sources[cell].figure, data.sources[cell].shown, data.sources[cell].place])].filter(Boolean).join(" "),
});

const nameOf = (source) => data.rows[data.sources[source].row].indicator;
const openOr = (source, label) => source === null ? label : open(source, label);
if (data.checks.length) {
  new FilterTable(document.getElementById("checks"), {
    label: say("page.checks"),
    rows: data.checks,
    columns: [
      { label: say("column.doc"), name: "nowrap", cell: (check) => check.doc, sort: (check) => check.doc },
      { label: say("column.rule"), name: "nowrap", cell: (check) => say(`rule.${check.rule}`), sort: (check) => check.rule },
      { label: say("column.figures"), name: "figures", cell: (check) => check.places.flatMap((source, n) => [n ? "，" : "", open(source, `${nameOf(source)} ${data.sources[source].figure}`)]) },
      { label: say("column.expected"), number: true, name: "value", cell: (check) => check.expected ?? "" },
      { label: say("column.found"), number: true, name: "value", cell: (check) => check.found ?? "" },
      { label: say("column.holds"), name: "nowrap", cell: (check) => verdict(check.holds), sort: (check) => Number(check.holds) },
      { label: say("column.note"), name: "note", cell: (check) => check.note ?? "" },
    ],
    filters: [
      { label: say("column.holds"), options: optionsOf(data.checks, (check) => String(check.holds), (held) => say(held === "true" ? "page.holds" : "page.fails")), fits: (check, held) => String(check.holds) === held },
      { label: say("column.rule"), options: optionsOf(data.checks, (check) => check.rule, (rule) => say(`rule.${rule}`)), fits: (check, rule) => check.rule === rule },
    ],
    words: (check) => [check.doc, say(`rule.${check.rule}`), check.note, ...check.places.map(nameOf)].filter(Boolean).join(" "),
  });
}
if (data.targets.length) {
  new FilterTable(document.getElementById("targets"), {
    label: say("page.targets"),
    rows: data.targets,
    columns: [
      { label: say("column.year"), name: "nowrap", cell: (row) => String(row.year), sort: (row) => row.year },
      { label: say("column.indicator"), name: "indicator", cell: (row) => row.indicator, sort: (row) => row.indicator },
      { label: say("column.std_unit"), name: "unit", cell: (row) => row.unit ?? "" },
      { label: say("column.target"), number: true, name: "value", cell: (row) => openOr(row.aim, row.target) },
      { label: say("column.outcome"), number: true, name: "value", cell: (row) => openOr(row.got, row.outcome) },
      { label: say("column.difference"), number: true, name: "value", cell: (row) => row.difference },
      { label: say("column.met"), name: "nowrap", cell: (row) => row.met === null ? "" : make("span", { class: row.met ? "good" : "bad" }, row.met ? "✓" : "✗"), sort: (row) => row.met === null ? null : Number(row.met) },
    ],
    filters: [
      { label: say("column.year"), options: optionsOf(data.targets, (row) => row.year, String), fits: (row, year) => String(row.year) === year },
      { label: say("column.met"), options: [["true", "✓"], ["false", "✗"]], fits: (row, met) => String(row.met) === met },
    ],
    words: (row) => row.indicator,
  });
}
if (data.uncertain.length) {
  const side = (name) => (row) => row[name] === null ? "" : open(row[name], `${data.sources[row[name]].year} ${nameOf(row[name])} ${data.sources[row[name]].figure}`);
  new FilterTable(document.getElementById("uncertain"), {
    label: say("page.uncertain"),
    rows: data.uncertain,
    columns: [
      { label: say("column.year_a"), name: "figures", cell: side("a") },
      { label: say("column.year_b"), name: "figures", cell: side("b") },
      { label: say("column.confidence"), number: true, name: "value", cell: (row) => row.confidence ?? "", sort: (row) => Number(row.confidence) },
      { label: say("column.reason"), name: "note", cell: (row) => row.reason ?? "" },
    ],
    words: (row) => [row.indicator, row.reason].filter(Boolean).join(" "),
  });
}
