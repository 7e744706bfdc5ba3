// A text by its key, with what belongs into it: what phrases.py does in Python, tested equal.
// `words` is what dashboard.words.for_browser(language) returns. Goes in front of a component's own script.

function rehabText(words, key, values = {}) {
  let entry = words[key];
  if (entry === undefined || Array.isArray(entry)) throw new Error(`no text ${key}`);
  if (typeof entry === "object") entry = values.n === 1 ? entry.one : entry.other;
  return entry.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => {
    if (!Object.hasOwn(values, name)) throw new Error(`${key} needs ${name}`);
    return rehabPut(words, kind, values[name]);
  });
}

function rehabPut(words, kind, value) {
  if (kind === "word" || kind === "Word") {
    const said = words["format.spoken"][value] ?? rehabNumber(words, value);
    return kind === "Word" ? said.charAt(0).toUpperCase() + said.slice(1) : said;
  }
  if (kind !== undefined) {
    const chosen = words[`${kind}.${value}`];
    return typeof chosen === "string" ? chosen : String(value);
  }
  return rehabNumber(words, value);
}

// At most one decimal, with the language's mark.
function rehabNumber(words, value) {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "-";
  const tenths = Math.floor(Math.abs(value) * 10 + 0.5);
  const sign = value < 0 && tenths ? "-" : "";
  const whole = `${sign}${Math.floor(tenths / 10)}`;
  return tenths % 10 ? `${whole}${words["format.decimal"]}${tenths % 10}` : whole;
}
