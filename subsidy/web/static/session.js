// A session that is about to end is told, what is typed is saved first, and one button puts the end off.
// Pages with drafts listen: addEventListener("session-ending", event => event.detail.wait(promiseOfSaving)).
// Whoever sends by script takes the token from <meta name="csrf-token">, which is kept current here.
(() => {
  const box = document.getElementById("ending");
  if (!box) return;
  const warned = Number(box.dataset.warned);
  const title = document.getElementById("ending-title");
  const text = document.getElementById("ending-text");
  const stay = document.getElementById("ending-stay");
  const login = document.getElementById("ending-login");
  const meta = document.querySelector('meta[name="csrf-token"]');
  const asked = [title.textContent, text.textContent];
  let timer = 0, before = null;

  function fresh(token) {
    meta.content = token;
    document.querySelectorAll('input[name="csrf_token"]').forEach(field => { field.value = token; });
  }

  async function ask(method) {
    const headers = {Accept: "application/json", "X-CSRFToken": meta.content};
    const answer = await fetch(box.dataset.session, {method, headers, cache: "no-store"});
    if (answer.status === 401) return 0;
    const said = await answer.json();
    if (said.token) fresh(said.token);
    return said.left || 0;
  }

  function wait(left) {
    clearTimeout(timer);
    timer = setTimeout(warn, Math.max(0, left - warned) * 1000);
  }

  // another window may have put the end off; where the server does not answer, nothing is claimed
  async function look() {
    try { return await ask("GET"); } catch { return -1; }
  }

  // whether all that was typed is on the server now
  async function saved() {
    const saving = [];
    const detail = {wait: promise => saving.push(promise)};
    document.dispatchEvent(new CustomEvent("session-ending", {bubbles: true, detail}));
    const ended = await Promise.allSettled(saving);
    return ended.every(one => one.status === "fulfilled" && one.value !== false);
  }

  async function warn() {
    const left = await look();
    if (left < 0) { timer = setTimeout(warn, 30000); return; }
    if (left > warned) return hide(left);
    const all = await saved();
    const now = await look();  // saving puts the end off, too
    if (now > warned) return hide(now);
    if (now === 0) return over(all);
    show();
    timer = setTimeout(end, (now > 0 ? now + 1 : 30) * 1000, all);
  }

  async function end(all) {
    const left = await look();
    if (left > 0) hide(left);
    else if (left < 0) timer = setTimeout(end, 30000, all);
    else over(all);
  }

  function show() {
    if (!box.hidden) return;
    [title.textContent, text.textContent] = asked;
    stay.hidden = false;
    login.hidden = true;
    before = document.activeElement;
    box.hidden = false;
    stay.focus();
  }

  function hide(left) {
    if (!box.hidden) {
      box.hidden = true;
      if (before) before.focus();
    }
    wait(left);
  }

  function over(all) {
    show();
    title.textContent = title.dataset.over;
    text.textContent = all ? text.dataset.over : text.dataset.unsaved;
    stay.hidden = true;
    login.hidden = false;
    if (!all) login.target = "_blank";
    login.focus();
  }

  stay.addEventListener("click", async () => {
    clearTimeout(timer);
    try {
      const left = await ask("POST");
      if (left) hide(left); else over(await saved());
    } catch { timer = setTimeout(warn, 5000); }
  });

  wait(Number(box.dataset.left));
})();
