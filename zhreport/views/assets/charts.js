// Charts of one indicator over the years, drawn as SVG from the numbers of its row.
const drawn = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const told = (row) => data.years.map((year, i) => row.cells[i] === null ? null : `${year}: ${data.sources[row.cells[i]].shown}`).filter(Boolean).join("; ");

/** The years that have a value, as [index, value]. */
const points = (row) => row.values.map((value, i) => [i, value]).filter(([, value]) => value !== null);

/** A line as small as a word; a year that is left out is crossed by a dashed line. */
function sparkline(row) {
  const [width, height, edge] = [96, 28, 4];
  const known = points(row);
  if (known.length < 2) return "";
  const values = known.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (i) => edge + (width - 2 * edge) * (data.years.length > 1 ? i / (data.years.length - 1) : 0.5);
  const y = (value) => high === low ? height / 2 : height - edge - (height - 2 * edge) * (value - low) / (high - low);
  const lines = known.slice(1).map(([i, value], n) => {
    const [before, last] = known[n];
    return drawn("line", { x1: x(before), y1: y(last), x2: x(i), y2: y(value), class: i - before > 1 ? "gap" : "" });
  });
  const [end, value] = known.at(-1);
  return drawn("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": told(row) },
    ...lines, drawn("circle", { cx: x(end), cy: y(value), r: 2.6 }));
}

/** A number in few characters: 1.86万. */
const short = (value) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumSignificantDigits: 4 }).format(value);

/** A bar a year from nought, each with its value on it. */
function barChart(row, chosen) {
  const count = data.years.length;
  const [width, height, top, bottom] = [Math.max(280, count * 52), 150, 20, 22];
  const known = points(row);
  if (!known.length) return "";
  const values = known.map(([, value]) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (value) => top + (height - top - bottom) * (high === low ? 1 : (high - value) / (high - low));
  const step = width / count;
  const parts = data.years.map((year, i) => drawn("text", { x: step * (i + 0.5), y: height - 6, class: "year" }, String(year)));
  for (const [i, value] of known) {
    const [from, to] = [Math.min(y(0), y(value)), Math.max(y(0), y(value))];
    parts.push(drawn("rect", { x: step * i + step * 0.2, y: from, width: step * 0.6, height: Math.max(1, to - from), class: i === chosen ? "chosen" : "" }));
    parts.push(drawn("text", { x: step * (i + 0.5), y: value < 0 ? to + 12 : from - 5, class: "value" }, short(value)));
  }
  parts.push(drawn("line", { x1: 0, x2: width, y1: y(0), y2: y(0), class: "axis" }));
  return drawn("svg", { class: "bars", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told(row) }, ...parts);
}
