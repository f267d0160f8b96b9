"use strict";
// What both pages use. Texts come from reports that nobody vouches for: they reach the page as text nodes only.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** An element with attributes (functions are listeners) and children (text, or elements). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** What stands for a button on paper: browsers leave buttons out of a table's head when it repeats on the next page. */
const printed = (label) => make("span", { class: "printed", "aria-hidden": "true" }, label);

const squeezed = (words) => words.toLowerCase().replace(/\s+/g, "");

/**
 * A table that can be searched, narrowed and sorted.
 * columns: {label, cell(row), sort?(row), number?, name?}; filters: {label, options: [[value, label]], fits(row, value)};
 * words(row): what is searched; extra(row): whether the page's other filters let a row through; shown(rows): told which rows are left.
 */
class FilterTable {
  static CHUNK = 200;

  constructor(root, { columns, rows, filters = [], words: searched = null, extra = () => true, shown = () => {}, reset = () => {}, hint = say("page.search_hint"), label }) {
    Object.assign(this, { columns, rows, filters, extra, shown, resetOthers: reset, order: null, limit: FilterTable.CHUNK });
    this.rowElements = new Map();
    this.texts = searched && new Map(rows.map((row) => [row, squeezed(searched(row))]));
    this.buildTools(root, hint);
    this.heads = columns.map((column, i) => make("th", { scope: "col", class: column.number && "number" },
      column.sort ? [make("button", { type: "button", click: () => this.sortBy(i) }, column.label), printed(column.label)] : column.label));
    this.body = make("tbody");
    this.none = make("p", { class: "quiet", hidden: true }, say("page.none"));
    this.more = make("button", { type: "button", class: "more", hidden: true, click: () => this.showMore() });
    const table = make("table", { "aria-label": label }, make("thead", {}, make("tr", {}, this.heads)), this.body);
    root.append(make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, table), this.none, this.more);
    addEventListener("beforeprint", () => { this.limit = Infinity; this.draw(); });
    this.update();
  }

  buildTools(root, hint) {
    this.search = make("input", { type: "search", placeholder: hint, input: () => this.update() });
    this.selects = this.filters.map((filter) => make("select", { change: () => this.update() },
      make("option", { value: "" }, say("page.any")), filter.options.map(([value, label]) => make("option", { value }, label))));
    this.output = make("output", { "aria-live": "polite" });
    const clear = make("button", { type: "button", click: () => this.clear() }, say("page.reset"));
    root.append(make("div", { class: "tools" },
      this.texts && make("label", {}, say("page.search"), this.search),
      this.filters.map((filter, i) => make("label", {}, filter.label, this.selects[i])),
      clear, this.output));
  }

  clear() {
    this.search.value = "";
    for (const select of this.selects) select.value = "";
    this.resetOthers();
    this.update();
  }

  /** Every word that is searched for must be somewhere in the row. */
  fits(row, sought) {
    return this.extra(row) && sought.every((word) => this.texts.get(row).includes(word)) &&
      this.filters.every((filter, i) => this.selects[i].value === "" || filter.fits(row, this.selects[i].value));
  }

  update() {
    const sought = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.left = this.rows.filter((row) => this.fits(row, sought));
    this.limit = FilterTable.CHUNK;
    this.draw();
    this.shown(this.left);
  }

  sortBy(index) {
    const down = this.order?.index === index && !this.order.down;
    this.order = this.order?.index === index && this.order.down ? null : { index, down };
    this.heads.forEach((head, i) => {
      if (this.order?.index === i) head.setAttribute("aria-sort", this.order.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.draw();
  }

  /** The rows that are left, in the order asked for; what has no value comes last either way. */
  sorted() {
    if (!this.order) return this.left;
    const key = this.columns[this.order.index].sort;
    const sign = this.order.down ? -1 : 1;
    const empty = (value) => value === null || value === undefined || value === "";
    return [...this.left].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      if (empty(a) || empty(b)) return empty(a) - empty(b);
      return sign * (typeof a === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang));
    });
  }

  rowElement(row) {
    if (!this.rowElements.has(row)) {
      this.rowElements.set(row, make("tr", {}, this.columns.map((column) =>
        make("td", { class: [column.number && "number", column.name].filter(Boolean).join(" ") || null, "data-label": column.label }, column.cell(row)))));
    }
    return this.rowElements.get(row);
  }

  draw() {
    const rows = this.sorted();
    this.body.replaceChildren(...rows.slice(0, this.limit).map((row) => this.rowElement(row)));
    this.none.hidden = rows.length > 0;
    const rest = rows.length - this.limit;
    this.more.hidden = !(rest > 0);
    this.more.textContent = say("page.more", { count: Math.min(rest, FilterTable.CHUNK) });
    this.output.textContent = say("page.shown", { shown: rows.length, all: this.rows.length });
  }

  showMore() {
    this.limit += FilterTable.CHUNK;
    this.draw();
  }

  /** Bring a row onto the page, lifting the filters that hide it. */
  reveal(row) {
    if (!this.left.includes(row)) this.clear();
    const place = this.sorted().indexOf(row);
    if (place >= this.limit) { this.limit = place + 1; this.draw(); }
    this.body.querySelector(".current")?.classList.remove("current");
    const element = this.rowElement(row);
    element.classList.add("current");
    element.scrollIntoView({ block: "center" });
    element.querySelector("button")?.focus({ preventScroll: true });
  }
}

/** The values that occur in rows, as options of a filter. */
const optionsOf = (rows, value, label) => [...new Set(rows.map(value))].filter((one) => one !== null && one !== undefined).map((one) => [one, label(one)]);

/** Names and values as a list; what has no value is left out. */
const definitions = (pairs) => make("dl", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0)
  .map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
