const text = document.getElementById("text");
const card = document.getElementById("card");
const marks = [...text.querySelectorAll("mark[data-fact]")];
// A figure that is broken over two blocks has several marks; the first stands for it.
const markOf = new Map(marks.toReversed().map((mark) => [Number(mark.dataset.fact), mark]));
const factOf = (mark) => data.facts[Number(mark.dataset.fact)];
const indexOf = new Map(data.facts.map((fact, i) => [fact, i]));
let pinned = null;
let current = null;
let table = null;

function sectionName(index) {
  if (index === null) return null;
  const { path, title } = data.sections[index];
  // The path of a heading without marker ends with its title already.
  return !title || path.endsWith(title) ? path : `${path} ${title}`;
}
const arrow = (fact) => ({ up: " ↑", down: " ↓" })[fact.direction] ?? "";
const roleName = (fact) => say(`role.${fact.role}`) + arrow(fact);
const withUnit = (value, unit) => value === null || value === "" ? null : [value, unit].filter(Boolean).join(" ");

function verdict(check) {
  if (check.holds === null) return say("page.unchecked");
  return make("span", { class: check.holds ? "good" : "bad" }, check.holds ? `✓ ${say("page.holds")}` : `✗ ${say("page.fails")}`);
}

function checkLine(check) {
  const sum = check.expected === null ? "" : ` ${say("column.expected")} ${check.expected}，${say("column.found")} ${check.found ?? ""}`;
  return make("div", {}, `${say(`rule.${check.rule}`)}${sum} `, verdict(check));
}

/** What the filters tell of a fact's checks: failed before held before none. */
function checkState(fact) {
  const held = fact.checks.map((i) => data.checks[i].holds);
  return held.includes(false) ? "fails" : held.includes(true) ? "holds" : "unchecked";
}

function fillCard(fact) {
  const standard = withUnit(fact.std_value, fact.std_unit);
  const written = withUnit(fact.value, fact.unit);
  card.replaceChildren(
    make("button", { type: "button", class: "close", "aria-label": say("page.close"), click: () => close(true) }, "×"),
    make("div", { class: "name" }, fact.item ?? fact.text),
    definitions([
      [say("column.text"), fact.text],
      [say("column.kind"), make("span", { class: `swatch kind-${fact.kind}` }, say(`kind.${fact.kind}`))],
      [say("column.value"), written],
      [say("column.std_value"), standard === written ? null : standard],
      [say("column.currency"), fact.currency === "CNY" ? null : fact.currency],
      [say("column.action"), fact.action],
      [say("column.role"), roleName(fact)],
      [say("column.status"), say(`status.${fact.status}`)],
      [say("column.scope"), fact.scope],
      [say("column.period"), fact.period],
      [say("column.section"), sectionName(fact.section)],
      [say("column.check"), fact.checks.map((i) => checkLine(data.checks[i]))],
    ]),
    make("div", { class: "moves" },
      make("button", { type: "button", "aria-label": say("page.previous"), click: () => step(-1) }, "←"),
      make("button", { type: "button", "aria-label": say("page.next"), click: () => step(1) }, "→"),
      make("button", { type: "button", click: () => { close(); table.reveal(fact); } }, say("page.to_row"))),
  );
  card.setAttribute("aria-label", fact.text);
}

/** Below the figure where there is room, else above; on a narrow screen the style puts it at the bottom. */
function placeCard(mark) {
  const at = mark.getClientRects()[0];
  const gap = 6;
  const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 12);
  const below = at.bottom + gap + card.offsetHeight < innerHeight || at.top < card.offsetHeight + gap;
  card.style.left = `${Math.max(8, left) + scrollX}px`;
  card.style.top = `${(below ? at.bottom + gap : at.top - gap - card.offsetHeight) + scrollY}px`;
}

function show(mark) {
  if (current) unmark();
  current = mark;
  const { fact, sentence } = mark.dataset;
  for (const part of text.querySelectorAll(`[data-sentence="${sentence}"]`)) part.classList.add("told");
  for (const part of text.querySelectorAll(`mark[data-fact="${fact}"]`)) part.classList.add("current");
  fillCard(factOf(mark));
  card.hidden = false;
  placeCard(mark);
}

function unmark() {
  for (const part of text.querySelectorAll(".told, .current")) part.classList.remove("told", "current");
}

