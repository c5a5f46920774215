// Allure makes no link of an address without a host: beside each of ours this puts one, back to the business page.
(() => {
  const page = "../business-value.html", scenarios = SCENARIOS;
  const target = (words) => /^[A-Z]{2}-\d+$/.test(words) ? words : scenarios[location.hash.split(/[#/?]/)[1]];
  const mend = () => {
    for (const link of document.querySelectorAll("[data-testid=test-result-meta-link]")) {
      const words = link.querySelector("span"), to = words && target(words.textContent);
      if (!to) continue;
      let made = link.querySelector("a.ours");
      if (!made) {
        made = link.appendChild(document.createElement("a"));
        made.className = "ours";
        made.textContent = "open";
      }
      if (made.getAttribute("href") !== `${page}#${to}`) {
        made.setAttribute("href", `${page}#${to}`);
        made.setAttribute("aria-label", `${words.textContent}: open`);
      }
    }
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  addEventListener("hashchange", mend);
})();
