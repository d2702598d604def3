// 试算 while typing: what the form would earn now is asked of the server and shown beside it.
(() => {
  const form = document.querySelector("form[data-estimate]");
  const now = document.getElementById("estimate-now");
  if (!form || !now) return;
  const said = document.getElementById("estimate-said"), stale = document.getElementById("estimate-stale");
  const WAIT = 600, CALM = 1500;
  let timer = 0, saying = 0, asked = null;
  let last = sum();
  document.querySelector("#estimate .by-hand").hidden = true;

  function sum() { return now.querySelector("[data-said]")?.dataset.said || ""; }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  async function ask() {
    if (asked) asked.abort();
    const mine = asked = new AbortController();
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const token = document.querySelector('meta[name="csrf-token"]').content;
    body.set("csrf_token", token);
    try {
      const headers = {Accept: "application/json, text/html", "X-CSRFToken": token};
      const answer = await fetch(form.dataset.estimate, {method: "POST", headers, body, signal: mine.signal});
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      stale.textContent = form.dataset.stale;
      stale.hidden = false;
    }
  }

  function show(text) {
    const open = new Map([...now.querySelectorAll("details")].map(each => [each.dataset.key, each.open]));
    now.innerHTML = text;
    for (const each of now.querySelectorAll("details"))
      if (open.has(each.dataset.key)) each.open = open.get(each.dataset.key);
    stale.hidden = true;
    clearTimeout(saying);
    saying = setTimeout(() => {  // a screen reader hears of another amount, once typing has paused
      if (sum() !== last) said.textContent = last = sum();
    }, CALM);
  }

  form.addEventListener("input", event => { if (event.target.type !== "file") later(); });
  form.addEventListener("rows-changed", ask);
})();