function close(refocus = false) {
  unmark();
  card.hidden = true;
  if (refocus && pinned) { const back = pinned; pinned = null; focusOn(back); }
  pinned = current = null;
}

/** One stop for the tab key in the whole text: the figure that was last looked at. */
function focusOn(mark) {
  for (const other of marks) other.tabIndex = -1;
  mark.tabIndex = 0;
  mark.focus({ preventScroll: true });
}

function pin(mark, { scroll = false } = {}) {
  if (scroll) mark.scrollIntoView({ block: "center", behavior: "instant" });
  focusOn(mark);
  show(mark);
  pinned = mark;
}

function step(direction) {
  const open = marks.filter((mark) => !mark.classList.contains("off") && mark === markOf.get(Number(mark.dataset.fact)));
  const from = open.indexOf(current ?? document.activeElement);
  const next = open[from + direction];
  if (!next) return;
  const wasPinned = pinned !== null;
  next.scrollIntoView({ block: "nearest", behavior: "instant" });
  focusOn(next);
  show(next);
  pinned = wasPinned ? next : null;
}

text.addEventListener("pointerover", (event) => {
  const mark = event.target.closest("mark[data-fact]");
  if (mark && !pinned && event.pointerType === "mouse") show(mark);
});
text.addEventListener("pointerout", (event) => {
  if (event.target.closest("mark[data-fact]") && !pinned && event.pointerType === "mouse") close();
});
text.addEventListener("focusin", (event) => {
  const mark = event.target.closest("mark[data-fact]");
  if (mark && mark !== current && mark.matches(":focus-visible")) { pinned = null; show(mark); }
});
text.addEventListener("focusout", (event) => {
  if (!pinned && !card.contains(event.relatedTarget)) close();
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("#text mark[data-fact]");
  if (mark) { if (pinned === mark) close(); else pin(mark); } else if (pinned && !card.contains(event.target) && event.target.isConnected && !event.target.closest(".jump")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return close(true);
  const inside = document.activeElement?.closest?.("#text mark, #card");
  if (!inside) return;
  const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (direction) { event.preventDefault(); step(direction); }
  if ((event.key === "Enter" || event.key === " ") && inside.matches("mark")) { event.preventDefault(); pin(inside); card.querySelector(".moves button").focus({ preventScroll: true }); }
});

for (const mark of marks) {
  mark.tabIndex = -1;
  mark.setAttribute("role", "button");
  const fact = factOf(mark);
  mark.setAttribute("aria-label", [fact.text, fact.item, say(`kind.${fact.kind}`)].filter(Boolean).join(", "));
}
if (marks.length) marks[0].tabIndex = 0;

// The chips above the text tell the kinds apart and narrow text and table to them.
const chips = [...document.querySelectorAll("#kinds .chip")];
const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";
const kindShown = (kind) => pressed(chips.find((chip) => chip.dataset.kind === kind));
const press = (chip, on) => chip.setAttribute("aria-pressed", String(on));
for (const chip of chips) {
  chip.addEventListener("click", () => {
    // From all kinds the first click picks one; later clicks add and take away; none left means all.
    if (chips.every(pressed)) chips.forEach((other) => press(other, other === chip));
    else press(chip, !pressed(chip));
    if (!chips.some(pressed)) chips.forEach((other) => press(other, true));
    table.update();
  });
}

const jump = (fact, label = fact.text) => make("button", { type: "button", class: "jump", title: say("page.to_text"), click: () => pin(markOf.get(indexOf.get(fact)), { scroll: true }) }, label);
const text_of = (name) => ({ label: say(`column.${name}`), name, cell: (fact) => fact[name] ?? "", sort: (fact) => fact[name] });

if (data.facts.length) {
  const states = optionsOf(data.facts, checkState, (state) => say(`page.${state}`));
  table = new FilterTable(document.getElementById("facts"), {
    label: say("page.facts"),
    rows: data.facts,
    columns: [
      { label: say("column.text"), name: "figure", cell: (fact) => [make("span", { class: `swatch kind-${fact.kind}`, title: say(`kind.${fact.kind}`) }, jump(fact)), checkState(fact) === "fails" ? make("span", { class: "bad", title: say("page.fails") }, " ✗") : ""], sort: (fact) => fact.start },
      text_of("item"), text_of("action"),
      { label: say("column.value"), number: true, name: "value", cell: (fact) => fact.value, sort: (fact) => fact.sort },
      { label: say("column.unit"), name: "unit nowrap", cell: (fact) => fact.unit ?? "", sort: (fact) => fact.unit },
      { label: say("column.role"), name: "role nowrap", cell: roleName, sort: (fact) => fact.role },
      { label: say("column.status"), name: "status nowrap", cell: (fact) => say(`status.${fact.status}`), sort: (fact) => fact.status },
      text_of("scope"), { ...text_of("period"), name: "period nowrap" },
      { label: say("column.section"), name: "section", cell: (fact) => fact.section === null ? "" : make("span", { title: sectionName(fact.section) }, data.sections[fact.section].path), sort: (fact) => fact.section },
    ],
    filters: [
      { label: say("column.role"), options: optionsOf(data.facts, (fact) => fact.role, (role) => say(`role.${role}`)), fits: (fact, role) => fact.role === role },
      { label: say("column.status"), options: optionsOf(data.facts, (fact) => fact.status, (status) => say(`status.${status}`)), fits: (fact, status) => fact.status === status },
      ...(states.length > 1 ? [{ label: say("column.check"), options: states, fits: (fact, state) => checkState(fact) === state }] : []),
    ],
    words: (fact) => [fact.text, fact.item, fact.action, fact.value, fact.unit, fact.scope, fact.period, sectionName(fact.section)].filter(Boolean).join(" "),
    extra: (fact) => kindShown(fact.kind),
    reset: () => chips.forEach((chip) => press(chip, true)),
    shown: (left) => {
      const kept = new Set(left);
      for (const mark of marks) mark.classList.toggle("off", !kept.has(factOf(mark)));
    },
  });
}

if (data.checks.length) {
  new FilterTable(document.getElementById("checks"), {
    label: say("page.checks"),
    rows: data.checks,
    columns: [
      { label: say("column.rule"), name: "rule nowrap", cell: (check) => say(`rule.${check.rule}`), sort: (check) => check.rule },
      { label: say("column.figures"), name: "figures", cell: (check) => check.facts.flatMap((i, n) => [n ? "，" : "", jump(data.facts[i], [data.facts[i].item, data.facts[i].text].filter(Boolean).join(" "))]) },
      { label: say("column.expected"), number: true, name: "value", cell: (check) => check.expected ?? "" },
      { label: say("column.found"), number: true, name: "value", cell: (check) => check.found ?? "" },
      { label: say("column.holds"), name: "nowrap", cell: verdict, sort: (check) => Number(check.holds) },
      ...(data.checks.some((check) => check.note) ? [{ label: say("column.note"), name: "note", cell: (check) => check.note ?? "" }] : []),
    ],
    filters: [{ label: say("column.holds"), options: optionsOf(data.checks, (check) => String(check.holds), (held) => say(held === "true" ? "page.holds" : "page.fails")), fits: (check, held) => String(check.holds) === held }],
    words: (check) => [say(`rule.${check.rule}`), check.note, ...check.facts.flatMap((i) => [data.facts[i].item, data.facts[i].text])].filter(Boolean).join(" "),
  });
}

// The outline: a drawer where the screen is narrow, and where the reader is.
const outline = document.getElementById("outline");
const drawer = document.getElementById("outline-button");
function openOutline(open) {
  outline.classList.toggle("open", open);
  drawer.setAttribute("aria-expanded", String(open));
}
document.documentElement.classList.add("scripted");
drawer.addEventListener("click", () => openOutline(!outline.classList.contains("open")));
outline.addEventListener("click", (event) => { if (event.target.closest("a")) openOutline(false); });
const links = [...outline.querySelectorAll("a")];
const anchors = links.map((link) => document.getElementById(link.hash.slice(1)));
function whereAmI() {
  const line = 120;
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (anchors[middle].getBoundingClientRect().top <= line) low = middle + 1; else high = middle;
  }
  links.forEach((link, i) => { if (i === low - 1) link.setAttribute("aria-current", "location"); else link.removeAttribute("aria-current"); });
  const link = links[low - 1];
  if (link && outline.scrollHeight > outline.clientHeight) {
    const [box, own] = [outline.getBoundingClientRect(), link.getBoundingClientRect()];
    if (own.top < box.top || own.bottom > box.bottom) outline.scrollTop += own.top - box.top - box.height / 3;
  }
}
let waiting = false;
addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; whereAmI(); });
}, { passive: true });
addEventListener("resize", () => { if (current) placeCard(current); });
if (links.length) whereAmI();
