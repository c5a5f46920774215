// Filters, links into closed parts, print. Without it the page says the same: everything is in the document.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector("form.filter");
  const find = form.querySelector("#find"), stream = form.querySelector("#stream"), segment = form.querySelector("#segment");
  const word = () => form.querySelector("[name=word]:checked").value;
  const items = all(".scenario, .rows tr[data-word]");
  const texts = new Map(items.map((item) => {
    const rule = item.closest(".rule"), feature = item.closest(".feature");
    const around = [rule && rule.querySelector("h4"), feature && feature.querySelector("h3")];
    return [item, [item, ...around].map((part) => part ? part.textContent : "").join(" ").toLowerCase()];
  }));

  function fits(item, asked) {
    const segments = item.dataset.segments;
    return (!asked.word || item.dataset.word === asked.word)
      && (!asked.stream || item.dataset.streams.split(" ").includes(asked.stream))
      && (!asked.segment || segments.includes(asked.segment) || segments === "all")
      && asked.words.every((each) => texts.get(item).includes(each));
  }

  function filter() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = { word: word(), stream: stream.value, segment: segment.value, words };
    const narrowed = Boolean(asked.word || asked.stream || asked.segment || words.length);
    const shown = { scenarios: 0, promises: 0 };
    for (const item of items) {
      item.hidden = narrowed && !fits(item, asked);
      if (!item.hidden) shown[item.matches("tr") ? "promises" : "scenarios"] += 1;
    }
    for (const part of all(".rule, .feature, .rows, .capability")) {
      const left = all(".scenario, tr[data-word]", part).some((item) => !item.hidden);
      part.hidden = narrowed && !left;
      if (part.matches("details")) part.open = narrowed ? left : part.matches(".rows") && !part.parentNode.querySelector(".feature");
    }
    const said = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    form.querySelector("output").textContent = narrowed ? `${said(shown.scenarios, "scenario")} and ${said(shown.promises, "promise")} shown` : "";
  }

  function ask(wanted) {
    form.reset();
    if (wanted.show) form.querySelector(`[name=word][value=${wanted.show}]`).checked = true;
    if (wanted.stream) stream.value = wanted.stream;
    filter();
  }

  function open(id) {
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); filter(); }
    for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
    target.scrollIntoView();
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const link of all("a[data-show], a[data-stream]")) link.addEventListener("click", () => ask(link.dataset));
  for (const link of all("a[href^='#']")) link.addEventListener("click", () => open(link.hash.slice(1)));
  addEventListener("hashchange", () => open(location.hash.slice(1)));
  open(location.hash.slice(1));

  const today = new Date().toISOString().slice(0, 10);
  for (const row of all("tr[data-until]")) {
    if (row.dataset.until < today && !row.querySelector(".mark.broken")) {
      const mark = document.createElement("span");
      mark.className = "mark broken";
      mark.textContent = "✕ expired since this run";
      row.querySelector(".state").replaceChildren(mark);
    }
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all(".failure details:not([open]), #contradictions:not([open])");
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
